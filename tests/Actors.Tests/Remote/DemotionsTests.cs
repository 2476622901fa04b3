using Consensoor.Actors.Remote;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>How long a node is asked behind the others.</summary>
public sealed class DemotionsTests
{
    private const ulong SlotsPerEpoch = 8;

    [Fact]
    public void ANodeThatAlwaysFailsIsAskedFirstOnceAnEpochInTheEnd()
    {
        var demotions = new Demotions(SlotsPerEpoch);
        var failed = new List<Slot>();
        for (Slot slot = 0; slot < 40; slot++)
        {
            if (!demotions.Has(0, slot))
            {
                Assert.True(demotions.Add(0, slot));
                Assert.False(demotions.Add(0, slot));
                failed.Add(slot);
            }
        }

        Assert.Equal([0, 1, 3, 7, 15, 23, 31, 39], failed);
    }

    [Fact]
    public void OneThatWasWellForAsLongOrCameBackBeginsAnew()
    {
        var demotions = new Demotions(SlotsPerEpoch);
        demotions.Add(0, 0);
        demotions.Add(0, 1);
        Assert.True(demotions.Has(0, 2));
        demotions.Remove(0);
        Assert.False(demotions.Has(0, 2));

        demotions.Add(1, 0);
        demotions.Add(1, 1);
        demotions.Add(1, 5);
        Assert.False(demotions.Has(1, 6));
    }

    /// <summary>Whatever fails when: behind for an epoch at most, and others are not touched.</summary>
    [Fact]
    public void NoNodeIsBehindForMoreThanAnEpoch() => Gen.Select(Gen.Int[0, 2], Gen.ULong[0, 3]).List[0, 100].Sample(steps =>
    {
        var demotions = new Demotions(SlotsPerEpoch);
        Slot now = 0;
        foreach (var (node, passed) in steps)
        {
            now += passed;
            demotions.Add(node, now);
            Assert.True(demotions.Has(node, now));
            Assert.False(demotions.Has(node, now + SlotsPerEpoch));
            Assert.False(demotions.Has(3, now));
        }
    });
}
