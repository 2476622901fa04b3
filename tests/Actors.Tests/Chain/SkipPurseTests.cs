using Consensoor.Actors.Chain;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Epochs skipped for peers: a share by slot for those that fit into one, and an account for those that do not.</summary>
public sealed class SkipPurseTests
{
    private const long Share = 100;

    [Fact]
    public void NoMoreIsTakenThanSlotsGiveAndWhatFitsNeverWaitsForWhatDoesNot() => Gen.Int[0, 40].Array[1, 60].Sample(steps =>
    {
        var purse = new SkipPurse(Share);
        var (slots, inSlot, large, largest) = (1L, 0L, 0L, 0L);
        foreach (var epochs in steps)
        {
            if (epochs == 0)
            {
                purse.Grant();
                (slots, inSlot) = (slots + 1, 0);
                continue;
            }

            var cost = 8L * epochs;
            var isTaken = purse.TryTake((ulong)epochs);
            if (cost <= Share)
            {
                Assert.Equal(inSlot + cost <= Share, isTaken);
                inSlot += isTaken ? cost : 0;
                continue;
            }

            if (isTaken)
            {
                // All before it are paid off by the slots that have begun since.
                Assert.True(large <= Share * (slots - 1));
                (large, largest) = (large + cost, Math.Max(largest, cost));
            }

            Assert.InRange(large, 0, largest + (Share * (slots - 1)));
        }
    });

    [Fact]
    public void NothingCostsNothing()
    {
        var purse = new SkipPurse(Share);
        Assert.True(purse.TryTake(12));
        Assert.True(purse.TryTake(0));
        Assert.False(purse.TryTake(1));
        purse.Grant();
        Assert.True(purse.TryTake(1));
    }
}
