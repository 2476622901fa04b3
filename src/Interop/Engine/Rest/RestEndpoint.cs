namespace Consensoor.Interop.Engine.Rest;

/// <summary>What may be asked over REST; each is spoken or not by itself.</summary>
internal enum RestEndpoint
{
    /// <summary>`POST payloads` (newPayload).</summary>
    NewPayload,

    /// <summary>`GET payloads/{payloadId}` (getPayload).</summary>
    GetPayload,

    /// <summary>`POST forkchoice` (forkchoiceUpdated).</summary>
    Forkchoice,

    /// <summary>`POST bodies/hash` and `GET bodies` (getPayloadBodies).</summary>
    Bodies,

    /// <summary>`POST blobs/v1`.</summary>
    BlobsV1,

    /// <summary>`POST blobs/v2`.</summary>
    BlobsV2,

    /// <summary>`POST blobs/v3`.</summary>
    BlobsV3,

    /// <summary>`POST blobs/v4` (cells).</summary>
    BlobsV4,

    /// <summary>`GET capabilities`.</summary>
    Capabilities,

    /// <summary>`GET identity`.</summary>
    Identity,
}
