using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>Knows the duties that another's node has told (<see cref="EpochPlan"/>), of the present epoch and the next one.</summary>
internal sealed class ToldPlanner(ChainSpec spec) : IDutyPlanner
{
    private readonly SortedDictionary<Epoch, EpochPlan> _plans = [];
    private readonly Dictionary<Epoch, (EpochCommittees, IReadOnlyList<SyncDuty>[]?)> _given = [];

    /// <summary>Takes a plan in place of the epoch's last one, and forgets those of epochs before the one before it.</summary>
    public void Take(EpochPlan plan)
    {
        _plans[plan.Epoch] = plan;
        foreach (var old in _plans.Keys.Where(epoch => epoch + 2 < plan.Epoch).ToArray())
        {
            _plans.Remove(old);
            _given.Remove(old);
        }
    }

    /// <inheritdoc/>
    public void Update(ChainView view, Slot slot, bool isAhead)
    {
    }

    /// <inheritdoc/>
    public void Forget()
    {
        _plans.Clear();
        _given.Clear();
    }

    /// <inheritdoc/>
    public IEnumerable<EpochPlanned> TakeNew(ChainView view, Slot slot)
    {
        var first = EpochOf(slot);
        for (var epoch = first; epoch <= first + 1; epoch++)
        {
            if (_plans.GetValueOrDefault(epoch) is { } plan && _given.GetValueOrDefault(epoch) is var given
                && given != (plan.Attesters, plan.SyncCommittee))
            {
                _given[epoch] = (plan.Attesters, plan.SyncCommittee);
                yield return new EpochPlanned(epoch, view.HeadState, plan.Attesters, plan.SyncCommittee);
            }
        }
    }

    /// <inheritdoc/>
    public SlotDuties? At(Slot slot)
    {
        var (epoch, offset) = (EpochOf(slot), slot % spec.Preset.SlotsPerEpoch);
        var fork = spec.ForkAt(epoch);
        return _plans.GetValueOrDefault(epoch) is not { } plan
            || (plan.SyncCommittee is null && fork >= ForkName.Altair)
            || (plan.PayloadTimeliness is null && fork >= ForkName.Gloas)
                ? null
                : new SlotDuties(
                    plan.Attesters.Committees,
                    plan.Attesters.Slots[offset],
                    plan.SyncCommittee?[offset] ?? [],
                    plan.PayloadTimeliness?[offset] ?? []);
    }

    /// <inheritdoc/>
    public bool TryGetProposer(Slot slot, out OwnValidator? proposer)
    {
        var proposers = _plans.GetValueOrDefault(EpochOf(slot))?.Proposers;
        proposer = proposers?[slot % spec.Preset.SlotsPerEpoch];
        return proposers is not null;
    }

    /// <summary>
    /// What our validators want of builders in the slots they propose in after a slot, in the order of slots
    /// (`get_signed_proposer_preferences`); none for slots before gloas, nor for a proposer that takes no bids.
    /// </summary>
    public IEnumerable<(OwnValidator Proposer, ProposerPreferences Preferences)> Preferences(Slot now, ProposerTable proposers)
    {
        foreach (var plan in _plans.Values.Where(plan => plan.Epoch >= EpochOf(now) && plan.Epoch >= spec.Config.GloasForkEpoch))
        {
            foreach (var (offset, proposer) in (plan.Proposers ?? []).Index())
            {
                var slot = Misc.ComputeStartSlotAtEpoch(spec.Preset, plan.Epoch) + (Slot)offset;
                if (slot > now && proposer is not null && proposers.Of(proposer.Pubkey, proposer.Index, plan.Epoch) is var terms
                    && terms.Builders.IsEnabled)
                {
                    yield return (proposer, new ProposerPreferences
                    {
                        DependentRoot = plan.DependentRoot,
                        ProposalSlot = slot,
                        ValidatorIndex = proposer.Index,
                        FeeRecipient = terms.FeeRecipient,
                        TargetGasLimit = terms.GasLimit,
                    });
                }
            }
        }
    }

    private Epoch EpochOf(Slot slot) => Misc.ComputeEpochAtSlot(spec.Preset, slot);
}
