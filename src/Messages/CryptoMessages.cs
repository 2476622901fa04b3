using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>Work for the crypto pool, which collects it, verifies it together and answers the sender; work it has no place for is answered as dropped.</summary>
public interface ICryptoWork
{
    /// <summary>What the work gives way to, and what gives way to it.</summary>
    SignaturePriority Priority { get; }
}

/// <summary>What is verified first, and kept longest where there is too much; the first value is the most urgent.</summary>
public enum SignaturePriority
{
    /// <summary>A new block: its proposer's signature on gossip, all that its transition asks, its envelope. Verified at once and apart from other work.</summary>
    Block,
    /// <summary>What is said on gossip of a payload (envelopes, payload votes, bids, data columns), and messages of this node's own.</summary>
    Payload,
    /// <summary>Blocks and envelopes asked of peers, who can be asked again. Verified without a wait, but together where several are there.</summary>
    Fetched,
    /// <summary>Aggregates and the messages of sync committees.</summary>
    Aggregate,
    /// <summary>Single attestations, and operations, which are in no hurry.</summary>
    Attestation,
}

/// <summary>Why work was not verified; nobody is to blame for it but this node.</summary>
public enum CryptoDrop
{
    /// <summary>The queue was full of work as urgent or more.</summary>
    Full,
    /// <summary>The worker failed on the batch.</summary>
    WorkerFailed,
    /// <summary>The pool was restarted or stopped.</summary>
    Restarted,
}

/// <summary>One signature by the aggregate of Pubkeys over SigningRoot (`FastAggregateVerify`).</summary>
public sealed record SignatureClaim(IReadOnlyList<BLSPubkey> Pubkeys, Root SigningRoot, BLSSignature Signature);

/// <summary>
/// Verify all claims of several items, an item being valid where all its claims are; answered with <see cref="SignaturesVerified"/> or <see cref="SignaturesDropped"/>.
/// What a failed batch costs is bounded (<see cref="Spec.Transition.Signatures.FailureSearch"/>).
/// </summary>
public sealed record VerifySignatures(ulong RequestId, SignaturePriority Priority, IReadOnlyList<IReadOnlyList<SignatureClaim>> Items) : ICryptoWork;

/// <summary>Which items hold, in the order asked.</summary>
public sealed record SignaturesVerified(ulong RequestId, IReadOnlyList<bool> Valid);

/// <summary>None of the items was verified.</summary>
public sealed record SignaturesDropped(ulong RequestId, CryptoDrop Reason);

/// <summary>
/// Verify signatures that stand or fall together, with keys already loaded; the sender is answered with one of three messages that the asker prepared, so that it need not
/// remember what it asked for.
/// </summary>
public sealed record VerifyTogether(
    SignaturePriority Priority, IReadOnlyList<SignatureSet> Sets, object IfValid, object IfInvalid, object IfDropped) : ICryptoWork;

/// <summary>
/// Verify data columns of one block against its commitments, structure and KZG proofs (`verify_data_column_sidecar`, `verify_data_column_sidecar_kzg_proofs`);
/// answered with <see cref="DataColumnsVerified"/> or <see cref="DataColumnsDropped"/>.
/// </summary>
public sealed record VerifyDataColumns(
    SignaturePriority Priority, Root BlockRoot, SszList<KZGCommitment> Commitments, IReadOnlyList<DataColumnSidecar> Columns) : ICryptoWork;

/// <summary>The columns that hold; the others are refused.</summary>
public sealed record DataColumnsVerified(Root BlockRoot, IReadOnlyList<DataColumnSidecar> Valid, IReadOnlyList<DataColumnSidecar> Invalid);

/// <summary>None of the columns was verified.</summary>
public sealed record DataColumnsDropped(Root BlockRoot, IReadOnlyList<DataColumnSidecar> Columns, CryptoDrop Reason);
