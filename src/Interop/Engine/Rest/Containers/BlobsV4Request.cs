using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The request of `POST blobs/v4`: at most MAX_BLOBS_REQUEST, and a bit for each cell that is wanted of them.</summary>
[SszContainer]
internal sealed partial record BlobsV4Request
{
    [Ssz("List[VersionedHash, 128]")]
    public SszList<VersionedHash> VersionedHashes { get; init; } = [];

    // CELLS_PER_EXT_BLOB.
    [Ssz("BitVector[128]")]
    public BitList IndicesBitarray { get; init; } = BitList.Zeros(128);
}
