using Consensoor.Spec.Config;

namespace Consensoor.Interop.ReqResp;

/// <summary>
/// One protocol of the req/resp domain: what its streams look like and how much of them there may be. Since is the fork it came with, whose
/// form its request has; Until the first fork of which there are no chunks any more, null where there are of all.
/// </summary>
public sealed record ReqRespProtocol(string Name, int Version, ForkName Since)
{
    /// <summary>The first fork of which there are no chunks any more; null where there are of all.</summary>
    public ForkName? Until { get; init; }

    /// <summary>True where a chunk carries a fork digest (`altair/p2p-interface.md#forkdigest-context`).</summary>
    public bool HasContext { get; init; }

    /// <summary>The bounds of the request; null where it has no content, not even a length.</summary>
    public Func<ChainSpec, SizeBounds>? Request { get; init; }

    /// <summary>The bounds of a chunk's payload in the fork of its context, or in Since where it has none.</summary>
    public required Func<ChainSpec, ForkName, SizeBounds> Chunk { get; init; }

    /// <summary>The most chunks an answer can have, whatever is asked.</summary>
    public required Func<ChainSpec, ulong> MostChunks { get; init; }

    /// <summary>What one peer may have of it: chunks where several may come, else requests.</summary>
    public required Quota Quota { get; init; }

    /// <summary>`/eth2/beacon_chain/req/…` (`phase0/p2p-interface.md#protocol-identification`).</summary>
    public string Id => $"/eth2/beacon_chain/req/{Name}/{Version}/ssz_snappy";

    /// <summary>True where there are chunks of a fork.</summary>
    public bool IsIn(ForkName fork) => fork >= Since && (Until is null || fork < Until);
}
