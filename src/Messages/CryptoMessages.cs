using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

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

/// <summary>
/// Verify data columns of one block against its commitments, structure and KZG proofs (`verify_data_column_sidecar`, `verify_data_column_sidecar_kzg_proofs`);
/// answered with <see cref="DataColumnsVerified"/>.
/// </summary>
public sealed record VerifyDataColumns(Root BlockRoot, SszList<KZGCommitment> Commitments, IReadOnlyList<DataColumnSidecar> Columns) : ICryptoWork;

/// <summary>The columns that hold; the others are refused.</summary>
public sealed record DataColumnsVerified(Root BlockRoot, IReadOnlyList<DataColumnSidecar> Valid, IReadOnlyList<DataColumnSidecar> Invalid);
