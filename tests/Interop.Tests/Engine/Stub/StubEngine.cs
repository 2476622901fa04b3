using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Consensoor.Interop.Tests.Engine.Stub;

/// <summary>
/// An execution layer over HTTP at a port of its own that the Engine API's definition judges: what a call has wrong it keeps and refuses,
/// its answers are of the form the method has, and the token has to be right.
/// </summary>
internal sealed class StubEngine : IAsyncDisposable
{
    /// <summary>The secret it shares with the node.</summary>
    public const string Secret = "0x736f6d652074776f20616e642074686972747920627974657320616e64206e6f";

    private readonly WebApplication _app;

    private StubEngine(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>The calls that reached it, in their order.</summary>
    public ConcurrentQueue<StubCall> Calls { get; } = new();

    /// <summary>What was wrong with calls, and with what the test had it answer.</summary>
    public ConcurrentQueue<string> Findings { get; } = new();

    /// <summary>Decides the answer; null gives the example of the definition.</summary>
    public Func<StubCall, StubAnswer?> Answer { get; set; } = static _ => null;

    /// <summary>Takes over the whole response where it is set, whatever was asked.</summary>
    public Func<HttpContext, Task>? Response { get; set; }

    /// <summary>Answers what is asked below `/engine/` where it is set; without it there is no such place.</summary>
    public Func<HttpContext, Task>? Rest { get; set; }

    /// <summary>True where its answers are not judged, since they are meant to be wrong.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Its clock against that of the machine.</summary>
    public TimeSpan Ahead { get; set; }

    public IReadOnlyList<string> Methods => [.. Calls.Select(static call => call.Method)];

    public static async Task<StubEngine> Start(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Limits.MaxRequestBodySize = null);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var stub = new StubEngine(app);
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

        if (TokenProblem(http.Request.Headers.Authorization.ToString()) is { } refusal)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            http.Response.Headers.Date = (DateTimeOffset.UtcNow + Ahead).ToString("R");
            await http.Response.WriteAsync(refusal);
            return;
        }

        if (http.Request.Path.StartsWithSegments("/engine", StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            await (Rest?.Invoke(http) ?? Task.CompletedTask);
            return;
        }

        using var document = await JsonDocument.ParseAsync(http.Request.Body);
        var request = document.RootElement.Clone();
        var call = new StubCall(request.GetProperty("method").GetString()!, request.GetProperty("params"));
        Calls.Enqueue(call);
        var answer = Judge(http, request, call);
        var id = request.GetProperty("id").GetRawText();
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.Result is { } result
            ? $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}"""
            : $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":{{{answer.Code}}},"message":"{{{answer.Message}}}"}}""");
    }

    private StubAnswer Judge(HttpContext http, JsonElement request, StubCall call)
    {
        var problem = request.GetProperty("jsonrpc").GetString() != "2.0" ? "jsonrpc is not 2.0"
            : http.Request.ContentType != "application/json" ? $"the content type is {http.Request.ContentType}"
            : !OpenRpc.File.Knows(call.Method) ? $"there is no method {call.Method}"
            : OpenRpc.File.ParameterProblem(call.Method, call.Params);
        if (problem is not null)
        {
            Findings.Enqueue(problem);
            return StubAnswer.Error(-32602, "Invalid params");
        }

        var answer = Answer(call) ?? StubAnswer.Of(OpenRpc.File.ExamplesOf(call.Method)[0]);
        if (answer.Result is { } result && !IsBroken)
        {
            using var json = JsonDocument.Parse(result);
            if (OpenRpc.File.ResultProblem(call.Method, json.RootElement) is { } wrong)
            {
                Findings.Enqueue(wrong);
            }
        }

        return answer;
    }

    private string? TokenProblem(string header)
    {
        var parts = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..].Split('.') : [];
        if (parts.Length != 3)
        {
            return "missing token";
        }

        var key = Convert.FromHexString(Secret[2..]);
        var signature = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
        if (!signature.AsSpan().SequenceEqual(FromBase64Url(parts[2])))
        {
            return "signature is invalid";
        }

        using var head = JsonDocument.Parse(FromBase64Url(parts[0]));
        using var claims = JsonDocument.Parse(FromBase64Url(parts[1]));
        var issued = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("iat").GetInt64());
        return head.RootElement.GetProperty("alg").GetString() != "HS256" ? "not HS256"
            : (DateTimeOffset.UtcNow + Ahead - issued).Duration() > TimeSpan.FromSeconds(60) ? "stale token"
            : null;
    }

    // Written out by itself, as nothing of the node's may judge the node.
    private static byte[] FromBase64Url(string text)
    {
        var plain = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(plain + new string('=', (4 - (plain.Length % 4)) % 4));
    }
}
