using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The answer of `GET payloads/{payloadId}`; the value in wei.</summary>
[SszContainer(Since = ForkName.Bellatrix)]
internal sealed partial record BuiltPayload
{
    public ExecutionPayload Payload { get; init; } = null!;

    public UInt256 BlockValue { get; init; }

    [Ssz(Since = ForkName.Deneb)]
    public BlobsBundle BlobsBundle { get; init; } = new();

    [Ssz("List[ByteList[1073741824], 256]", Since = ForkName.Electra)]
    public SszList<ByteList> ExecutionRequests { get; init; } = [];

    [Ssz(Since = ForkName.Deneb)]
    public bool ShouldOverrideBuilder { get; init; }
}
