using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>Knows the duties of our validators in the present epoch and the next one.</summary>
internal interface IDutyPlanner
{
    /// <summary>
    /// Plans what a view tells of the epoch of a slot, and where there is time for it (<paramref name="isAhead"/>) of the next one.
    /// </summary>
    void Update(ChainView view, Slot slot, bool isAhead);

    /// <summary>Forgets what was planned, since the keys are others.</summary>
    void Forget();

    /// <summary>Gives the epochs, a slot's own and the next one, whose committees are others than when they were last given.</summary>
    IEnumerable<EpochPlanned> TakeNew(ChainView view, Slot slot);

    /// <summary>The duties of a slot; null where they are not planned.</summary>
    SlotDuties? At(Slot slot);

    /// <summary>Tells whether a slot's proposer is ours; false where the proposers of its epoch are not planned.</summary>
    bool TryGetProposer(Slot slot, out OwnValidator? proposer);
}
