using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Tests.Engine.Stub;

namespace Consensoor.Interop.Tests.Engine.JsonRpc;

/// <summary>A stub execution layer and the node's end of it.</summary>
internal sealed class EngineRun : IAsyncDisposable
{
    public static readonly ClientVersion Own = new("CA", "Consensoor.Actors", "1", "0x00000000");

    private EngineRun(StubEngine stub, JsonRpcExecutionLayer layer) => (Stub, Layer) = (stub, layer);

    public StubEngine Stub { get; }

    public JsonRpcExecutionLayer Layer { get; }

    public static async Task<EngineRun> Start(
        Func<StubCall, StubAnswer?>? answer = null,
        string? secret = StubEngine.Secret,
        TimeProvider? time = null,
        TimeSpan? deadline = null)
    {
        var stub = await StubEngine.Start();
        stub.Answer = answer ?? (static _ => null);
        return new EngineRun(stub, LayerAt(stub.Url, secret, time, deadline));
    }

    public static JsonRpcExecutionLayer LayerAt(
        Uri url, string? secret = StubEngine.Secret, TimeProvider? time = null, TimeSpan? deadline = null)
    {
        // Long enough for a machine that is busy; the tests of lateness have their own.
        var span = deadline ?? TimeSpan.FromSeconds(60);
        var deadlines = new EngineDeadlines
        {
            NewPayload = span,
            NewPayloadFromGloas = span,
            ForkchoiceUpdated = span,
            GetPayload = span,
            GetPayloadBodies = span,
            Others = span,
        };
        var key = secret is null ? null : JwtSecret.Parse(secret, out _);
        return new JsonRpcExecutionLayer(Payloads.Spec, url, key, deadlines, Own, time ?? TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        Layer.Dispose();
        await Stub.DisposeAsync();
    }
}
