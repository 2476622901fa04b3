using System.Buffers;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.State;

/// <summary>
/// What is computed from a state once and then shared by its copies: active validators, shufflings and the total active balance by epoch,
/// the proposer by slot, the indices of public keys and sync committees. Entries are immutable and replaced whole, and each is read
/// once for an answer, so that many threads may read a frozen state.
/// </summary>
/// <remarks>
/// A state only inherits what an ancestor of it computed, so an entry goes stale only if the protocol can still change what it was made of.
/// Activations and exits are written further than MAX_SEED_LOOKAHEAD epochs ahead, and active sets are kept up to there; shufflings carry
/// their seed; effective balances change only at an epoch's end, after their last use; a validator's key and index never change. What
/// voted for the targets is compared with the state's lists each time (<see cref="State.TargetBalances"/>). States made by upgrades begin
/// without entries; who edits a registry otherwise calls <see cref="Clear"/>.
/// </remarks>
public sealed class StateCaches
{
    // Previous, current and next epoch, and one more for the proposer lookahead.
    private const int Epochs = 4;

    private ActiveValidators[] _active = [];
    private EpochShuffling[] _shufflings = [];
    private EpochBalance? _totalActiveBalance;
    private SlotProposer? _proposer;
    private TargetBalances? _targetBalances;
    private PubkeyIndex? _pubkeys;
    private SyncCommitteeIndices[] _syncCommittees = [];

    /// <summary>The same entries, for a copy of the state.</summary>
    public StateCaches Copy() => (StateCaches)MemberwiseClone();

    /// <summary>Forgets every shuffling, sum and proposer that was computed; they are computed again when asked for.</summary>
    public void Clear()
    {
        _active = [];
        _shufflings = [];
        _totalActiveBalance = null;
        _proposer = null;
        _targetBalances = null;
        _pubkeys = null;
        _syncCommittees = [];
    }

    /// <summary>
    /// Forgets what takes many bytes a validator and belongs to the state's epochs, and keeps the sums and the index of keys, which the
    /// states of a chain share: for states that are kept to begin from and seldom asked. Any thread may read the state meanwhile.
    /// False where there was nothing to forget.
    /// </summary>
    public bool Rest()
    {
        var hadAny = _active.Length > 0 || _shufflings.Length > 0 || _targetBalances is not null;
        _active = [];
        _shufflings = [];
        _targetBalances = null;
        return hadAny;
    }

    /// <summary>About the bytes of memory that the entries hold and those of another state do not.</summary>
    internal long BytesOver(StateCaches? other)
    {
        var bytes = _targetBalances is { } own && own != other?._targetBalances ? own.BytesOver(other?._targetBalances) : 0;
        foreach (var active in _active)
        {
            bytes += other is not null && other._active.Contains(active) ? 0 : sizeof(ulong) * (long)active.Indices.Length;
        }

        foreach (var shuffling in _shufflings)
        {
            bytes += other is not null && other._shufflings.Contains(shuffling) ? 0 : sizeof(ulong) * (long)shuffling.Shuffled.Length;
        }

        return bytes + (_pubkeys is { } keys ? keys.BytesOver(other?._pubkeys) : 0);
    }

    internal ActiveValidators Active(BeaconState state, Epoch epoch)
    {
        var known = _active;
        foreach (var entry in known)
        {
            if (entry.Epoch == epoch)
            {
                return entry;
            }
        }

        var active = new ActiveValidators(epoch, FindActive(state, epoch));
        if (epoch <= Accessors.GetCurrentEpoch(state) + state.Preset.MaxSeedLookahead)
        {
            _active = [active, .. known.AsSpan(0, Math.Min(known.Length, Epochs - 1))];
        }

        return active;
    }

    internal ValidatorIndex[] Shuffling(BeaconState state, Epoch epoch)
    {
        var seed = Accessors.GetSeed(state, epoch, Constants.DomainBeaconAttester);
        var known = _shufflings;
        foreach (var entry in known)
        {
            if (entry.Epoch == epoch && entry.Seed == seed)
            {
                return entry.Shuffled;
            }
        }

        var shuffling =
            new EpochShuffling(epoch, seed, Transition.Helpers.Shuffling.ShuffleList(state.Preset, Active(state, epoch).Indices, seed));
        _shufflings = [shuffling, .. known.AsSpan(0, Math.Min(known.Length, Epochs - 1))];
        return shuffling.Shuffled;
    }

    /// <summary>True where the validators of an epoch have been shuffled.</summary>
    internal bool HasShuffling(BeaconState state, Epoch epoch)
    {
        var seed = Accessors.GetSeed(state, epoch, Constants.DomainBeaconAttester);
        return Array.Exists(_shufflings, entry => entry.Epoch == epoch && entry.Seed == seed);
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

    /// <summary>What voted for the targets of the state's epochs, by what was known of the state it is a copy of.</summary>
    internal TargetBalances TargetBalances(BeaconState state) =>
        _targetBalances = State.TargetBalances.Of(state, _targetBalances);

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

    /// <summary>
    /// The validators behind a committee's keys, in its order; null where the registry lacks one. The two last committees asked for, known
    /// by their identity, are kept.
    /// </summary>
    internal ValidatorIndex[]? SyncCommittee(BeaconState state, SyncCommittee committee)
    {
        var known = _syncCommittees;
        foreach (var entry in known)
        {
            if (ReferenceEquals(entry.Committee, committee))
            {
                return entry.Indices;
            }
        }

        var indices = new ValidatorIndex[committee.Pubkeys.Count];
        for (var i = 0; i < indices.Length; i++)
        {
            if (!TryGetValidatorIndex(state, committee.Pubkeys[i], out indices[i]))
            {
                return null;
            }
        }

        _syncCommittees = [new SyncCommitteeIndices(committee, indices), .. known.AsSpan(0, Math.Min(known.Length, 1))];
        return indices;
    }

    private static ValidatorIndex[] FindActive(BeaconState state, Epoch epoch)
    {
        var rented = ArrayPool<ValidatorIndex>.Shared.Rent(state.Validators.Count);
        var count = 0;
        ValidatorIndex index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var isActive in RegistryColumns.ActiveAt(state, block, epoch))
            {
                // Written in any case, and kept if it counts, which is hard to predict.
                rented[count] = index++;
                count += isActive ? 1 : 0;
            }
        }

        var indices = rented.AsSpan(0, count).ToArray();
        ArrayPool<ValidatorIndex>.Shared.Return(rented);
        return indices;
    }

    private static Gwei SumActive(BeaconState state, Epoch epoch)
    {
        Gwei total = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            var effectiveBalances = RegistryColumns.Of(state, block).EffectiveBalances;
            var active = RegistryColumns.ActiveAt(state, block, epoch);
            for (var i = 0; i < active.Length; i++)
            {
                total += active[i] ? effectiveBalances[i] : 0;
            }
        }

        return Math.Max(state.Preset.EffectiveBalanceIncrement, total);
    }

    private sealed record EpochBalance(Epoch Epoch, Gwei Balance);

    private sealed record SlotProposer(Slot Slot, ValidatorIndex Proposer);

    private sealed record SyncCommitteeIndices(SyncCommittee Committee, ValidatorIndex[] Indices);
}
