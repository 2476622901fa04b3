using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Api;

/// <summary>
/// On which subnets votes are published (`phase0/validator.md#broadcast-attestation`,
/// `altair/validator.md#broadcast-sync-committee-message`), by the head's state in the present slot's epoch.
/// </summary>
internal sealed class VotePlaces(ChainView view, Slot now)
{
    private readonly BeaconState _state = view.StateInEpochOf(now) ?? view.HeadState;
    private readonly Dictionary<Epoch, ulong> _committees = [];

    /// <summary>An attestation with its subnet, or why it has none.</summary>
    public (IReadOnlyList<Publish> Messages, string? Problem) Of(object message, AttestationData data, CommitteeIndex committee)
    {
        var epoch = Misc.ComputeEpochAtSlot(view.Spec.Preset, data.Slot);
        var known = Accessors.GetCurrentEpoch(_state);
        if (epoch + 1 < known || epoch > known + 1)
        {
            return ([], $"slot {data.Slot} is too far from the head's epoch {known}");
        }

        if (!_committees.TryGetValue(epoch, out var committees))
        {
            _committees[epoch] = committees = Accessors.GetCommitteeCountPerSlot(_state, epoch);
        }

        return committee < committees
            ? ([new Publish(message, Attesting.ComputeSubnetForAttestation(view.Spec, committees, data.Slot, committee))], null)
            : ([], $"slot {data.Slot} has {committees} committees, and none of index {committee}");
    }

    /// <summary>A signature of a sync committee's member on each of its subnets, or why it has none.</summary>
    public (IReadOnlyList<Publish> Messages, string? Problem) Of(SyncCommitteeMessage message)
    {
        if (SyncCommittees.CommitteeForSlot(_state, message.Slot) is not { } committee)
        {
            return ([], $"the head does not know the sync committee of slot {message.Slot}");
        }

        if (message.ValidatorIndex >= (ulong)_state.Validators.Count)
        {
            return ([], $"validator {message.ValidatorIndex} is in no sync committee");
        }

        var size = SyncCommittees.SubcommitteeSize(view.Spec.Preset);
        var subnets = SyncCommittees.PositionsIn(committee, _state.Validators[message.ValidatorIndex].Pubkey)
            .Select(position => (ulong)(position / size)).Distinct().ToList();

        // A copy each, so that each has its own verdict.
        return subnets.Count == 0
            ? ([], $"validator {message.ValidatorIndex} is not in the sync committee of slot {message.Slot}")
            : ([.. subnets.Select(subnet => new Publish(message with { }, subnet))], null);
    }
}
