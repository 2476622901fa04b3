using System.Text;
using System.Text.Json;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Server;
using Consensoor.Interop.Tests.Engine.JsonRpc;
using Consensoor.Interop.Tests.Engine.Stub;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;

namespace Consensoor.Interop.Tests.Engine.Server;

/// <summary>An embedded execution layer behind the Engine API, without a port, on a chain in which a fork comes with each epoch.</summary>
internal sealed class ServerRun : IDisposable
{
    public const ulong GenesisTime = 1_000;

    /// <summary>A second in the middle of everything, by which tokens are judged.</summary>
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    /// <summary>Bellatrix with the genesis, and a later fork with each epoch.</summary>
    public static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with
    {
        AltairForkEpoch = 0, BellatrixForkEpoch = 0, CapellaForkEpoch = 1, DenebForkEpoch = 2, ElectraForkEpoch = 3, FuluForkEpoch = 4,
        GloasForkEpoch = 5, HezeForkEpoch = 6,
    });

    private static readonly JwtSecret Secret = JwtSecret.Parse(StubEngine.Secret, out _)!;

    private readonly ServedLayer _served;

    public ServerRun(ServedForms forms = ServedForms.All, bool hasSecret = false)
    {
        Layer = new EmbeddedExecutionLayer(Spec, EmbeddedExecutionLayer.Genesis(GenesisTime), new EmbeddedMempool(Spec.Config));
        _served = new ServedLayer(new EmbeddedEngine(Layer), Spec, GenesisTime);
        Server = new EngineServer(_served, hasSecret ? Secret : null, forms, EngineRun.Own);
    }

    public EmbeddedExecutionLayer Layer { get; }

    public EngineServer Server { get; }

    /// <summary>The time of the first slot of a fork.</summary>
    public static ulong TimeOf(ForkName fork) => GenesisTime
        + (Spec.ForkEpoch(fork) * Spec.Preset.SlotsPerEpoch * Spec.Times(GenesisTime * 1_000).DurationMs(0) / 1_000)
        + (fork == ForkName.Bellatrix ? 6UL : 0UL);

    public static BuildAttributes Attributes(ForkName fork) => Payloads.Attributes(fork) with { Timestamp = TimeOf(fork) };

    public static string NameOf(ForkName fork) => RestForks.NameOf(fork)!;

    /// <summary>A request with an SSZ body, or a question without one.</summary>
    public ValueTask<EngineHttpResponse> Rest(
        RestForm form, ForkName fork, string path, byte[]? body, string type = "application/octet-stream") => Ask(
        new EngineHttpRequest(
            body is null ? "GET" : "POST", form == RestForm.Header ? $"/engine/v1/{path}" : $"/engine/v2/{NameOf(fork)}/{path}")
        {
            Fork = form == RestForm.Header ? NameOf(fork) : null, ContentType = body is null ? null : type,
        },
        body ?? []);

    /// <summary>A call of JSON-RPC.</summary>
    public async ValueTask<JsonElement> Rpc(string method, params string[] parameters)
    {
        var response = await RpcBytes(Encoding.UTF8.GetBytes(
            $$"""{"jsonrpc":"2.0","id":"a7","method":"{{method}}","params":[{{string.Join(',', parameters)}}]}"""));
        using var document = JsonDocument.Parse(response.Body);
        return document.RootElement.Clone();
    }

    /// <summary>Any body where a call of JSON-RPC is due.</summary>
    public ValueTask<EngineHttpResponse> RpcBytes(byte[] body) =>
        Ask(new EngineHttpRequest("POST", "/") { ContentType = "application/json" }, body);

    /// <summary>Any request; a body of null is one that has no end.</summary>
    public ValueTask<EngineHttpResponse> Ask(EngineHttpRequest request, byte[]? body) => Ask(
        request, bound => ValueTask.FromResult(body is null || body.Length > bound ? (ReadOnlyMemory<byte>?)null : body));

    public ValueTask<EngineHttpResponse> Ask(EngineHttpRequest request, Func<int, ValueTask<ReadOnlyMemory<byte>?>> body) =>
        Server.Answer(request, body, Now);

    public void Dispose() => _served.Dispose();
}
