using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.State;

/// <summary>
/// The effective balance in Gwei of the validators that voted for the target of a state's previous and current epoch, altair on
/// (`get_unslashed_participating_indices` of TIMELY_TARGET_FLAG_INDEX), each at least one increment. Kept from block to block: parts of the
/// lists that two states share are passed over, in the others bytes are compared, and what differs is counted. It costs a compare of
/// two bytes a validator and the votes of the block; a pass over the registry for the first block of an epoch and one that slashes. It
/// cannot go stale, since the lists it was made of are compared and nobody has to say what was written.
/// </summary>
internal sealed class TargetBalances
{
    private readonly Epoch _epoch;
    private readonly PersistentList<Validator> _validators;
    private readonly PersistentList<byte> _previous;
    private readonly PersistentList<byte> _current;
    private readonly Gwei _increment;
    private ushort[]? _previousIncrements;
    private ushort[]? _currentIncrements;
    private Gwei _previousSum;
    private Gwei _currentSum;

    private TargetBalances(BeaconState state)
    {
        _epoch = Accessors.GetCurrentEpoch(state);
        _increment = state.Preset.EffectiveBalanceIncrement;
        (_validators, _previous, _current) =
            (state.Validators.Copy(), state.PreviousEpochParticipation.Copy(), state.CurrentEpochParticipation.Copy());
    }

    /// <summary>What voted for the target of the previous epoch.</summary>
    public Gwei Previous => Math.Max(_increment, _previousSum);

    /// <summary>What voted for the target of the current epoch.</summary>
    public Gwei Current => Math.Max(_increment, _currentSum);

    private Epoch PreviousEpoch => _epoch == Constants.GenesisEpoch ? _epoch : _epoch - 1;

    /// <summary>The balances of a state, by what is known of an earlier state of its chain, or from nothing.</summary>
    public static TargetBalances Of(BeaconState state, TargetBalances? known)
    {
        var balances = new TargetBalances(state);
        known = known is not null && balances.Follows(known) ? known : null;
        if (known is null)
        {
            balances.ReadIncrements();
        }
        else
        {
            balances.TakeOver(known);
        }

        balances._previousSum = balances.WithVotes(
            balances._previousSum, balances._previous, known?._previous, balances._previousIncrements, balances.PreviousEpoch);
        balances._currentSum = balances.WithVotes(
            balances._currentSum, balances._current, known?._current, balances._currentIncrements, balances._epoch);
        return balances;
    }

    /// <summary>About the bytes of memory that the columns take which another has not; the lists are those of states.</summary>
    public long BytesOver(TargetBalances? other) => Bytes(_previousIncrements, other?._previousIncrements)
        + Bytes(_currentIncrements, other?._currentIncrements);

    private static long Bytes(ushort[]? own, ushort[]? other) =>
        own is null || ReferenceEquals(own, other) ? 0 : sizeof(ushort) * (long)own.Length;

    /// <summary>True where the lists are those of the other, but for elements that were changed or added.</summary>
    private bool Follows(TargetBalances known) =>
        known._epoch == _epoch
        && known._current.IsProgressive == _current.IsProgressive
        && known._validators.Count <= _validators.Count
        && known._previous.Count <= _previous.Count
        && known._current.Count <= _current.Count;

    /// <summary>
    /// Reads what each validator counts for, as increments in columns, since the records lie scattered in memory; without columns where a
    /// balance is no number of increments.
    /// </summary>
    private void ReadIncrements()
    {
        var (previous, current) = (new ushort[_validators.Count], new ushort[_validators.Count]);
        var index = 0;
        for (var block = 0; block < _validators.BlockCount; block++)
        {
            foreach (var validator in _validators.BlockSpan(block))
            {
                var increments = validator.EffectiveBalance / _increment;
                if (increments > ushort.MaxValue || increments * _increment != validator.EffectiveBalance)
                {
                    (_previousIncrements, _currentIncrements) = (null, null);
                    return;
                }

                previous[index] = Predicates.IsUnslashedAndActive(validator, PreviousEpoch) ? (ushort)increments : (ushort)0;
                current[index] = Predicates.IsUnslashedAndActive(validator, _epoch) ? (ushort)increments : (ushort)0;
                index++;
            }
        }

        (_previousIncrements, _currentIncrements) = (previous, current);
    }

