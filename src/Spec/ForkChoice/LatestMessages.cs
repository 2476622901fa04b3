using System.Collections;
using System.Runtime.InteropServices;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// The last votes by validator index (`latest_messages` of `phase0/fork-choice.md#store`), null for who has not voted, and what they weigh:
/// sums in Gwei by the node voted for, which a vote, an equivocation or another justified state changes by the difference. 20 bytes a
/// validator. A vote names its node by number, and the number stays while blocks come and go.
/// </summary>
public sealed class LatestMessages : IReadOnlyList<LatestMessage?>
{
    private readonly VotedNodes _nodes = new();
    private Vote[] _votes = [];

    /// <summary>One more than the last validator that has voted.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// The balance of all active validators of the state that weighs votes, in Gwei; at least EFFECTIVE_BALANCE_INCREMENT, as
    /// `get_total_balance` has it.
    /// </summary>
    internal Gwei TotalBalance { get; private set; }

    /// <summary>The last vote of a validator; throws ArgumentOutOfRangeException from <see cref="Count"/> on.</summary>
    public LatestMessage? this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            ref readonly var vote = ref _votes[index];
            return vote.Node == 0 ? null : _nodes.MessageOf(vote.Node, vote.Slot);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<LatestMessage?> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// Prepares for votes for a block that has come into the store, and finds those for it from when it was there before. Returns the
    /// number of its first node.
    /// </summary>
    internal int Open(StoreBlock block) => _nodes.Open(block);

    /// <summary>Keeps the votes for a block that has left the store, as they go on outranking older ones; they count for nothing.</summary>
    internal void Close(StoreBlock block) => _nodes.Close(block);

    /// <summary>
    /// The weight in Gwei of the votes for each node itself, by number: from a block's first on those for it without its payload, with it,
    /// and before that is known (<see cref="PayloadStatus"/>).
    /// </summary>
    internal ReadOnlySpan<Gwei> Weights => _nodes.Weights;

    /// <summary>The slot of a validator's last vote, null where there is none.</summary>
    internal Slot? SlotOf(ValidatorIndex index) =>
        index < (ulong)_votes.Length && _votes[index].Node != 0 ? _votes[index].Slot : null;

    /// <summary>The number of the node that a validator's last vote is for, 0 where there is none.</summary>
    internal int NodeOf(ValidatorIndex index) => index < (ulong)_votes.Length ? _votes[index].Node : 0;

    /// <summary>The weights of <see cref="Weights"/> by other balances, by validator index; a pass over the votes.</summary>
    internal Gwei[] WeightsBy(ReadOnlySpan<Gwei> balances, IReadOnlySet<ValidatorIndex> equivocatingIndices)
    {
        var weights = new Gwei[_nodes.Weights.Length];
        for (var i = 0; i < Math.Min(Count, balances.Length); i++)
        {
            weights[_votes[i].Node] += balances[i];
        }

        foreach (var index in equivocatingIndices)
        {
            if (index < (ulong)Math.Min(Count, balances.Length))
            {
                weights[_votes[index].Node] -= balances[(int)index];
            }
        }

        return weights;
    }

    /// <summary>Takes a vote in place of the validator's last one.</summary>
    internal void Set(ValidatorIndex index, Slot slot, int node)
    {
        if (index >= (ulong)_votes.Length)
        {
            Array.Resize(ref _votes, (int)(index + 1 + (index / 8)));
        }

        Count = Math.Max(Count, (int)index + 1);
        ref var vote = ref _votes[index];
        _nodes.Move(vote.Node, node, vote.Weight);
        (vote.Slot, vote.Node) = (slot, node);
    }

    /// <summary>Makes a validator's vote, and all it may cast later, weigh nothing.</summary>
    internal void Silence(ValidatorIndex index)
    {
        if (index < (ulong)_votes.Length)
        {
            Weigh(ref _votes[index], 0);
        }
    }

    /// <summary>
    /// Weighs the votes by the effective balances of a state's validators that are active and not slashed, but for those that equivocated
    /// (`phase0/fork-choice.md#get_attestation_score`). One pass over the registry, for when another checkpoint is justified.
    /// </summary>
    internal void WeighBy(BeaconState state, IReadOnlySet<ValidatorIndex> equivocatingIndices)
    {
        var validators = state.Validators;
        if (_votes.Length < validators.Count)
        {
            Array.Resize(ref _votes, validators.Count);
        }

        var epoch = Accessors.GetCurrentEpoch(state);
        var index = 0;
        Gwei total = 0;
        for (var block = 0; block < validators.BlockCount; block++)
        {
            foreach (var validator in validators.BlockSpan(block))
            {
                var isCounted = Predicates.IsUnslashedAndActive(validator, epoch);
                var weight = isCounted ? validator.EffectiveBalance : 0;
                total += weight;
                Weigh(ref _votes[index++], weight);
            }
        }

        for (; index < _votes.Length; index++)
        {
            Weigh(ref _votes[index], 0);
        }

        foreach (var equivocating in equivocatingIndices)
        {
            Silence(equivocating);
        }

        TotalBalance = Math.Max(state.Preset.EffectiveBalanceIncrement, total);
    }

    private void Weigh(ref Vote vote, Gwei weight)
    {
        if (vote.Weight == weight)
        {
            return;
        }

        if (vote.Node != 0)
        {
            ref var sum = ref _nodes.Weights[vote.Node];
            sum = sum - vote.Weight + weight;
        }

        vote.Weight = weight;
    }

    // Packed, as there are as many as validators.
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
    private struct Vote
    {
        /// <summary>The slot of the vote.</summary>
        public Slot Slot;

        /// <summary>What the validator's vote weighs, also before there is one.</summary>
        public Gwei Weight;

        /// <summary>The number of the node voted for, 0 for none.</summary>
        public int Node;
    }
}
