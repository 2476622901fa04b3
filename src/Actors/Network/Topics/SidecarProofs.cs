using Consensoor.Messages;

namespace Consensoor.Actors.Network.Topics;

/// <summary>A sidecar of a block whose KZG proofs are to be verified, together with others of the same block.</summary>
internal abstract record SidecarProofs(Root BlockRoot, object Sidecar)
{
    /// <summary>Makes the work that verifies several of one block, which are of this kind.</summary>
    public abstract IWork WorkFor(WorkPriority priority, IEnumerable<object> sidecars);
}