    /// <summary>Takes the sums of an earlier state over, and counts validators that are others now as these, by the votes known.</summary>
    private void TakeOver(TargetBalances known)
    {
        (_previousSum, _currentSum) = (known._previousSum, known._currentSum);
        (_previousIncrements, _currentIncrements) = (known._previousIncrements, known._currentIncrements);
        var first = 0;
        var isOther = false;
        for (var block = 0; block < _validators.BlockCount; block++)
        {
            var before = block < known._validators.BlockCount ? known._validators.BlockSpan(block) : [];
            var after = _validators.BlockSpan(block);
            for (var i = IsShared(before, after) ? after.Length : 0; i < after.Length; i++)
            {
                var replaced = i < before.Length ? before[i] : null;
                if (!ReferenceEquals(replaced, after[i]))
                {
                    isOther |= TakeOver(ref _previousSum, known._previous, first + i, replaced, after[i], PreviousEpoch);
                    isOther |= TakeOver(ref _currentSum, known._current, first + i, replaced, after[i], _epoch);
                }
            }

            first += after.Length;
        }

        if (isOther)
        {
            ReadIncrements();
        }
    }

    private static bool TakeOver(
        ref Gwei sum, PersistentList<byte> votes, int index, Validator? replaced, Validator validator, Epoch epoch)
    {
        var before = replaced is null ? 0 : CountedBalance(replaced, epoch);
        var after = CountedBalance(validator, epoch);
        if (index < votes.Count && HasTarget(votes[index]))
        {
            sum = sum - before + after;
        }

        return before != after;
    }

    /// <summary>The sum of the votes known with those that have come since, and without those that have gone.</summary>
    private Gwei WithVotes(
        Gwei sum, PersistentList<byte> votes, PersistentList<byte>? known, ushort[]? increments, Epoch epoch)
    {
        var first = 0;
        for (var block = 0; block < votes.BlockCount; block++)
        {
            var after = votes.BlockSpan(block);
            var before = block < (known?.BlockCount ?? 0) ? known!.BlockSpan(block) : [];
            for (var i = IsShared(before, after) ? after.Length : 0; i < after.Length; i++)
            {
                i += i < before.Length ? after[i..].CommonPrefixLength(before[i..]) : 0;
                if (i == after.Length)
                {
                    break;
                }

                var (hadTarget, hasTarget) = (i < before.Length && HasTarget(before[i]), HasTarget(after[i]));
                if (hadTarget != hasTarget)
                {
                    var balance = BalanceOf(first + i, increments, epoch);
                    sum = hasTarget ? sum + balance : sum - balance;
                }
            }

            first += after.Length;
        }

        return sum;
    }

    // Who has come since the columns were read counts for nothing, or they would have been read again.
    private Gwei BalanceOf(int index, ushort[]? increments, Epoch epoch) => increments switch
    {
        null => index < _validators.Count ? CountedBalance(_validators[index], epoch) : 0,
        _ => index < increments.Length ? increments[index] * _increment : 0,
    };

    private static bool HasTarget(byte flags) => Accessors.HasFlag(flags, (int)Constants.TimelyTargetFlagIndex);

    private static Gwei CountedBalance(Validator validator, Epoch epoch) =>
        Predicates.IsUnslashedAndActive(validator, epoch) ? validator.EffectiveBalance : 0;

    private static bool IsShared<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other) =>
        one.Length == other.Length && Unsafe.AreSame(ref MemoryMarshal.GetReference(one), ref MemoryMarshal.GetReference(other));
}
