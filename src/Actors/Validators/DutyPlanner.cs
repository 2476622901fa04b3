using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// The duties of our validators in the present epoch and the next one: computed once an epoch, as soon as they are known on the head's
/// chain, and again only where the block they depend on is another (`get_shuffling_dependent_root`). What is not known an epoch ahead
/// (proposers before fulu; committees of a fork in its first epoch) is computed once the epoch has begun and depends on its last block
/// before.
/// </summary>
internal sealed class DutyPlanner : IDutyPlanner
{
    private readonly ChainSpec _spec;
    private readonly OwnValidators _own;
    private readonly PlanPart<EpochCommittees> _attesters;
    private readonly PlanPart<OwnValidator?[]> _proposers;
    private readonly PlanPart<IReadOnlyList<SyncDuty>[]> _syncCommittee;
    private readonly PlanPart<IReadOnlyList<OwnValidator>[]> _payloadTimeliness;
    private readonly PlanPart<IReadOnlyList<OwnValidator>[]> _inclusionLists;
    private readonly Dictionary<Epoch, (EpochCommittees? Attesters, IReadOnlyList<SyncDuty>[]? SyncCommittee)> _told = [];
    private (Root Head, Slot Slot, bool IsAhead, bool HasState)? _last;

    /// <summary>A planner for validators.</summary>
    public DutyPlanner(ChainSpec spec, OwnValidators own)
    {
        _spec = spec;
        _own = own;
        _attesters = new(static _ => true);
        _proposers = new(epoch => IsSince(epoch, ForkName.Fulu));
        _syncCommittee = new(epoch => IsSince(epoch, ForkName.Altair));
        _payloadTimeliness = new(epoch => IsSince(epoch, ForkName.Gloas));
        _inclusionLists = new(epoch => IsSince(epoch, ForkName.Heze));
    }

    /// <summary>How often the committees of an epoch were computed.</summary>
    public int CommitteesComputed => _attesters.Computed;

    /// <summary>How often anything was computed over an epoch.</summary>
    public int Computed =>
        _attesters.Computed + _proposers.Computed + _syncCommittee.Computed + _payloadTimeliness.Computed + _inclusionLists.Computed;

    /// <inheritdoc/>
    public void Update(ChainView view, Slot slot, bool isAhead)
    {
        var state = view.StateInEpochOf(slot);
        var seen = (view.Head.Root, slot, isAhead, state is not null);
        if (_last == seen || _own.Pubkeys.Count == 0)
        {
            return;
        }

        _last = seen;
        var epoch = Misc.ComputeEpochAtSlot(_spec.Preset, slot);
        _attesters.ForgetBefore(epoch);
        _proposers.ForgetBefore(epoch);
        _syncCommittee.ForgetBefore(epoch);
        _payloadTimeliness.ForgetBefore(epoch);
        _inclusionLists.ForgetBefore(epoch);
        PlanEpoch(view, state ?? view.HeadState, epoch);
        if (isAhead && state is not null)
        {
            PlanEpoch(view, state, epoch + 1);
        }
    }

    /// <inheritdoc/>
    public void Forget()
    {
        _attesters.Forget();
        _proposers.Forget();
        _syncCommittee.Forget();
        _payloadTimeliness.Forget();
        _inclusionLists.Forget();
        _last = null;
    }

    /// <inheritdoc/>
    public IEnumerable<EpochPlanned> TakeNew(ChainView view, Slot slot)
    {
        var first = Misc.ComputeEpochAtSlot(_spec.Preset, slot);
        foreach (var old in _told.Keys.Where(epoch => epoch < first).ToArray())
        {
            _told.Remove(old);
        }

        for (var epoch = first; epoch <= first + 1; epoch++)
        {
            var plan = (_attesters.Of(epoch), _syncCommittee.Of(epoch));
            if (plan != (null, null) && _told.GetValueOrDefault(epoch) != plan)
            {
                _told[epoch] = plan;
                yield return new EpochPlanned(epoch, view.StateInEpochOf(slot) ?? view.HeadState, plan.Item1, plan.Item2);
            }
        }
    }

    /// <inheritdoc/>
    public SlotDuties? At(Slot slot)
    {
        var epoch = Misc.ComputeEpochAtSlot(_spec.Preset, slot);
        var offset = slot % _spec.Preset.SlotsPerEpoch;
        var fork = _spec.ForkAt(epoch);
        var (sync, ptc, lists) = (_syncCommittee.Of(epoch), _payloadTimeliness.Of(epoch), _inclusionLists.Of(epoch));
        return _attesters.Of(epoch) is not { } attesters
            || (sync is null && fork >= ForkName.Altair)
            || (ptc is null && fork >= ForkName.Gloas)
            || (lists is null && fork >= ForkName.Heze)
                ? null
                : new SlotDuties(attesters.Committees, attesters.Slots[offset], sync?[offset] ?? [], ptc?[offset] ?? [])
                {
                    InclusionListCommittee = lists?[offset] ?? [],
                };
    }

    /// <inheritdoc/>
    public bool TryGetProposer(Slot slot, out OwnValidator? proposer)
    {
        var planned = _proposers.Of(Misc.ComputeEpochAtSlot(_spec.Preset, slot));
        proposer = planned?[slot % _spec.Preset.SlotsPerEpoch];
        return planned is not null;
    }

    private void PlanEpoch(ChainView view, BeaconState state, Epoch epoch)
    {
        Plan(_attesters, view, state, epoch, EpochDuties.Attesters);
        Plan(_proposers, view, state, epoch, EpochDuties.Proposers);
        var fork = _spec.ForkAt(epoch);
        if (fork >= ForkName.Altair)
        {
            Plan(_syncCommittee, view, state, epoch, EpochDuties.SyncCommittee);
        }

        if (fork >= ForkName.Gloas)
        {
            Plan(_payloadTimeliness, view, state, epoch, EpochDuties.PayloadTimeliness);
        }

        if (fork >= ForkName.Heze)
        {
            Plan(_inclusionLists, view, state, epoch, EpochDuties.InclusionListing);
        }
    }

    private void Plan<T>(
        PlanPart<T> part, ChainView view, BeaconState state, Epoch epoch, Func<BeaconState, Epoch, OwnValidators, T> compute)
        where T : class
    {
        var isAhead = part.IsKnownAnEpochAhead(epoch);
        var by = Accessors.GetCurrentEpoch(state);
        var isKnown = by == epoch || (isAhead && by + 1 == epoch);
        var dependentRoot = view.GetShufflingDependentRoot(view.Head.Root, isAhead ? epoch : epoch + _spec.Preset.MinSeedLookahead);
        part.Plan(epoch, dependentRoot, isKnown ? () => compute(state, epoch, _own) : null);
    }

    // What a fork brings is there from its first epoch on, made from the state at the epoch's begin.
    private bool IsSince(Epoch epoch, ForkName fork) => _spec.ForkAt(Misc.SaturatingSub(epoch, 1)) >= fork;
}
