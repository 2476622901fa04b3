namespace Consensoor.Spec.Config;

/// <summary>The blob limit in force and the epoch it came into force (`fulu/beacon-chain.md#new-blobparameters`).</summary>
public readonly record struct BlobParameters(Epoch Epoch, ulong MaxBlobsPerBlock);
