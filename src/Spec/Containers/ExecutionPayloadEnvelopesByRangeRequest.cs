using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// Asks for the payload envelopes of Count slots from StartSlot on (`gloas/p2p-interface.md#executionpayloadenvelopesbyrange-v1`).
/// </summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record ExecutionPayloadEnvelopesByRangeRequest
{
    public Slot StartSlot { get; init; }

    public ulong Count { get; init; }
}
