using Consensoor.Actors.Validators;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>
/// The plan is what the specification's functions say of each validator one by one, across forks, epochs and reorgs, and costs one
/// computation an epoch.
/// </summary>
public sealed class DutyPlannerTests
{
    private const ulong LastSlot = 79;
    private const ulong SlotsPerEpoch = 8;

    // What happens in a slot: nothing, a block on the head, or one on what was head some blocks ago.
    private static readonly Gen<int?[]> Chains = Gen.Frequency(
        (3, Gen.Const((int?)null)),
        (8, Gen.Const((int?)0)),
        (1, Gen.Int[1, 12].Select(static back => (int?)back))).Array[(int)LastSlot];

    [Fact]
    public void ThePlanIsWhatTheSpecificationSaysOfEachValidator() => Chains.Sample(
        static chain => FollowsTheSpecification(chain), iter: 12);

    [Fact]
    public void AReorgAcrossAnEpochsBeginIsPlannedAnew() =>
        FollowsTheSpecification([.. Enumerable.Range(1, (int)LastSlot).Select(static slot => (int?)(slot % 8 == 1 ? 6 : 0))]);

    [Fact]
    public void WithoutReorgsCommitteesAreComputedOnceAnEpoch()
    {
        var chain = new PlannedChain();
        var planner = new DutyPlanner(PlannedChain.Spec, new OwnValidators(PlannedChain.Pubkeys));
        for (Slot slot = 1; slot <= LastSlot; slot++)
        {
            planner.Update(chain.ViewIn(slot, isEarly: true), slot, isAhead: false);
            planner.Update(chain.ViewIn(slot, isEarly: false), slot, isAhead: false);
            Assert.NotNull(planner.At(slot));
            chain.Build(slot, 0);
            planner.Update(chain.ViewIn(slot, isEarly: false), slot, isAhead: false);
            planner.Update(chain.ViewIn(slot, isEarly: false), slot, isAhead: true);

            // This epoch's and the next one's, since genesis.
            Assert.Equal((int)(slot / SlotsPerEpoch) + 2, planner.CommitteesComputed);
        }

        // Proposers as often, sync committees and payload timeliness committees from their forks on.
        const int Epochs = 10 + 1;
        Assert.Equal(Epochs + Epochs + (Epochs - 1) + (Epochs - 7), planner.Computed);
    }

    [Fact]
    public void KeysThatComeAndGoArePlannedAsIfTheyHadBeenThereOrNot()
    {
        var (chain, own) = (new PlannedChain(), new OwnValidators([]));
        var planner = new DutyPlanner(PlannedChain.Spec, own);
        for (Slot slot = 1; slot <= LastSlot; slot++)
        {
            planner.Update(chain.ViewIn(slot, isEarly: false), slot, isAhead: false);
            if (slot is 20 or 40)
            {
                own.Replace(slot == 20 ? PlannedChain.Pubkeys : [PlannedChain.Pubkeys[0]]);
                planner.Forget();
                planner.Update(chain.ViewIn(slot, isEarly: false), slot, isAhead: false);
            }

            if (slot is >= 20 and < 40)
            {
                Check(planner, chain.StateAt(slot), slot, isComplete: true);
            }
            else
            {
                Assert.All(planner.At(slot)?.Attesters ?? [], static duty => Assert.Equal(PlannedChain.Pubkeys[0], duty.Pubkey));
            }

            chain.Build(slot, 0);
        }

        Assert.Contains(
            Enumerable.Range(72, 8), slot => planner.At((ulong)slot)?.Attesters.Count == 1);
    }

    [Fact]
    public void ANodeWithoutKeysComputesNothing()
    {
        var planner = new DutyPlanner(PlannedChain.Spec, new OwnValidators([]));
        planner.Update(new PlannedChain().ViewIn(1, isEarly: false), 1, isAhead: true);
        Assert.Equal(0, planner.Computed);
    }

    private static void FollowsTheSpecification(int?[] happens)
    {
        var chain = new PlannedChain();
        var planner = new DutyPlanner(PlannedChain.Spec, new OwnValidators(PlannedChain.Pubkeys));
        for (Slot slot = 1; slot <= LastSlot; slot++)
        {
            // Before the epoch's state is there, the plan says nothing or what is true on this head.
            planner.Update(chain.ViewIn(slot, isEarly: true), slot, isAhead: false);
            Check(planner, chain.StateAt(slot), slot, isComplete: false);
            planner.Update(chain.ViewIn(slot, isEarly: false), slot, isAhead: false);
            Check(planner, chain.StateAt(slot), slot, isComplete: true);
            if (happens[slot - 1] is { } back)
            {
                chain.Build(slot, back);
                planner.Update(chain.ViewIn(slot, isEarly: false), slot, isAhead: true);
                Check(planner, chain.StateAt(slot), slot, isComplete: true);
            }
        }
    }

    private static void Check(DutyPlanner planner, BeaconState state, Slot slot, bool isComplete)
    {
        if (planner.At(slot) is { } plan)
        {
            CheckDuties(plan, state, slot);
        }
        else
        {
            Assert.False(isComplete, $"slot {slot} is not planned");
        }

        var isPlanned = planner.TryGetProposer(slot, out var proposer);
        Assert.True(isPlanned || !isComplete, $"the proposer of slot {slot} is not planned");
        if (isPlanned)
        {
            Assert.True(Proposing.IsProposer(state, proposer!.Index), $"validator {proposer.Index} is no proposer of slot {slot}");
            Assert.Equal(state.Validators[proposer.Index].Pubkey, proposer.Pubkey);
        }
    }

    private static void CheckDuties(SlotDuties plan, BeaconState state, Slot slot)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, slot);
        var period = SyncCommittees.ComputeSyncCommitteePeriod(state.Preset, Misc.ComputeEpochAtSlot(state.Preset, slot + 1))
            * state.Preset.EpochsPerSyncCommitteePeriod;
        var (attesters, sync, ptc) = (new List<AttesterDuty>(), new List<ValidatorIndex>(), new List<ValidatorIndex>());
        for (ValidatorIndex index = 0; index < (ulong)state.Validators.Count; index++)
        {
            if (Attesting.GetCommitteeAssignment(state, epoch, index) is { } seat && seat.Slot == slot)
            {
                var pubkey = state.Validators[index].Pubkey;
                attesters.Add(new AttesterDuty(
                    index, pubkey, seat.Index, seat.Committee.Length, Array.IndexOf(seat.Committee, index)));
            }

            if (state.ForkName >= ForkName.Altair && SyncCommittees.IsAssignedToSyncCommittee(state, period, index))
            {
                sync.Add(index);
            }

            if (state.ForkName >= ForkName.Gloas && Accessors.GetPtc(state, slot).Contains(index))
            {
                ptc.Add(index);
            }
        }

        Assert.Equal(Accessors.GetCommitteeCountPerSlot(state, epoch), plan.Committees);
        Assert.Equal(attesters, plan.Attesters.OrderBy(static duty => duty.Validator));
        Assert.Equal(sync, plan.SyncCommittee.Select(static duty => duty.Validator));
        Assert.Equal(ptc, plan.PayloadTimelinessCommittee.Select(static member => member.Index));
        if (state.ForkName >= ForkName.Altair)
        {
            Assert.All(plan.SyncCommittee, duty => Assert.Equal(SubnetsOf(state, duty.Validator), duty.Subcommittees));
        }
    }

    private static SortedSet<ulong> SubnetsOf(BeaconState state, ValidatorIndex validator) =>
        SyncCommittees.ComputeSubnetsForSyncCommittee(state, validator);
}
