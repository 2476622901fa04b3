using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>
/// The request of `POST payloads`: a payload of the fork, with what its header does not say. The payload's own form is that of the
/// consensus specification, field by field.
/// </summary>
[SszContainer(Since = ForkName.Bellatrix)]
internal sealed partial record ExecutionPayloadEnvelope
{
    public ExecutionPayload Payload { get; init; } = null!;

    [Ssz(Since = ForkName.Deneb)]
    public Root ParentBeaconBlockRoot { get; init; }

    // MAX_BYTES_PER_EXECUTION_REQUEST and MAX_EXECUTION_REQUESTS_PER_PAYLOAD.
    [Ssz("List[ByteList[1073741824], 256]", Since = ForkName.Electra)]
    public SszList<ByteList> ExecutionRequests { get; init; } = [];
}
