using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// What the engine bridge is told; each is answered to its sender. The same protocol stands before the embedded and a remote execution
/// layer.
/// </summary>
public interface IEngineRequest;

/// <summary>What the engine bridge publishes on the event stream.</summary>
public interface IEngineEvent;

/// <summary>Have a payload checked (`engine_newPayload`); answered with <see cref="NewPayloadResult"/>.</summary>
public sealed record NewPayload(Root BlockRoot, ForkName Fork, NewPayloadRequest Request) : IEngineRequest
{
    /// <summary>The number of the question, which the answer bears.</summary>
    public ulong RequestId { get; init; }

    /// <summary>The transactions that inclusion lists want in the payload (heze).</summary>
    public SszList<ByteList> InclusionListTransactions { get; init; } = [];
}

/// <summary>
/// Set the execution head and, with attributes, start a build (`engine_forkchoiceUpdated`); answered with
/// <see cref="ForkchoiceUpdatedResult"/>.
/// </summary>
public sealed record ForkchoiceUpdated(
    ulong RequestId,
    ForkName Fork,
    Hash32 HeadBlockHash,
    Hash32 SafeBlockHash,
    Hash32 FinalizedBlockHash,
    BuildAttributes? Attributes) : IEngineRequest;

/// <summary>Fetch a payload under construction (`engine_getPayload`); answered with <see cref="PayloadBuilt"/>.</summary>
public sealed record GetPayload(ulong RequestId, ForkName Fork, Bytes8 PayloadId) : IEngineRequest;

/// <summary>
/// Ask for blobs of the execution layer's pool by their versioned hashes, at most <see cref="Most"/> (`engine_getBlobs`); answered with
/// <see cref="BlobsFound"/>. Fork is that of the block that has them.
/// </summary>
public sealed record GetBlobs(ulong RequestId, ForkName Fork, IReadOnlyList<VersionedHash> VersionedHashes) : IEngineRequest
{
    /// <summary>The most blobs that every execution layer has to take a question for.</summary>
    public const int Most = 128;

    /// <summary>The columns (gloas on) whose cells will do in place of blobs.</summary>
    public ColumnSet Columns { get; init; } = ColumnSet.All;
}

/// <summary>
/// Ask for transactions of the execution layer's pool that an inclusion list may have (`engine_getInclusionList`, heze); answered with
/// <see cref="InclusionListFound"/>.
/// </summary>
public sealed record GetInclusionList(ulong RequestId) : IEngineRequest;

/// <summary>`PayloadAttributes` of every fork; what a fork lacks is null. Timestamp in seconds.</summary>
public sealed record BuildAttributes(
    ulong Timestamp,
    Bytes32 PrevRandao,
    ExecutionAddress SuggestedFeeRecipient,
    SszList<Withdrawal>? Withdrawals,
    Root? ParentBeaconBlockRoot,
    ulong? SlotNumber,
    ulong? TargetGasLimit)
{
    /// <summary>The transactions that inclusion lists want in the payload (heze).</summary>
    public SszList<ByteList> InclusionListTransactions { get; init; } = [];
}

/// <summary>What an execution layer says of a payload or a head (`PayloadStatusV1.status` of the Engine API).</summary>
public enum EngineVerdict
{
    Valid,
    Invalid,
    Syncing,
    Accepted,
    /// <summary>
    /// The execution layer did not answer, which says nothing about the payload: neither that it holds nor that it may be taken undecided.
    /// </summary>
    Unavailable,
}

/// <summary>
/// Answers <see cref="NewPayload"/>: the verdict and, for an invalid payload, the last valid ancestor's hash and why, where the execution
/// layer says so.
/// </summary>
public sealed record NewPayloadResult(Root BlockRoot, EngineVerdict Verdict, Hash32? LatestValidHash, string? Error)
{
    /// <summary>The number of the question.</summary>
    public ulong RequestId { get; init; }

    /// <summary>True where a verdict is missing though the execution layer is there: it answered with an error.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>True where a verdict is missing as the execution layer took too long.</summary>
    public bool IsLate { get; init; }

    /// <summary>Whether the payload has what inclusion lists want, where the execution layer says so (heze).</summary>
    public bool? InclusionListSatisfied { get; init; }
}

/// <summary>
/// Answers <see cref="ForkchoiceUpdated"/>: the verdict on the head, and the number of the payload that is being built where one was asked
/// for.
/// </summary>
public sealed record ForkchoiceUpdatedResult(ulong RequestId, EngineVerdict Verdict, Bytes8? PayloadId, string? Error)
{
    /// <summary>The last valid block of the head's chain, where the head is invalid and the execution layer says so.</summary>
    public Hash32? LatestValidHash { get; init; }

    /// <summary>True where a verdict is missing though the execution layer is there: it answered with an error.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>True where a verdict is missing as the execution layer took too long.</summary>
    public bool IsLate { get; init; }
}

/// <summary>The answer to a request that the bridge does not know; nothing was asked.</summary>
public sealed record UnknownEngineRequest(IEngineRequest Request);

