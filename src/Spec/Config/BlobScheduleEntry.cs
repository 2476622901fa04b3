namespace Consensoor.Spec.Config;

/// <summary>
/// One entry of BLOB_SCHEDULE: from Epoch on, a block carries at most MaxBlobsPerBlock blobs (`fulu/beacon-chain.md#blob-schedule`).
/// </summary>
public sealed record BlobScheduleEntry(ulong Epoch, ulong MaxBlobsPerBlock);
