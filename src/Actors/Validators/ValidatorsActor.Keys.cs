using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>Keys that come and go while the node runs.</summary>
internal sealed partial class ValidatorsActor
{
    // Duties of the slot that were begun with other keys end as they may: signing refuses those of keys that are gone.
    private void OnKeys(IReadOnlyList<BLSPubkey> pubkeys)
    {
        if (_own.Pubkeys.SequenceEqual(pubkeys))
        {
            return;
        }

        _own.Replace(pubkeys);
        _planner.Forget();
        Plan(isAhead: false);
        Propose();
        Prepare();
    }
}