/// <summary>
/// Ask the engine bridge who the execution layer said it is, by who starts later; answered with <see cref="ExecutionLayerMet"/>.
/// </summary>
public sealed record GetExecutionLayer
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static GetExecutionLayer Instance { get; } = new();
}

/// <summary>
/// The execution layer said who it is, at a connection; null in answer to who asked before the first. Published on the event stream.
/// </summary>
public sealed record ExecutionLayerMet(ExecutionLayerIdentity? Identity) : IEngineEvent;

/// <summary>The execution layer does not answer any more (why), or does again.</summary>
public sealed record ExecutionLayerChanged(bool IsOffline, string? Reason, DateTimeOffset At) : IEngineEvent;

/// <summary>
/// A question was asked of the execution layer and is over; the bridge publishes it for who measures. Method is the Engine API's without
/// its version, Subject the block's root for `engine_newPayload` and the head's hash for `engine_forkchoiceUpdated`. ErrorType is null
/// where it answered: `timeout`, `error` (an answer that is an error), or `unreached`.
/// </summary>
public sealed record EngineAsked(string Method, Bytes32? Subject, DateTimeOffset At, TimeSpan Elapsed, string? ErrorType);

/// <summary>
/// The execution layer found the head of a forkchoiceUpdated invalid, whoever sent it; nothing on top of the last valid block may stay.
/// </summary>
public sealed record ExecutionHeadInvalid(Hash32 HeadBlockHash, Hash32? LatestValidHash, string? Error) : IEngineEvent;

/// <summary>The answer to <see cref="GetPayload"/>; BlockValue in wei, nulls where there is no such payload (Error says why).</summary>
public sealed record PayloadBuilt(
    ulong RequestId,
    ExecutionPayload? Payload,
    UInt256 BlockValue,
    BuiltBlobs Blobs,
    ExecutionRequests? Requests,
    string? Error)
{
    /// <summary>
    /// True where nothing came that is the execution layer's own answer: it could not be reached, took too long, or what came is none
    /// (another status, no JSON).
    /// </summary>
    public bool IsUnreached { get; init; }

    /// <summary>True where it is unreached as it took too long.</summary>
    public bool IsLate { get; init; }

    /// <summary>True where the execution layer advises against payloads of builders, since transactions seem to be censored.</summary>
    public bool ShouldOverrideBuilder { get; init; }
}

/// <summary>
/// Answers <see cref="GetBlobs"/>: a blob for each that was asked for, in order, null for one that the execution layer does not have; none
/// at all where there is no answer (Error says why).
/// </summary>
public sealed record BlobsFound(ulong RequestId, IReadOnlyList<FoundBlob?> Blobs, string? Error)
{
    /// <summary>Makes the answer of an execution layer that was not asked, or said nothing.</summary>
    public static BlobsFound None(ulong requestId, string why) => new(requestId, [], why);

    /// <summary>True where nothing came that is the execution layer's own answer, as of <see cref="PayloadBuilt"/>.</summary>
    public bool IsUnreached { get; init; }

    /// <summary>True where it is unreached as it took too long.</summary>
    public bool IsLate { get; init; }
}

/// <summary>
/// Answers <see cref="GetInclusionList"/>: transactions of MAX_TRANSACTIONS_BYTES_PER_INCLUSION_LIST at most together, none of them empty;
/// null where there is no answer (Error says why).
/// </summary>
public sealed record InclusionListFound(ulong RequestId, SszList<ByteList>? Transactions, string? Error)
{
    /// <summary>True where nothing came that is the execution layer's own answer, as of <see cref="PayloadBuilt"/>.</summary>
    public bool IsUnreached { get; init; }

    /// <summary>True where it is unreached as it took too long.</summary>
    public bool IsLate { get; init; }
}

/// <summary>A blob of the execution layer's pool with its proof (deneb, electra) or its 128 cell proofs (fulu on).</summary>
public sealed record FoundBlob(ByteList Blob, SszList<KZGProof> Proofs)
{
    /// <summary>In place of blob and proofs, which are empty then: the cells of the columns asked for, each with its proof.</summary>
    public IReadOnlyDictionary<ColumnIndex, (ByteList Cell, KZGProof Proof)>? Cells { get; init; }
}

/// <summary>
/// The blobs of a block were asked of the execution layer: Found of them it had, null where it did not answer, or not in time. Published
/// for who counts.
/// </summary>
public sealed record ExecutionBlobsAsked(ForkName Fork, int Asked, int? Found, TimeSpan Elapsed);

/// <summary>
/// The blobs of a built payload with their commitments and, from fulu on, the 128 cell proofs of each blob in order (deneb, electra: one
/// proof a blob).
/// </summary>
public sealed record BuiltBlobs(SszList<KZGCommitment> Commitments, SszList<KZGProof> Proofs, SszList<ByteList> Blobs)
{
    /// <summary>A bundle without blobs, as every payload before deneb has it.</summary>
    public static BuiltBlobs None { get; } = new([], [], []);
}
