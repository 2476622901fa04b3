using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The answer of `POST forkchoice`: the status of the head, and the id of a build where one was begun.</summary>
[SszContainer]
internal sealed partial record ForkchoiceUpdateResponse
{
    public PayloadStatus PayloadStatus { get; init; } = new();

    [Ssz("List[Bytes8, 1]")]
    public SszList<Bytes8> PayloadId { get; init; } = [];
}
