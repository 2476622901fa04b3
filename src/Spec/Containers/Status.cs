using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A node's view of the chain, exchanged on connection (`phase0/p2p-interface.md#status-v1`).</summary>
[SszContainer]
public sealed partial record Status
{
    public ForkDigest ForkDigest { get; init; }

    public Root FinalizedRoot { get; init; }

    public Epoch FinalizedEpoch { get; init; }

    public Root HeadRoot { get; init; }

    public Slot HeadSlot { get; init; }

    [Ssz(Since = ForkName.Fulu)]
    public Slot EarliestAvailableSlot { get; init; }
}
