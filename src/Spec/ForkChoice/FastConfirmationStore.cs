using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What the fast confirmation rule remembers from slot to slot (`phase0/fast-confirmation.md#fastconfirmationstore`). Mutable, for the
/// single writer of the store beside it.
/// </summary>
public sealed class FastConfirmationStore
{
    private BalanceSource? _current;
    private BalanceSource? _previous;

    internal FastConfirmationStore(Store store)
    {
        var finalized = store.FinalizedCheckpoint;
        Store = store;
        (ConfirmedRoot, PreviousSlotHead, CurrentSlotHead) = (finalized.Root, finalized.Root, finalized.Root);
        PreviousEpochObservedJustifiedCheckpoint = finalized;
        CurrentEpochObservedJustifiedCheckpoint = finalized;
        PreviousEpochGreatestUnrealizedCheckpoint = finalized;
    }

    /// <summary>The store of fork choice, of which the rule changes nothing but the states of checkpoints that it asks for.</summary>
    public Store Store { get; }

    /// <summary>The most recent confirmed block.</summary>
    public Root ConfirmedRoot { get; internal set; }

    /// <summary>A justified checkpoint that all honest nodes saw at the beginning of the previous epoch.</summary>
    public Checkpoint PreviousEpochObservedJustifiedCheckpoint { get; internal set; }

    /// <summary>A justified checkpoint that all honest nodes saw at the beginning of the current epoch.</summary>
    public Checkpoint CurrentEpochObservedJustifiedCheckpoint { get; internal set; }

    /// <summary>The highest unrealized justified checkpoint at the start of the previous epoch's last slot.</summary>
    public Checkpoint PreviousEpochGreatestUnrealizedCheckpoint { get; internal set; }

    /// <summary>The head at the start of the previous slot.</summary>
    public Root PreviousSlotHead { get; internal set; }

    /// <summary>The head at the start of the current slot.</summary>
    public Root CurrentSlotHead { get; internal set; }

    /// <summary>`phase0/fast-confirmation.md#get_current_balance_source`.</summary>
    internal BalanceSource GetCurrentBalanceSource() => _current = SourceOf(CurrentEpochObservedJustifiedCheckpoint);

    /// <summary>`phase0/fast-confirmation.md#get_previous_balance_source`.</summary>
    internal BalanceSource GetPreviousBalanceSource() => _previous = SourceOf(PreviousEpochObservedJustifiedCheckpoint);

    /// <summary>Lets the balances go that are asked for in an epoch's first slot alone, and their state with them.</summary>
    internal void LetPreviousGo() => _previous = null;

    /// <summary>True where the balances of a checkpoint's state are here, so that the state is not asked for.</summary>
    internal bool HasBalances(Checkpoint checkpoint) => _current?.Checkpoint == checkpoint || _previous?.Checkpoint == checkpoint;

    /// <summary>
    /// Names the finalized block wherever a block is named that the store has forgotten, which the specification never does: it is behind
    /// finality or on another branch.
    /// </summary>
    internal void ReplaceForgotten()
    {
        ConfirmedRoot = Known(ConfirmedRoot);
        PreviousSlotHead = Known(PreviousSlotHead);
        CurrentSlotHead = Known(CurrentSlotHead);
        PreviousEpochObservedJustifiedCheckpoint = Known(PreviousEpochObservedJustifiedCheckpoint);
        CurrentEpochObservedJustifiedCheckpoint = Known(CurrentEpochObservedJustifiedCheckpoint);
        PreviousEpochGreatestUnrealizedCheckpoint = Known(PreviousEpochGreatestUnrealizedCheckpoint);
    }

    private Root Known(Root root) => Store.Blocks.ContainsKey(root) ? root : Store.FinalizedCheckpoint.Root;

    private Checkpoint Known(Checkpoint checkpoint) => Store.Blocks.ContainsKey(checkpoint.Root) ? checkpoint : Store.FinalizedCheckpoint;

    private BalanceSource SourceOf(Checkpoint checkpoint) =>
        _current?.Checkpoint == checkpoint ? _current
        : _previous?.Checkpoint == checkpoint ? _previous
        : new BalanceSource(Store, checkpoint);
}
