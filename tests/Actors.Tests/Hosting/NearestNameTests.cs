using Consensoor.Actors.Hosting;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>What a mistyped name was meant to be.</summary>
public sealed class NearestNameTests
{
    private static readonly string[] Names = [.. NodeHocon.Load("reference", null, []).Entries.Select(static entry => entry.Path)];

    [Fact]
    public void StepsAreThoseOfTheDefinition() =>
        Gen.Select(Gen.Char["abc"].Array[0, 6], Gen.Char["abc"].Array[0, 6]).Sample((from, to) =>
            Assert.Equal(Slow(new string(from), new string(to)), NearestName.Steps(new string(from), new string(to))), iter: 2_000);

    /// <summary>A letter lost, doubled, changed or swapped with the next one in any setting is found, or another as near.</summary>
    [Fact]
    public void ANameWithOneLetterWrongIsFound() =>
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, 3], Gen.Int[0, 200]).Sample((index, kind, at) =>
        {
            var name = Names[index];
            at %= name.Length - 1;
            var typed = kind switch
            {
                0 => name.Remove(at, 1),
                1 => name.Insert(at, name[at].ToString()),
                2 => name[..at] + 'ß' + name[(at + 1)..],
                _ => name[..at] + name[at + 1] + name[at] + name[(at + 2)..],
            };
            var nearest = NearestName.Of(typed, Names);
            Assert.NotNull(nearest);
            Assert.True(NearestName.Steps(typed, nearest) <= 1, $"{typed}: {nearest}");
        });

    [Theory]
    [InlineData("consensoor.validator.graffiti", "consensoor.validators.graffiti")]
    [InlineData("consensoor.http.graffiti", "consensoor.validators.graffiti")]
    [InlineData("consensoor.weather", null)]
    [InlineData("", null)]
    public void OneInAnotherGroupIsFoundByItsLastWord(string typed, string? nearest) => Assert.Equal(nearest, NearestName.Of(typed, Names));

    [Fact]
    public void WhatIsTooLongIsNoName() => Assert.Null(NearestName.Of(new string('a', 100_000), Names));

    private static int Slow(string from, string to)
    {
        if (from.Length == 0 || to.Length == 0)
        {
            return from.Length + to.Length;
        }

        var steps = Math.Min(
            Math.Min(Slow(from[1..], to) + 1, Slow(from, to[1..]) + 1), Slow(from[1..], to[1..]) + (from[0] == to[0] ? 0 : 1));
        return from.Length > 1 && to.Length > 1 && from[0] == to[1] && from[1] == to[0]
            ? Math.Min(steps, Slow(from[2..], to[2..]) + 1)
            : steps;
    }
}
