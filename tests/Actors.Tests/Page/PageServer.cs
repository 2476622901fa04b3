using System.Net;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Api;
using Consensoor.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Page;

/// <summary>The page and its routes over HTTP as a node serves them, on a view, with some of the node's actors.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageServer(WebApplication app) => _app = app;

    /// <summary>Asks the server.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>Starts it on a view that was made in a slot.</summary>
    public static async Task<PageServer> Start(
        ChainView view, ICanTell board, ICanTell chain, HttpCallers? callers = null, DutyPorts? duties = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var latest = new LatestView();
        latest.Take(view);
        var schedule = new SlotSchedule(view.Spec, view.GenesisTimeMs / 1000);
        var api = new ApiContext(
            view.Spec,
            schedule,
            view.GenesisTimeMs / 1000,
            default,
            new Lazy<ChainReader>(() => new ChainReader(latest, chain, chain, null)),
            new EventHub(1),
            new LatestIdentity(NodeIdentity.Awaited("16Uiu2", view.Spec)),
            new ExecutionStatus(),
            "test",
            new SemaphoreSlim(2),
            () => schedule.StartOf(view.CurrentSlot))
        {
            Board = () => board,
            LazyDuties = duties is null ? null : new Lazy<DutyPorts>(() => duties),
            Siblings = callers?.Siblings ?? [],
        };
        BeaconApi.Serve(app, api, HttpLimits.From(NodeConfig.Reference.GetConfig("consensoor")), callers);
        await app.StartAsync();
        return new PageServer(app) { Http = { BaseAddress = new Uri(app.Urls.Single()) } };
    }

    /// <summary>Sends a request.</summary>
    public Task<HttpResponseMessage> Send(string method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Http.SendAsync(request);
    }

    /// <summary>Gives the data of an answer that must have it.</summary>
    public async Task<JsonElement> Data(string path)
    {
        using var answer = await Send("GET", path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        using var json = JsonDocument.Parse(text);
        OwnSchemas.Check("GET", path, (int)answer.StatusCode, json.RootElement);
        return json.RootElement.GetProperty("data").Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
