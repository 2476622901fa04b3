using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Pools;

/// <summary>Votes of one committee for one data: the bits within the committee, who they are, and their aggregate signature.</summary>
public sealed record PooledAttestation(BitList Bits, IReadOnlyList<ValidatorIndex> Attesters, BLSSignature Signature);
