using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;

namespace Consensoor.Actors.Validators;

/// <summary>
/// The duties of our validators in an epoch, slot by slot, by a state of that epoch or, where it is known by then, of the one before
/// (`phase0/validator.md#lookahead`).
/// </summary>
internal static class EpochDuties
{
    /// <summary>The seats in committees (`get_committee_assignment` of each validator), with the number of committees a slot.</summary>
    public static EpochCommittees Attesters(BeaconState state, Epoch epoch, OwnValidators own)
    {
        var ours = new Dictionary<ValidatorIndex, BLSPubkey>(own.In(state));
        var committees = Accessors.GetCommitteeCountPerSlot(state, epoch);
        return new EpochCommittees(committees, EachSlot<IReadOnlyList<AttesterDuty>>(state, epoch, slot =>
        {
            var duties = new List<AttesterDuty>();
            for (CommitteeIndex index = 0; index < committees; index++)
            {
                var committee = Accessors.GetBeaconCommittee(state, slot, index);
                for (var position = 0; position < committee.Length; position++)
                {
                    if (ours.TryGetValue(committee[position], out var pubkey))
                    {
                        duties.Add(new AttesterDuty(committee[position], pubkey, index, committee.Length, position));
                    }
                }
            }

            return duties;
        }));
    }

    /// <summary>The proposers where they are ours (`is_proposer`); before fulu the state is of the epoch.</summary>
    public static OwnValidator?[] Proposers(BeaconState state, Epoch epoch, OwnValidators own)
    {
        var start = Misc.ComputeStartSlotAtEpoch(state.Preset, epoch);
        var first = (int)((epoch - Accessors.GetCurrentEpoch(state)) * state.Preset.SlotsPerEpoch);
        var computed = state.ForkName < ForkName.Fulu ? Accessors.GetBeaconProposerIndices(state, epoch) : null;
        return EachSlot(state, epoch, slot =>
        {
            var offset = (int)(slot - start);
            var proposer = computed?[offset] ?? state.ProposerLookahead[first + offset];
            return own.In(state).TryGetValue(proposer, out var pubkey) ? new OwnValidator(proposer, pubkey) : null;
        });
    }

    /// <summary>The members of the sync committee whose messages the next slot's block carries, altair on.</summary>
    public static IReadOnlyList<SyncDuty>[] SyncCommittee(BeaconState state, Epoch epoch, OwnValidators own)
    {
        var current = SyncCommittees.ComputeSyncCommitteePeriod(state.Preset, Accessors.GetCurrentEpoch(state));
        var byPeriod = new Dictionary<ulong, IReadOnlyList<SyncDuty>>();
        return EachSlot(state, epoch, slot =>
        {
            var period = SyncCommittees.ComputeSyncCommitteePeriod(state.Preset, Misc.ComputeEpochAtSlot(state.Preset, slot + 1));
            if (!byPeriod.TryGetValue(period, out var members))
            {
                members = Members(state, period == current ? state.CurrentSyncCommittee : state.NextSyncCommittee, own);
                byPeriod.Add(period, members);
            }

            return members;
        });
    }

    /// <summary>The members of payload timeliness committees (`get_ptc_assignment`), each once a slot, gloas on.</summary>
    public static IReadOnlyList<OwnValidator>[] PayloadTimeliness(BeaconState state, Epoch epoch, OwnValidators own) =>
        EachSlot(state, epoch, slot => SeatsOf(state, Accessors.GetPtc(state, slot), own));

    /// <summary>
    /// The members of inclusion list committees (`get_inclusion_list_committee_assignment`), each once a slot, heze on.
    /// </summary>
    public static IReadOnlyList<OwnValidator>[] InclusionListing(BeaconState state, Epoch epoch, OwnValidators own) =>
        EachSlot(state, epoch, slot => SeatsOf(state, InclusionLists.GetInclusionListCommittee(state, slot), own));

    private static IReadOnlyList<OwnValidator> SeatsOf(BeaconState state, IEnumerable<ValidatorIndex> committee, OwnValidators own)
    {
        var ours = own.In(state);
        var seats = new SortedSet<ValidatorIndex>(committee);
        return [.. seats.Where(ours.ContainsKey).Select(index => new OwnValidator(index, ours[index]))];
    }

    private static List<SyncDuty> Members(BeaconState state, Spec.Containers.SyncCommittee committee, OwnValidators own)
    {
        var size = SyncCommittees.SubcommitteeSize(state.Preset);
        var ours = own.In(state);
        var seats = new SortedDictionary<ValidatorIndex, SortedSet<ulong>>();
        for (var position = 0; position < committee.Pubkeys.Count; position++)
        {
            if (Accessors.TryGetValidatorIndex(state, committee.Pubkeys[position], out var index) && ours.ContainsKey(index))
            {
                if (!seats.TryGetValue(index, out var subcommittees))
                {
                    seats[index] = subcommittees = [];
                }

                subcommittees.Add((ulong)(position / size));
            }
        }

        return [.. seats.Select(seat => new SyncDuty(seat.Key, ours[seat.Key], [.. seat.Value]))];
    }

    private static T[] EachSlot<T>(BeaconState state, Epoch epoch, Func<Slot, T> dutiesOf)
    {
        var start = Misc.ComputeStartSlotAtEpoch(state.Preset, epoch);
        var slots = new T[state.Preset.SlotsPerEpoch];
        for (var offset = 0; offset < slots.Length; offset++)
        {
            slots[offset] = dutiesOf(start + (Slot)offset);
        }

        return slots;
    }
}
