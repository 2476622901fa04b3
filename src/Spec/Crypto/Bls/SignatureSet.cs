namespace Consensoor.Spec.Crypto.Bls;

/// <summary>One `FastAggregateVerify` of a batch: the keys to be added up, the signing root, the signature.</summary>
public readonly record struct SignatureSet(ReadOnlyMemory<PublicKey> PublicKeys, Root SigningRoot, BLSSignature Signature);
