using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>What our validators have to do in a slot.</summary>
internal sealed record SlotDuties(
    ulong Committees,
    IReadOnlyList<AttesterDuty> Attesters,
    IReadOnlyList<SyncDuty> SyncCommittee,
    IReadOnlyList<OwnValidator> PayloadTimelinessCommittee)
{
    /// <summary>Those in the inclusion list committee, heze on.</summary>
    public IReadOnlyList<OwnValidator> InclusionListCommittee { get; init; } = [];

    /// <summary>True where there is nothing to do, a proposal apart.</summary>
    public bool IsEmpty => Attesters.Count == 0
        && SyncCommittee.Count == 0
        && PayloadTimelinessCommittee.Count == 0
        && InclusionListCommittee.Count == 0;

    /// <summary>Those who have a duty of a kind; none for kinds that only a selection decides.</summary>
    public IReadOnlyList<ValidatorIndex> Of(DutyKind kind) => kind switch
    {
        DutyKind.Attestation => [.. Attesters.Select(static duty => duty.Validator)],
        DutyKind.SyncMessage => [.. SyncCommittee.Select(static duty => duty.Validator)],
        DutyKind.PayloadAttestation => [.. PayloadTimelinessCommittee.Select(static member => member.Index)],
        DutyKind.InclusionList => [.. InclusionListCommittee.Select(static member => member.Index)],
        _ => [],
    };
}
