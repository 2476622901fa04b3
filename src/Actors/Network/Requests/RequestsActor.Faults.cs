using Consensoor.Actors.Faults;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <content>What a node says of itself, and says wrong on purpose.</content>
internal sealed partial class RequestsActor
{
    private readonly FaultDoer _faults = new(Context);
    private Slot? _lied;

    private Status OwnStatus()
    {
        var (slot, status) = (Slot, TrueStatus());
        if (_faults.Due(FaultKind.LieInStatus, slot) is null)
        {
            return status;
        }

        if (_lied != slot)
        {
            _lied = slot;
            _faults.Did(FaultKind.LieInStatus, slot, $"peers are told of another finalized block of epoch {status.FinalizedEpoch}");
        }

        var root = status.FinalizedRoot.AsSpan().ToArray();
        root[0] ^= 1;
        return status with { FinalizedRoot = new Root(root) };
    }
}
