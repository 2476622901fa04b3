using System.Collections.Concurrent;
using System.Text.Json;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Tests.Engine.Stub;
using Consensoor.Spec.Config;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Consensoor.Interop.Tests.Keys.Stub;

/// <summary>
/// A signer over HTTP at a port of its own that web3signer's definition judges: what a request has wrong it keeps and refuses. It computes
/// the signing root by what it is shown, and signs nothing whose root is another than the request says.
/// </summary>
internal sealed class StubSigner : IAsyncDisposable
{
    private const string SignPath = "/api/v1/eth2/sign/";

    private static readonly JsonElement Definition = JsonDocument.Parse(File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "Keys", "Vectors", "web3signer-eth2.schemas.json"))).RootElement;

    private static readonly JsonSchemas Schemas = new(Definition);

    private readonly WebApplication _app;
    private readonly ChainSpec _spec;
    private readonly LocalSigner _keys;

    private StubSigner(WebApplication app, ChainSpec spec, LocalSigner keys) => (_app, _spec, _keys) = (app, spec, keys);

    public Uri Url => new(_app.Urls.Single() + "/");

    /// <summary>The types of the requests that reached it, in their order.</summary>
    public ConcurrentQueue<string> Types { get; } = new();

    /// <summary>What was wrong with requests.</summary>
    public ConcurrentQueue<string> Findings { get; } = new();

    /// <summary>Takes over the whole response where it is set, whatever was asked.</summary>
    public Func<HttpContext, Task>? Response { get; set; }

    /// <summary>True where the answer is the bare signature, as web3signer gives it to who does not ask for JSON.</summary>
    public bool IsPlain { get; set; }

    public static async Task<StubSigner> Start(ChainSpec spec, LocalSigner keys, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var stub = new StubSigner(app, spec, keys);
        app.Run(stub.Serve);
        await app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task Serve(HttpContext http)
    {
        if (Response is { } response)
        {
            await response(http);
            return;
        }

        if (http.Request.Path == "/api/v1/eth2/publicKeys")
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(JsonSerializer.Serialize(_keys.Pubkeys.Select(static key => key.ToString())));
            return;
        }

        if (!http.Request.Path.StartsWithSegments(SignPath.TrimEnd('/'), out var rest) || !HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var key = _keys.Pubkeys.FirstOrDefault(key => $"/{key}" == rest);
        if (key == default)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var document = await JsonDocument.ParseAsync(http.Request.Body);
        var request = document.RootElement;
        Types.Enqueue(request.GetProperty("type").GetString()!);
        var problem = http.Request.ContentType != "application/json" ? $"the content type is {http.Request.ContentType}"
            : Schemas.Problem(Definition.GetProperty("request"), request, "request");
        if (problem is null
            && StubSigningRoot.Of(request, _spec) is var root
            && root.ToString() != request.GetProperty("signingRoot").GetString())
        {
            problem = $"{request.GetProperty("type")}: the signing root is {root}, not {request.GetProperty("signingRoot")}";
        }

        if (problem is not null)
        {
            Findings.Enqueue(problem);
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync(problem);
            return;
        }

        var signature = _keys.Sign(key, Root.Parse(request.GetProperty("signingRoot").GetString()!));
        http.Response.ContentType = IsPlain ? "text/plain" : "application/json";
        await http.Response.WriteAsync(IsPlain ? $"{signature}" : $$"""{"signature": "{{signature}}"}""");
    }
}
