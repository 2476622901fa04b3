using Consensoor.Messages;

namespace Consensoor.Interop.Engine;

/// <summary>
/// An execution layer: embedded in the process or behind the Engine API. It never throws for what a remote side does or fails to do; that
/// is <see cref="EngineVerdict.Unavailable"/> or an error in the answer. Called by one caller; a payload or head, a build and a question
/// for blobs may be under way at once, and a request that takes too long is not waited for.
/// </summary>
public interface IExecutionLayer
{
    /// <summary>The URL of the Engine API that it is behind, without what might be a password; null where it is behind none.</summary>
    string? Place => null;

    /// <summary>
    /// Asks who the layer is and what it can; anew each time, since another one may have taken its place. A build may be under way then.
    /// </summary>
    ValueTask<ExecutionLayerIdentity> Connect();

    /// <summary>Has a payload executed (`engine_newPayload`); answers with the verdict, SYNCING where it cannot say yet.</summary>
    ValueTask<NewPayloadResult> NewPayload(NewPayload request);

    /// <summary>
    /// Tells the head, safe and finalized blocks, and begins to build a payload where attributes are given (`engine_forkchoiceUpdated`).
    /// </summary>
    ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request);

    /// <summary>Fetches a payload that was begun (`engine_getPayload`).</summary>
    ValueTask<PayloadBuilt> GetPayload(GetPayload request);

    /// <summary>Asks for blobs of the layer's pool (`engine_getBlobs`).</summary>
    ValueTask<BlobsFound> GetBlobs(GetBlobs request);

    /// <summary>Asks for transactions of the layer's pool for an inclusion list (`engine_getInclusionList`).</summary>
    ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request);
}
