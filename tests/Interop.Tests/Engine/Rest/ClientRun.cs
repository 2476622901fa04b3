using System.Net;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Interop.Tests.Engine.JsonRpc;
using Consensoor.Interop.Tests.Engine.Stub;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>A client over REST and a stub that answers in one place: with SSZ, or with nothing (204).</summary>
internal sealed class ClientRun : IAsyncDisposable
{
    private readonly StubEngine _stub;

    private ClientRun(StubEngine stub, RestClient client) => (_stub, Client) = (stub, client);

    public RestClient Client { get; }

    /// <summary>The body of the last request.</summary>
    public byte[]? Request { get; private set; }

    /// <summary>The query of the last request.</summary>
    public string? Query { get; private set; }

    public static async Task<ClientRun> Start(string place, byte[]? body)
    {
        var stub = await StubEngine.Start();
        var channel = new RestChannel(stub.Url, JwtSecret.Parse(StubEngine.Secret, out _), EngineRun.Own, TimeProvider.System)
        {
            HttpVersion = HttpVersion.Version11,
        };
        var patient = new EngineDeadlines { GetPayloadBodies = TimeSpan.FromSeconds(60), Others = TimeSpan.FromSeconds(60) };
        var run = new ClientRun(stub, new RestClient(channel, Payloads.Spec, patient));
        stub.Rest = async http =>
        {
            if (http.Request.Path != place)
            {
                return;
            }

            using var given = new MemoryStream();
            await http.Request.Body.CopyToAsync(given);
            (run.Request, run.Query) = (given.ToArray(), http.Request.QueryString.Value);
            await RestRun.Reply(http, body is null ? 204 : 200, body is null ? null : "application/octet-stream", body ?? []);
        };
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _stub.DisposeAsync();
    }
}
