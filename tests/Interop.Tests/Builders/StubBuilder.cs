using System.Collections.Concurrent;
using System.Text.Json;
using Consensoor.Interop.Tests.Engine.Stub;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Consensoor.Interop.Tests.Builders;

/// <summary>
/// A builder over HTTP at a port of its own. The definition of the builder API judges each request where it is beside the checkout: path,
/// headers, type and body; what a request has wrong it keeps and refuses. Blocks alone it judges by our own decoder, which takes no member
/// more and none less: the definition has requests of a gloas before EIP-8282. It answers 204 unless it is told otherwise.
/// </summary>
internal sealed class StubBuilder : IAsyncDisposable
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal);
    private static readonly Lazy<JsonElement?> Definition = new(Find);

    private readonly WebApplication _app;

    private StubBuilder(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>The paths and bodies of the requests that reached it, in their order.</summary>
    public ConcurrentQueue<(string Path, JsonElement Body)> Requests { get; } = new();

    /// <summary>What was wrong with requests.</summary>
    public ConcurrentQueue<string> Findings { get; } = new();

    /// <summary>Makes the response to a request that is as it should be.</summary>
    public Func<HttpContext, Task> Response { get; set; } = static http =>
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public static async Task<StubBuilder> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new StubBuilder(app);
        app.Run(stub.Serve);
        await app.StartAsync();
        return stub;
    }

    /// <summary>Makes a response of a status and JSON, or whatever text is given.</summary>
    public static Func<HttpContext, Task> Says(int status, string body, string type = "application/json") => http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static JsonElement? Find()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Consensoor.Actors.sln")))
        {
            root = root.Parent;
        }

        var file = Path.Combine(root?.FullName ?? ".", "..", "shared", "apis", "builder.openapi.json");
        return File.Exists(file) ? JsonDocument.Parse(File.ReadAllBytes(file)).RootElement : null;
    }

    private async Task Serve(HttpContext http)
    {
        using var document = http.Request.Method == "GET" ? null : await JsonDocument.ParseAsync(http.Request.Body);
        var body = document?.RootElement.Clone() ?? default;
        Requests.Enqueue((http.Request.Path, body));
        if (Definition.Value is { } definition && Problem(definition, http.Request, body) is { } problem)
        {
            Findings.Enqueue(problem);
            await Says(StatusCodes.Status400BadRequest, "{\"code\":400,\"message\":\"not as defined\"}")(http);
            return;
        }

        await Response(http);
    }

    private static string? BlockProblem(JsonElement body)
    {
        SszFailure failure = default;
        return SignedBeaconBlock.TryReadJson(body, Spec.Ssz(ForkName.Gloas), out _, ref failure) ? null : failure.ToError().ToString();
    }

    private static string? Problem(JsonElement definition, HttpRequest request, JsonElement body)
    {
        var schemas = new JsonSchemas(definition);
        var parts = request.Path.Value!.Split('/');
        var operation = definition.GetProperty("paths").EnumerateObject()
            .Where(known => known.Name.Split('/') is var names && names.Length == parts.Length
                && names.Zip(parts).All(static pair => pair.First.StartsWith('{') || pair.First == pair.Second))
            .Select(known => (known.Name, Found: known.Value.TryGetProperty(request.Method.ToLowerInvariant(), out var found), found))
            .FirstOrDefault(static known => known.Found);
        if (operation.Name is null)
        {
            return $"there is no {request.Method} {request.Path}";
        }

        var values = operation.Name.Split('/').Zip(parts).Where(static pair => pair.First.StartsWith('{'))
            .ToDictionary(static pair => pair.First.Trim('{', '}'), static pair => pair.Second);
        if (operation.found.TryGetProperty("parameters", out var parameters))
        {
            foreach (var parameter in parameters.EnumerateArray())
            {
                var name = parameter.GetProperty("name").GetString()!;
                var isHeader = parameter.GetProperty("in").GetString() == "header";
                var text = isHeader ? request.Headers[name].ToString() : values[name];
                var schema = parameter.GetProperty("schema");
                var isNumber = schema.TryGetProperty("type", out var type) && type.GetString() == "integer";
                var value = JsonDocument.Parse(isNumber && long.TryParse(text, out _) ? text : JsonSerializer.Serialize(text)).RootElement;
                if (isNumber ? value.ValueKind != JsonValueKind.Number : schemas.Problem(schema, value, name) is not null)
                {
                    return $"{name} is '{text}'";
                }
            }
        }

        var isBlock = parts[^1] == "beacon_blocks";
        if (request.Method == "GET")
        {
            return request.Headers.Accept != "application/json" ? $"what is accepted is {request.Headers.Accept}"
                : request.ContentLength > 0 ? "there is a body"
                : null;
        }

        return request.ContentType != "application/json" ? $"the content type is {request.ContentType}"
            : request.Headers.Accept != "application/json" ? $"what is accepted is {request.Headers.Accept}"
            : isBlock ? BlockProblem(body)
            : schemas.Problem(
                operation.found.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema"),
                body,
                "the body");
    }
}
