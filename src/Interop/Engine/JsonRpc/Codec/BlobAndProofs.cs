using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>
/// A blob of the execution layer's mempool with its proof (`BlobAndProofV1`) or the proofs of its cells (`BlobAndProofV2`).
/// </summary>
public sealed record BlobAndProofs(ByteList Blob, SszList<KZGProof> Proofs);
