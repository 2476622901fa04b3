namespace Consensoor.Actors.Validators;

/// <summary>
/// What our validators do in an epoch, as another's node tells it; published on the event stream each slot, the same instance until
/// something in it is another. Proposers are those that are ours, null while nobody knows them. What a fork brings is null until its first
/// epoch has begun. The root is what committees depend on, as that node says.
/// </summary>
internal sealed record EpochPlan(
    Epoch Epoch,
    EpochCommittees Attesters,
    OwnValidator?[]? Proposers,
    IReadOnlyList<SyncDuty>[]? SyncCommittee,
    IReadOnlyList<OwnValidator>[]? PayloadTimeliness,
    Root DependentRoot);
