using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Scenarios;

/// <summary>`--seed` takes a number or a range, and nothing else.</summary>
public sealed class SeedRangeTests
{
    [Theory]
    [InlineData("7", 7UL, 7UL)]
    [InlineData("1..20", 1UL, 20UL)]
    [InlineData("18446744073709551615..18446744073709551615", ulong.MaxValue, ulong.MaxValue)]
    public void ANumberAndARangeAreSeeds(string text, ulong first, ulong last)
    {
        Assert.True(ScenarioCommand.TrySeeds(text, out var seeds));
        Assert.Equal((first, last), (seeds.First, seeds.Last));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("2..1")]
    [InlineData("1..")]
    [InlineData("1..2..3")]
    [InlineData("18446744073709551616")]
    public void AnythingElseIsNone(string text) => Assert.False(ScenarioCommand.TrySeeds(text, out _));
}
