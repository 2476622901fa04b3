using Consensoor.Actors.Reporting;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Work;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting;

/// <summary>What is remembered of duties is what a slow reading of the same blocks finds, and bounded.</summary>
public sealed class DutyTimelineTests
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;

    private static readonly Lazy<IReadOnlyList<BlockImported>> Imports = new(static () =>
    {
        var jobs = new TransitionJobs(ManagedBls.Shared, new byte[32]);
        var (state, imports) = (Chain.World.Genesis, new List<BlockImported>());
        foreach (var signed in Chain.Blocks.OrderBy(static signed => signed.Message.Slot))
        {
            var advanced = StateTransition.AdvanceTo(state, signed.Message.Slot, AcceptAllVerifier.Instance).Post!;
            state = ((BlockDrafted)jobs.Do(new DraftBlock(1, advanced, signed.Message), static () => default)).PostState!;
            imports.Add(new BlockImported(
                signed,
                signed.Message.HashTreeRoot(state.Ssz),
                state,
                Source.Own.Instance,
                TimeSpan.FromMilliseconds(7),
                At((int)signed.Message.Slot),
                false));
        }

        return imports;
    });

    /// <summary>Each attester's vote is found in the blocks that have its bit, by its committee and place in it.</summary>
    [Fact]
    public void VotesAreFoundInTheBlocksThatCarryThem()
    {
        var timeline = new DutyTimeline(64, 1_024);
        var last = Imports.Value[^1].Block.Message.Slot;
        for (Slot slot = 1; slot <= last; slot++)
        {
            foreach (var imported in Imports.Value.Where(imported => imported.Block.Message.Slot == slot))
            {
                timeline.Take(imported);
            }

            for (ValidatorIndex validator = 0; validator < 64; validator++)
            {
                timeline.Take(new DutyPerformed(DutyKind.Attestation, slot, validator, null, At((int)slot)));
            }
        }

        var found = 0;
        for (Slot slot = 1; slot <= last; slot++)
        {
            var why = timeline.Of(slot);
            Assert.Equal(64, why.Duties.Count);
            foreach (var duty in why.Duties)
            {
                var expected = Imports.Value
                    .Where(imported => imported.Block.Message.Slot > slot && Carries(imported, slot, duty.Validator))
                    .Select(static imported => (imported.Block.Message.Slot, imported.Root)).ToList();
                Assert.Equal(expected.Take(4), duty.Included);
                found += expected.Count > 0 ? 1 : 0;
            }
        }

        Assert.True(found > 32, $"{found} votes were included");
    }

    [Fact]
    public void ABlockHasItsTimes()
    {
        var timeline = new DutyTimeline(64, 1_024);
        var imported = Imports.Value[^1];
        timeline.Take(imported);
        var head = Chain.Head with { Root = imported.Root, Block = imported.Block };
        timeline.Take(new HeadChanged(head, null, 0, At(20)));
        timeline.Take(new HeadChanged(head, null, 0, At(30)));
        timeline.Take(new HeadChanged(head with { Root = default }, null, 0, At(10)));
        var envelope = new SignedExecutionPayloadEnvelope { Message = new ExecutionPayloadEnvelope { BeaconBlockRoot = imported.Root } };
        timeline.Take(new PayloadImported(envelope, imported.Block.Message.Slot, At(25)) { ExecutionAt = At(24) });
        var times = Assert.Single(timeline.Of(imported.Block.Message.Slot).Blocks);
        var expected = new BlockTimes(imported.Root, imported.At - TimeSpan.FromMilliseconds(7), imported.At, false);
        Assert.Equal(expected with { ExecutionAt = At(24), HeadAt = At(20), PayloadAt = At(25) }, times);
    }

    /// <summary>Whether the wire or the verdict is told first, a duty has both; of several messages the fewest peers count.</summary>
    [Fact]
    public void ADutyHasItsTimesAndPeers()
    {
        var timeline = new DutyTimeline(64, 1_024);
        timeline.Take(new DutySent(new DutyName(DutyKind.SyncMessage, 3, 7), 5));
        timeline.Take(new DutyPerformed(DutyKind.SyncMessage, 3, 7, null, At(12)) { SignedAt = At(11) });
        timeline.Take(new DutyPerformed(DutyKind.Attestation, 3, 7, null, At(12)) { SignedAt = At(11) });
        timeline.Take(new DutySent(new DutyName(DutyKind.SyncMessage, 3, 7), 4));
        timeline.Take(new DutySent(new DutyName(DutyKind.SyncMessage, 3, 7), 6));
        Assert.Equal(
            [(DutyKind.Attestation, At(11), (int?)null), (DutyKind.SyncMessage, At(11), (int?)4)],
            timeline.Of(3).Duties.Select(static duty => (duty.Kind, duty.SignedAt!.Value, duty.Peers)));
    }

    /// <summary>Of many slots the last are remembered, and of many duties the first, with their last outcome.</summary>
    [Fact]
    public void WhatIsRememberedIsBounded() => Gen.Select(Gen.ULong[0, 9], Gen.ULong[0, 5], Gen.Bool).Array[0, 60].Sample(static duties =>
    {
        const int Slots = 3, Duties = 2;
        var timeline = new DutyTimeline(Slots, Duties);
        var expected = new SortedDictionary<Slot, (List<(ValidatorIndex Validator, string? Reason)> Known, int Others)>();
        foreach (var (slot, validator, isDone) in duties)
        {
            var reason = isDone ? null : "late";
            timeline.Take(new DutyPerformed(DutyKind.SyncMessage, slot, validator, reason, At(1)));
            if (!expected.TryGetValue(slot, out var known))
            {
                known = ([], 0);
                if (expected.Count == Slots && slot < expected.Keys.Min())
                {
                    continue;
                }

                if (expected.Count == Slots)
                {
                    expected.Remove(expected.Keys.Min());
                }
            }

            var index = known.Known.FindIndex(one => one.Validator == validator);
            if (index >= 0)
            {
                known.Known[index] = (validator, reason);
            }
            else if (known.Known.Count < Duties)
            {
                known.Known.Add((validator, reason));
            }
            else
            {
                known.Others++;
            }

            expected[slot] = known;
        }

        for (Slot slot = 0; slot <= 9; slot++)
        {
            var why = timeline.Of(slot);
            var (known, others) = expected.GetValueOrDefault(slot, ([], 0));
            Assert.Equal(known.Order(), why.Duties.Select(static duty => (duty.Validator, duty.Reason)));
            Assert.Equal(others, why.OtherDuties);
        }
    });

    private static bool Carries(BlockImported imported, Slot slot, ValidatorIndex validator)
    {
        var state = imported.PostState;
        return Attesting.GetCommitteeAssignment(state, slot / state.Preset.SlotsPerEpoch, validator) is var (committee, number, at)
            && at == slot
            && imported.Block.Message.Body.Attestations.Any(vote => vote.Data.Slot == slot
                && vote.CommitteeBits[(int)number]
                && vote.AggregationBits[Before(state, vote, number) + Array.IndexOf(committee, validator)]);
    }

    // The members of the committees that an attestation names before one of them.
    private static int Before(BeaconState state, Attestation vote, CommitteeIndex number) => Enumerable.Range(0, (int)number)
        .Where(other => vote.CommitteeBits[other])
        .Sum(other => Consensoor.Spec.Transition.Helpers.Accessors.GetBeaconCommittee(state, vote.Data.Slot, (ulong)other).Length);

    private static DateTimeOffset At(int seconds) => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds);
}
