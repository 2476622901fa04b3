using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.JsonRpc;

/// <summary>How long a method may take, as the Engine API says for each (`execution-apis`, timeouts of the methods).</summary>
public sealed record EngineDeadlines
{
    /// <summary>`engine_newPayloadV1` to `V4`.</summary>
    public TimeSpan NewPayload { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>`engine_newPayloadV5` and `V6`, of gloas and heze.</summary>
    public TimeSpan NewPayloadFromGloas { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>`engine_forkchoiceUpdated`.</summary>
    public TimeSpan ForkchoiceUpdated { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>`engine_getPayload`.</summary>
    public TimeSpan GetPayload { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>`engine_getPayloadBodiesByHash` and `ByRange`.</summary>
    public TimeSpan GetPayloadBodies { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>`engine_getBlobs`, `getInclusionList`, `exchangeCapabilities` and `getClientVersion`.</summary>
    public TimeSpan Others { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gives the time of `engine_newPayload` for a payload of a fork.</summary>
    public TimeSpan NewPayloadOf(ForkName fork) => fork >= ForkName.Gloas ? NewPayloadFromGloas : NewPayload;
}
