using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.State;

/// <summary>
/// What is computed from a state once and then shared by its copies: active validators, shufflings and the total active balance by epoch, the proposer by slot, the index of public keys.
/// Entries are immutable and replaced whole, so that many threads may read a frozen state. None can go stale: an activation or exit never touches the current or next epoch, effective
/// balances change only at an epoch's end, and a validator's key and index never change. States made by upgrades begin without entries.
/// </summary>
public sealed class StateCaches
{
    // Previous, current and next epoch, and one more for the proposer lookahead.
    private const int Epochs = 4;

    private ActiveValidators[] _active = [];
    private EpochShuffling[] _shufflings = [];
    private EpochBalance? _totalActiveBalance;
    private SlotProposer? _proposer;
    private PubkeyIndex? _pubkeys;

    /// <summary>The same entries, for a copy of the state.</summary>
    public StateCaches Copy() => (StateCaches)MemberwiseClone();

    internal ActiveValidators Active(BeaconState state, Epoch epoch)
    {
        foreach (var entry in _active)
        {
            if (entry.Epoch == epoch)
            {
                return entry;
            }
        }

        var indices = new List<ValidatorIndex>(state.Validators.Count);
        ValidatorIndex index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                if (Predicates.IsActiveValidator(validator, epoch))
                {
                    indices.Add(index);
                }

                index++;
            }
        }

        var active = new ActiveValidators(epoch, [.. indices]);
        _active = [active, .. _active.Take(Epochs - 1)];
        return active;
    }

    internal ValidatorIndex[] Shuffling(BeaconState state, Epoch epoch)
    {
        var seed = Accessors.GetSeed(state, epoch, Constants.DomainBeaconAttester);
        foreach (var entry in _shufflings)
        {
            if (entry.Epoch == epoch && entry.Seed == seed)
            {
                return entry.Shuffled;
            }
        }

        var shuffling = new EpochShuffling(epoch, seed, Transition.Helpers.Shuffling.ShuffleList(state.Preset, Active(state, epoch).Indices, seed));
        _shufflings = [shuffling, .. _shufflings.Take(Epochs - 1)];
        return shuffling.Shuffled;
    }

    internal Gwei TotalActiveBalance(BeaconState state)
    {
        var epoch = Accessors.GetCurrentEpoch(state);
        var cached = _totalActiveBalance;
        if (cached is null || cached.Epoch != epoch)
        {
            cached = new EpochBalance(epoch, SumActive(state, epoch));
            _totalActiveBalance = cached;
        }

        return cached.Balance;
    }

    internal ValidatorIndex Proposer(BeaconState state)
    {
        var cached = _proposer;
        if (cached is null || cached.Slot != state.Slot)
        {
            var epoch = Accessors.GetCurrentEpoch(state);
            var seed = Misc.HashWith(Accessors.GetSeed(state, epoch, Constants.DomainBeaconProposer), state.Slot);
            cached = new SlotProposer(state.Slot, Misc.ComputeProposerIndex(state, Active(state, epoch).Indices, seed));
            _proposer = cached;
        }

        return cached.Proposer;
    }

    internal bool TryGetValidatorIndex(BeaconState state, BLSPubkey pubkey, out ValidatorIndex index)
    {
        var pubkeys = _pubkeys;
        if (pubkeys is null || pubkeys.Count < state.Validators.Count)
        {
            pubkeys = pubkeys?.Extend(state) ?? PubkeyIndex.Build(state);
            _pubkeys = pubkeys;
        }

        return pubkeys.TryGet(pubkey, out index);
    }

    private static Gwei SumActive(BeaconState state, Epoch epoch)
    {
        Gwei total = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                total += Predicates.IsActiveValidator(validator, epoch) ? validator.EffectiveBalance : 0;
            }
        }

        return Math.Max(state.Preset.EffectiveBalanceIncrement, total);
    }

    private sealed record EpochBalance(Epoch Epoch, Gwei Balance);

    private sealed record SlotProposer(Slot Slot, ValidatorIndex Proposer);
}
