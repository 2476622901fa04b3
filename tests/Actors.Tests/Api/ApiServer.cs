using System.Net;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Pools;
using Consensoor.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// The Beacon API over HTTP on a view, with the node's actors replaced; answers are judged by the definition where it is here.
/// </summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly LatestView _view = new();

    private ApiServer(ChainView view, DutyPorts duties, ulong genesisTime)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        Schedule = new SlotSchedule(view.Spec, genesisTime);
        Show(view);
        BeaconApi.Map(_app, new ApiContext(
            view.Spec,
            Schedule,
            genesisTime,
            default,
            new Lazy<ChainReader>(() => new ChainReader(_view, ActorRefs.Nobody, Storage, null)),
            new EventHub(1),
            new LatestIdentity(NodeIdentity.Awaited("16Uiu2", view.Spec)),
            new ExecutionStatus(),
            "test",
            Dumps,
            () => Schedule.StartOf(Slot))
        {
            LazyDuties = new Lazy<DutyPorts>(() => duties),
            EpochsAhead = new EpochsAhead(() => duties.Work),
            History = () => History,
            Timeline = () => Timeline,
        });
        _http = new HttpClient();
    }

    public SlotSchedule Schedule { get; }

    /// <summary>The slot the clock stands in.</summary>
    public ulong Slot { get; set; }

    /// <summary>The places of what costs much.</summary>
    public SemaphoreSlim Dumps { get; } = new(1);

    /// <summary>Who has what the view has no more.</summary>
    public ICanTell Storage { get; set; } = ActorRefs.Nobody;

    /// <summary>Who makes states of the finalized past.</summary>
    public ICanTell History { get; set; } = ActorRefs.Nobody;

    /// <summary>Who remembers what became of duties.</summary>
    public ICanTell Timeline { get; set; } = ActorRefs.Nobody;

    /// <summary>Ports to some actors, and to nobody.</summary>
    public static DutyPorts Ports(
        ICanTell? production = null,
        ICanTell? publisher = null,
        ICanTell? work = null,
        ICanTell? proposers = null,
        ICanTell? pools = null,
        Action<object>? announce = null)
    {
        var pool = pools ?? ActorRefs.Nobody;
        return new DutyPorts(
            production ?? ActorRefs.Nobody,
            publisher ?? ActorRefs.Nobody,
            work ?? ActorRefs.Nobody,
            proposers ?? ActorRefs.Nobody,
            new PoolPorts(pool, pool, pool),
            announce ?? (static _ => { }));
    }

    public static async Task<ApiServer> Start(ChainView view, DutyPorts duties)
    {
        var server = new ApiServer(view, duties, view.GenesisTimeMs / 1000) { Slot = view.CurrentSlot };
        await server._app.StartAsync();
        server._http.BaseAddress = new Uri(server._app.Urls.Single());
        return server;
    }

    /// <summary>Goes over to another view, and to its slot.</summary>
    public void Show(ChainView view)
    {
        _view.Take(view);
        Slot = view.CurrentSlot;
    }

    /// <summary>Asks, and gives the body; the status must be as expected, and an error in the form of the API.</summary>
    public async Task<JsonElement> Ask(
        string method, string path, string? body = null, HttpStatusCode expected = HttpStatusCode.OK, string? version = null)
    {
        var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Send(method, path, content, version);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        if (text.Length == 0)
        {
            return default;
        }

        using var json = JsonDocument.Parse(text);
        OpenApi.Check(method, path, (int)answer.StatusCode, json.RootElement);
        OwnSchemas.Check(method, path, (int)answer.StatusCode, json.RootElement);
        if ((int)expected >= 400)
        {
            Assert.Equal((int)expected, json.RootElement.GetProperty("code").GetInt32());
            Assert.NotEmpty(json.RootElement.GetProperty("message").GetString()!);
        }

        return json.RootElement.Clone();
    }

    public async Task<HttpResponseMessage> Send(
        string method, string path, HttpContent? content, string? version = null, string? accept = null, params (string, string)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (version is not null)
        {
            request.Headers.Add(ApiResponse.VersionHeader, version);
        }

        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
