using Consensoor.Actors.Columns;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>Tests how custody grows, never shrinks, and what counts as complete after it grew, over restarts.</summary>
public sealed class NodeCustodyTests
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal);

    [Fact]
    public void ItIsTheHighestCountSoFarAndCompleteFromWhereItGrewLast() =>
        Gen.Select(Gen.Bool, Gen.ULong[0, 140]).Array[1, 20].Sample(steps =>
        {
            var custody = new NodeCustody(Spec, default, isSupernode: false, null, 0);
            var (highest, complete, slot, isFirst) = (4UL, 0UL, 100UL, true);
            foreach (var (isRestart, groups) in steps)
            {
                slot += 10;
                if (isRestart)
                {
                    custody = new NodeCustody(Spec, default, isSupernode: false, custody.ToStored(), slot);
                    isFirst = false;
                    continue;
                }

                var wanted = Math.Min(groups, 128);
                Assert.Equal(wanted > highest, custody.Require(groups, slot));

                // What a new node asks for first was not missed: it has imported nothing yet.
                complete = wanted > highest && !isFirst ? slot + 1 : complete;
                (highest, isFirst) = (Math.Max(highest, wanted), false);
                Assert.Equal(ColumnCustody.Of(Spec, default, highest), custody.Current);
                Assert.Equal(new StoredCustody(highest, complete), custody.ToStored());
            }
        });

    [Fact]
    public void BackfillLowersWhatIsCompleteAndALossRaisesIt()
    {
        var custody = new NodeCustody(Spec, new UInt256(default), isSupernode: true, null, 64);
        Assert.Equal((128UL, 65UL), (custody.Current.GroupCount, custody.CompleteFrom));
        custody.Backfilled(40);
        custody.Backfilled(50);
        Assert.Equal(40UL, custody.CompleteFrom);
        custody.Lost(70);
        Assert.Equal(71UL, custody.CompleteFrom);
        Assert.False(custody.Require(ulong.MaxValue, 90));
    }

    /// <summary>
    /// However columns are lost and fetched again, nothing is promised that is missing; and below the lowest loss nothing is gone through
    /// again.
    /// </summary>
    [Fact]
    public void WhatIsMissingIsNeverPromisedAndALossCostsTheWayDownToItAlone() =>
        Gen.Select(Gen.Int[0, 3], Gen.ULong[20, 99]).Array[1, 60].Sample(steps =>
        {
            var custody = new NodeCustody(Spec, default, isSupernode: false, new StoredCustody(4, 10), 0);
            var (missing, lowest) = (new SortedSet<ulong>(), 100UL);
            foreach (var (kind, slot) in steps)
            {
                if (kind == 0 && slot >= custody.CompleteFrom)
                {
                    missing.Add(slot);
                    lowest = Math.Min(lowest, slot);
                    custody.Lost(slot);
                }
                else if (kind == 1)
                {
                    missing.Remove(slot);
                }
                else
                {
                    Walk(most: 5);
                }

                Assert.All(missing, lost => Assert.True(lost < custody.CompleteFrom, $"{lost} is promised from {custody.CompleteFrom} on"));
            }

            missing.Clear();
            Walk(most: Misc.SaturatingSub(custody.CompleteFrom, lowest));
            Assert.Equal(10UL, custody.CompleteFrom);

            void Walk(ulong most)
            {
                var from = custody.CompleteFrom;
                while (from > 10 && custody.CompleteFrom - from < most && !missing.Contains(from - 1))
                {
                    from--;
                }

                custody.Backfilled(from);
                lowest = custody.CompleteFrom == 10 ? 100 : lowest;
            }
        });

    [Fact]
    public void ValidatorsAskForAGroupAPieceOfTheirBalanceAndNoneBeforeTheyAreThere()
    {
        var state = RecordedChain.Instance.World.Genesis;
        Assert.Equal(0UL, NodeCustody.RequirementOf(state, []));
        Assert.Equal(0UL, NodeCustody.RequirementOf(state, [1_000_000, ulong.MaxValue]));
        Assert.Equal(8UL, NodeCustody.RequirementOf(state, [3, 1_000_000]));
        Assert.Equal(64UL, NodeCustody.RequirementOf(state, Enumerable.Range(0, 64).Select(static index => (ulong)index)));
    }
}
