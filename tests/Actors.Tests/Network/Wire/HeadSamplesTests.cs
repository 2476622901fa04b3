using System.Globalization;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>What is forgiven of heads that differ, and what is not.</summary>
public sealed class HeadSamplesTests
{
    // A letter a slot: = one head, x two heads, - no block, > both samples after the slot.
    [Theory]
    [InlineData("================================", null)]
    [InlineData("==x===x===x=====x===============", null)]
    [InlineData("==x===x===x=====x=====x=========", "5 of 32 slots ended with two heads")]
    [InlineData("=======xx=======================", "two slots in a row ended with two heads")]
    [InlineData("=>>>>>>>>=======================", null)]
    [InlineData("=>>>>>>>>>======================", "only 23 of 32 samples came in time")]
    [InlineData("=--------=======================", null)]
    [InlineData("=---------======================", "only 23 of 32 slots have a block")]
    [InlineData("=======", "only 7 of 32 samples came in time")]
    public void OneSlotInEightMayDifferButNoTwoInARow(string slots, string? fault)
    {
        var last = 0UL;
        var samples = slots.Select((letter, index) =>
        {
            var slot = (ulong)index + 1;
            last = letter == '-' ? last : letter == '>' ? slot + 1 : slot;
            var root = $"0x{last.ToString("x16", CultureInfo.InvariantCulture)}";
            return new HeadSample(slot, (last, root), (last, letter == 'x' ? "0xother567890" : root), 0);
        });
        Assert.Equal(fault, HeadSamples.Fault([.. samples], 32));
    }
}
