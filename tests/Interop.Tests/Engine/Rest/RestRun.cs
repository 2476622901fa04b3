using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Tests.Engine.JsonRpc;
using Consensoor.Interop.Tests.Engine.Stub;
using Consensoor.Spec.Config;
using Microsoft.AspNetCore.Http;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>
/// A stub execution layer that speaks JSON-RPC and, as a test says, REST, and the node's end of it. Over JSON-RPC every payload is valid.
/// </summary>
internal sealed class RestRun : IAsyncDisposable
{
    /// <summary>What a REST form says of itself, of all forks.</summary>
    public const string Capabilities =
        """
        {"supported_forks":["paris","shanghai","cancun","prague","osaka","amsterdam","later"],
        "fork_scoped_endpoints":["payloads","forkchoice","bodies"],"independently_versioned":{"blobs":["v1","v2","v3","v4"]},
        "unscoped_endpoints":["capabilities","identity"],"new":{"a":[1]},
        "limits":{"bodies.max_count":32,"blobs.max_versioned_hashes":128,"payload.max_bytes":67108864,"other":"x"}}
        """;

    private readonly List<string> _told;

    private RestRun(StubEngine stub, RestExecutionLayer layer, List<string> told) => (Stub, Layer, _told) = (stub, layer, told);

    public StubEngine Stub { get; }

    public RestExecutionLayer Layer { get; }

    /// <summary>The requests over REST, as method, path and fork.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What the layer said it does not ask over REST any more.</summary>
    public IReadOnlyList<string> Told
    {
        get
        {
            lock (_told)
            {
                return [.. _told];
            }
        }
    }

    /// <summary>Starts a stub whose REST answers a test gives, besides capabilities in one form or both.</summary>
    public static async Task<RestRun> Start(
        Func<HttpContext, Task>? rest,
        string capabilities = Capabilities,
        string below = "/engine/v1/",
        TimeSpan? deadline = null,
        TimeProvider? time = null)
    {
        var stub = await StubEngine.Start();
        stub.Answer = static call => call.Method.StartsWith("engine_newPayload", StringComparison.Ordinal)
            ? StubAnswer.Of(Answers.Status("VALID", $"{Payloads.Hash(77)}"))
            : null;
        var told = new List<string>();
        var run = new RestRun(stub, LayerAt(stub.Url, told, deadline, time), told);
        run.Serve(rest, capabilities, below);
        return run;
    }

    /// <summary>Serves other things over REST from now on.</summary>
    public void Serve(Func<HttpContext, Task>? rest, string capabilities = Capabilities, string below = "/engine/v1/") =>
        Stub.Rest = rest is null ? null : async http =>
        {
            var (path, fork) = (http.Request.Path.Value!, http.Request.Headers["Eth-Execution-Version"].ToString());
            lock (Asked)
            {
                Asked.Add($"{http.Request.Method} {path} {fork}".TrimEnd());
            }

            if (path == below + "capabilities")
            {
                http.Response.StatusCode = 200;
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(capabilities);
            }
            else if (path.StartsWith(below, StringComparison.Ordinal))
            {
                await rest(http);
            }
        };

    /// <summary>The node's end at a URL.</summary>
    public static RestExecutionLayer LayerAt(Uri url, List<string> told, TimeSpan? deadline = null, TimeProvider? time = null)
    {
        var span = deadline ?? TimeSpan.FromSeconds(60);
        var deadlines = new EngineDeadlines
        {
            NewPayload = span,
            NewPayloadFromGloas = span,
            ForkchoiceUpdated = span,
            GetPayload = span,
            GetPayloadBodies = span,
            Others = TimeSpan.FromSeconds(60),
        };
        return new RestExecutionLayer(
            Payloads.Spec, url, JwtSecret.Parse(StubEngine.Secret, out _), deadlines, EngineRun.Own, time ?? TimeProvider.System, line =>
            {
                lock (told)
                {
                    told.Add(line);
                }
            });
    }

    /// <summary>Answers with SSZ.</summary>
    public static Func<HttpContext, Task> Ssz(byte[] body) => http => Reply(http, 200, "application/octet-stream", body);

    /// <summary>Answers with an error of the REST form.</summary>
    public static Func<HttpContext, Task> Problem(int status, string name) => http => Reply(
        http,
        status,
        "application/problem+json",
        System.Text.Encoding.UTF8.GetBytes($$"""{"type":"/engine-api/errors/{{name}}","detail":"because"}"""));

    /// <summary>Answers with anything.</summary>
    public static async Task Reply(HttpContext http, int status, string? type, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        Layer.Dispose();
        await Stub.DisposeAsync();
    }
}
