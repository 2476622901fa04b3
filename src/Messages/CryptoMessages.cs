namespace Consensoor.Messages;

/// <summary>Work for the signature workers, on their own dispatcher.</summary>
public interface ICryptoWork;

/// <summary>One signature by the aggregate of Pubkeys over SigningRoot (`FastAggregateVerify`).</summary>
public sealed record SignatureClaim(IReadOnlyList<BLSPubkey> Pubkeys, Root SigningRoot, BLSSignature Signature);

/// <summary>
/// Verify all claims of several items, an item being valid where all its claims are; answered with <see cref="SignaturesVerified"/>. A failed batch is bisected by the worker.
/// </summary>
public sealed record VerifySignatures(ulong RequestId, IReadOnlyList<IReadOnlyList<SignatureClaim>> Items) : ICryptoWork;

/// <summary>Which items hold, in the order asked.</summary>
public sealed record SignaturesVerified(ulong RequestId, IReadOnlyList<bool> Valid);
