using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;

namespace Consensoor.Actors.Remote;

/// <summary>
/// What is answered to who asked production, what of a block is kept for its publication, and which nodes failed on the way.
/// </summary>
internal sealed record RemoteMade(object Answer, RemoteKept? Kept, IReadOnlyList<BeaconNodeFailed> Failed)
{
    /// <summary>Makes the answer that there is nothing.</summary>
    public static NotProduced Nothing(IProductionQuestion ask, string reason, ProductionRefusal refusal = ProductionRefusal.NotSynced) =>
        new(ask.RequestId, ask.Slot, refusal, reason);
}
