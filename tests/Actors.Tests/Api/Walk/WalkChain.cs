using System.Net;
using System.Text;
using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// A production node in virtual time with its Beacon API, on a chain that begins in phase0 and has a fork each second epoch. The keys of
/// some of the validators are nobody's, so that there are slots without a block, which a caller may make. Validators may leave at once.
/// </summary>
internal sealed class WalkChain : IDisposable
{
    public const int Validators = 64, Online = 44;
    public const string Peer = "16Uiu2HAm3cuhhRL2msUuLF62KRSfneFDx94RsuouyW25Ho42cFMq";
    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6), Delay = TimeSpan.FromSeconds(10);

    // What an answer may take from the thread pool to its handler, in real time.
    private static readonly TimeSpan HopTime = TimeSpan.FromMilliseconds(20);
    private readonly SimulatedWorld _world;
    private readonly DevnetWorld _chain;
    private readonly WebApplication _app;
    private readonly RequestDelegate _pipeline;
    private readonly InMemoryChainStore _store = new();
    private readonly HandlerScheduler _handlers = new();

    private WalkChain()
    {
        _world = SimulatedWorld.Create(7);
        _chain = DevnetWorld.Create(WalkKeys.Validators(Validators), _world.Start + Delay, Forks, KeyedBls.Shared);
        IExecutionLayer? execution = null;
        Builder = new WalkBuilder(new SimulatedRelay(() => (Node!, execution!), _chain.Spec, KeyedBls.Shared));
        var network = new SimulatedNetwork(_world, LinkProfile.Default);
        Node = DevnetNode.Start(_world, network, _chain, new DevnetNodeOptions("node-0", _store)
        {
            Validators = Online,
            Bls = KeyedBls.Shared,
            IsSupernode = true,
            BuilderClient = Builder,
            Engine = embedded => execution = embedded,
            Hocon = $"""
                consensoor.faults.enabled = on
                consensoor.validators.builder.urls = "{SimulatedRelay.Url}"
                consensoor.production.bids.missing = 33
                """,
        });
        var limits = HttpLimits.From(NodeConfig.Reference.GetConfig("consensoor"));
        var api = new NodeApi(Node.Settings, limits);
        _world.Invoke(() =>
        {
            api.Attach(new NodeObservers(Node.System), isServed: true);
            return true;
        });
        Context = api.Context(() => Node.System, "Consensoor/test") with
        {
            Peers = () => [new WirePeer(Peer, "/ip4/127.0.0.1/tcp/9000", IsInbound: true, "test")],
        };
        _app = WebApplication.CreateSlimBuilder().Build();
        BeaconApi.Serve(_app, Context, limits);
        _pipeline = ((IApplicationBuilder)_app).Build();
    }

    public ApiContext Context { get; }

    public DevnetNode Node { get; }

    /// <summary>The builder that the node asks.</summary>
    public WalkBuilder Builder { get; }

    public ChainSpec Spec => _chain.Spec;

    public ChainView View => Context.Reader.View;

    /// <summary>The slot that the clock stands in.</summary>
    public Slot Slot => (Slot)((_world.Elapsed - Delay) / SlotTime);

    public ForkName Fork => Spec.ForkAtSlot(Slot);

    public static WalkChain Start() => new();

    /// <summary>Runs to a time within a slot.</summary>
    public void RunTo(Slot slot, double seconds) => _world.RunUntil(Delay + (SlotTime * slot) + TimeSpan.FromSeconds(seconds));

    /// <summary>Runs until something holds, a minute at most.</summary>
    public bool RunUntil(Func<bool> holds) => _world.RunUntil(holds, TimeSpan.FromMinutes(1));

    /// <summary>Asks, and runs the world until there is an answer.</summary>
    public WalkAnswer Send(WalkRequest request)
    {
        var (http, answer) = Begin(request, CancellationToken.None);
        return Completes(answer) ? End(http, answer) : throw new InvalidOperationException($"{request} is not answered");
    }

    /// <summary>Asks for a stream, and gives what came of it while something else happened.</summary>
    public WalkAnswer Stream(WalkRequest request, Action meanwhile)
    {
        using var gone = new CancellationTokenSource();
        var (http, answer) = Begin(request, gone.Token);
        meanwhile();
        _world.Invoke(() =>
        {
            gone.Cancel();
            return true;
        });
        return Completes(answer) ? End(http, answer) : throw new InvalidOperationException($"{request} does not end");
    }

    public void Dispose()
    {
        _world.Dispose();
        _handlers.Dispose();
        _store.Dispose();
        ((IDisposable)_app).Dispose();
    }

    // Long enough that in each fork there is a slot whose proposer is nobody's.
    private static ChainSpec Forks(ExecutionBlock execution)
    {
        var devnet = DevnetChain.Create(execution, (ulong)SlotTime.TotalMilliseconds);
        return new ChainSpec(devnet.Preset, devnet.Config with
        {
            AltairForkEpoch = 2,
            BellatrixForkEpoch = 4,
            CapellaForkEpoch = 6,
            DenebForkEpoch = 8,
            ElectraForkEpoch = 10,
            FuluForkEpoch = 12,
            GloasForkEpoch = 14,
            TerminalBlockHashActivationEpoch = 4,
            ShardCommitteePeriod = 0,
        });
    }

    private (DefaultHttpContext Http, Task Answer) Begin(WalkRequest request, CancellationToken gone)
    {
        var http = new DefaultHttpContext { RequestServices = _app.Services, RequestAborted = gone };
        var (path, query) = request.Target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at
            ? (request.Target[..at], request.Target[at..])
            : (request.Target, "");
        http.Connection.RemoteIpAddress = IPAddress.Loopback;
        http.Request.Method = request.Method;
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("127.0.0.1:5052");
        http.Request.Path = PathString.FromUriComponent(path);
        http.Request.QueryString = new QueryString(query);
        foreach (var (name, value) in request.Headers)
        {
            http.Request.Headers.Append(name, value);
        }

        if (request.Body is { } body)
        {
            http.Request.ContentType = request.ContentType;
            http.Request.ContentLength = body.Length;
            http.Request.Body = new MemoryStream(body);
        }

        http.Features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(request.Body is { Length: > 0 }));
        http.Response.Body = new MemoryStream();
        return (http, Task.Factory.StartNew(
            () => _pipeline(http), CancellationToken.None, TaskCreationOptions.None, _handlers).Unwrap());
    }

    // A handler goes on where the world stands; the clock moves only where neither has anything to do.
    private bool Completes(Task answer)
    {
        var end = _world.Elapsed + TimeSpan.FromMinutes(2);
        while (!answer.IsCompleted && _world.Elapsed < end)
        {
            var hasRun = _world.Invoke(() => _handlers.RunSome(HopTime));
            _world.RunQuiet();
            if (!hasRun && !answer.IsCompleted)
            {
                _world.RunFor(TimeSpan.FromMilliseconds(100));
            }
        }

        return answer.IsCompleted;
    }

    private static WalkAnswer End(DefaultHttpContext http, Task answer)
    {
        answer.GetAwaiter().GetResult();
        return new WalkAnswer(
            http.Response.StatusCode,
            http.Response.Headers.ToDictionary(
                static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            ((MemoryStream)http.Response.Body).ToArray());
    }
}

/// <summary>What the server says of a request's body.</summary>
internal sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;

/// <summary>A request as a caller makes it: the target is a path with its query.</summary>
internal sealed record WalkRequest(string Method, string Target)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public byte[]? Body { get; init; }

    public string? ContentType { get; init; }

    public WalkRequest With(string header, string value) =>
        this with { Headers = [.. Headers.Where(one => one.Name != header), (header, value)] };

    public WalkRequest WithJson(string json) => this with { Body = Encoding.UTF8.GetBytes(json), ContentType = "application/json" };
}

/// <summary>What came back.</summary>
internal sealed record WalkAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public bool IsGood => Status is >= 200 and < 300;

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
