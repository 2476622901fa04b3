using Consensoor.Spec.Config;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Presets;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Gossip;

/// <summary>Each table of what was seen holds what can be accepted at once, and no more.</summary>
public sealed class SeenTests
{
    /// <summary>
    /// A million validators vote in three epochs: each is remembered while votes of its epoch are accepted, and forgotten after.
    /// </summary>
    [Fact]
    public void EveryVoteOfTheEpochsThatAreAcceptedIsRemembered()
    {
        const ulong validators = 1_000_000;
        var seen = new Seen(new ChainSpec(Preset.Mainnet, ChainConfig.Mainnet));
        for (var epoch = 10UL; epoch < 13; epoch++)
        {
            for (var validator = 0UL; validator < validators; validator++)
            {
                Assert.True(seen.AttestationValidatorEpochs.Add((epoch, validator)));
            }
        }

        Assert.Equal(3 * (int)validators, seen.AttestationValidatorEpochs.Count);
        Assert.False(seen.AttestationValidatorEpochs.Add((10, 0)));
        Assert.True(seen.AttestationValidatorEpochs.Add((13, 0)));
        Assert.Equal((2 * (int)validators) + 1, seen.AttestationValidatorEpochs.Count);
        Assert.False(seen.AttestationValidatorEpochs.Contains((10, 5)));
    }

    /// <summary>A set with periods is, after every step, what is left of a list by the two rules read literally.</summary>
    [Fact]
    public void SetsForgetTheOldestAndWhatIsBehind() => Gen.Select(Gen.UInt[0, 12], Gen.UInt[0, 3]).List[0, 60].Sample(steps =>
    {
        const int bound = 6;
        const uint periods = 3;
        var set = new BoundedSet<(uint Period, uint Value)>(bound, static entry => entry.Period, periods);
        var literal = new List<(uint Period, uint Value)>();
        var newest = 0u;
        foreach (var step in steps)
        {
            var added = !literal.Contains(step);
            Assert.Equal(added, set.Add(step));
            if (added)
            {
                literal.Add(step);
                newest = Math.Max(newest, step.Item1);
                while (literal.Count > 0 && (literal.Count > bound || newest - literal[0].Period >= periods))
                {
                    literal.RemoveAt(0);
                }
            }

            Assert.Equal(literal.Count, set.Count);
            Assert.All(literal, entry => Assert.True(set.Contains(entry)));
        }
    });
}
