using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>
/// What an execution layer says of a payload or a head. An Optional is a list of none or one; the status is a number of
/// <see cref="RestStatus"/>.
/// </summary>
[SszContainer]
internal sealed partial record PayloadStatus
{
    public byte Status { get; init; }

    [Ssz("List[Hash32, 1]")]
    public SszList<Hash32> LatestValidHash { get; init; } = [];

    // MAX_ERROR_BYTES of UTF-8.
    [Ssz("List[ByteList[1024], 1]")]
    public SszList<ByteList> ValidationError { get; init; } = [];
}
