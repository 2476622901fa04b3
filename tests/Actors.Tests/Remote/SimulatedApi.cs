using System.Net;
using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Pools;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Spec.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Logging;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>
/// The Beacon API of simulated nodes, as an HTTP handler in the world's virtual time: hosts are the nodes' names, each answer takes some
/// milliseconds. A host that nobody added cannot be reached; what a test lays over a host answers first.
/// </summary>
internal sealed class SimulatedApi(SimulatedWorld world) : HttpMessageHandler
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(5);
    private readonly Dictionary<string, WebApplication> _hosts = [];

    /// <summary>What was asked, as host, method and path without its query, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What answers in place of a node, by its host; null lets the node answer.</summary>
    public Func<string, HttpRequestMessage, HttpResponseMessage?> Instead { get; set; } = static (_, _) => null;

    /// <summary>Hears of each answer of a node, which it may change.</summary>
    public Action<HttpRequestMessage, HttpResponseMessage> Answers { get; set; } = static (_, _) => { };

    /// <summary>True for a request that is never answered.</summary>
    public Func<string, HttpRequestMessage, bool> Hangs { get; set; } = static (_, _) => false;

    /// <summary>A JSON answer.</summary>
    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json) };

    /// <summary>Serves the API of a node.</summary>
    public void Add(string host, ActorSystem system, DevnetWorld chain)
    {
        var (events, view, execution) = (new EventHub(1), new LatestView(), new ExecutionStatus());
        var schedule = new SlotSchedule(chain.Spec, chain.Genesis.GenesisTime);
        ActorSelection Child(string name) => system.ActorSelection($"/user/{Node.Name}/{name}");
        world.Invoke(() =>
        {
            system.ActorOf(EventPublisher.Props(chain.Spec, events, execution), "events");
            system.ActorOf(ViewKeeper.Props(view), "view");
            return system.ActorOf(
                ApiPublisher.Props(
                    chain.Spec,
                    schedule,
                    new PublisherRefs(Child(NodeChildren.Network), Child(NodeChildren.Chain))
                    {
                        Builders = Child(NodeChildren.BuilderApi),
                    },
                    16_384),
                ApiPublisher.Name);
        });
        var duties = new DutyPorts(
            Child(NodeChildren.Production),
            system.ActorSelection($"/user/{ApiPublisher.Name}"),
            Child(NodeChildren.Work),
            Child(NodeChildren.Proposers),
            new PoolPorts(
                Child(NodeChildren.AttestationPool), Child(NodeChildren.PayloadAttestationPool), Child(NodeChildren.OperationPool)),
            system.EventStream.Publish)
        {
            Builders = Child(NodeChildren.BuilderApi),
        };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        BeaconApi.Map(app, new ApiContext(
            chain.Spec,
            schedule,
            chain.Genesis.GenesisTime,
            chain.Genesis.GenesisValidatorsRoot,
            new Lazy<ChainReader>(() => new ChainReader(view, Child(NodeChildren.Chain), Child(NodeChildren.Storage), null)),
            events,
            new LatestIdentity(NodeIdentity.Awaited(host, chain.Spec)),
            execution,
            "test",
            new SemaphoreSlim(1),
            () => system.Scheduler.Now)
        {
            LazyDuties = new Lazy<DutyPorts>(() => duties),
            EpochsAhead = new EpochsAhead(() => duties.Work),
        });
        _hosts[host] = app;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Completed by timers of the world, outside any task, so that whoever waits goes on at once and in place.
        var done = new TaskCompletionSource<HttpResponseMessage>();
        cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        var host = request.RequestUri!.Host;
        Asked.Add($"{host} {request.Method} {request.RequestUri.AbsolutePath}");
        if (Hangs(host, request))
        {
            return done.Task;
        }

        if (Instead(host, request) is { } other)
        {
            world.After(Latency, () => done.TrySetResult(other));
        }
        else if (!_hosts.TryGetValue(host, out var node))
        {
            world.After(Latency, () => done.TrySetException(new HttpRequestException("nobody listens there")));
        }
        else
        {
            // What the routes wait for goes on in the world, whose scheduler they begin under.
            _ = Task.Factory.StartNew(() => _ = Complete(done, node, request), default, default, world.TaskScheduler);
        }

        return done.Task;
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var app in _hosts.Values)
        {
            ((IDisposable)app).Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task Complete(
        TaskCompletionSource<HttpResponseMessage> done, WebApplication app, HttpRequestMessage request)
    {
        try
        {
            var response = await Answer(app, request);
            Answers(request, response);
            world.After(Latency, () => done.TrySetResult(response));
        }
        catch (Exception e)
        {
            world.After(Latency, () => done.TrySetException(e));
        }
    }

    // The server's own way to find a route compiles it aside, on threads that are not the world's.
    private static RequestDelegate RouteOf(WebApplication app, HttpContext http)
    {
        var routes =
            from endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(http.Request.Method) != false
            orderby endpoint.Order, endpoint.RoutePattern.InboundPrecedence
            select endpoint;
        return routes.First(endpoint =>
        {
            http.Request.RouteValues = [];
            return new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(http.Request.Path, http.Request.RouteValues);
        }).RequestDelegate!;
    }

    private static async Task<HttpResponseMessage> Answer(WebApplication app, HttpRequestMessage request)
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = app.Services };
        http.Request.Method = request.Method.Method;
        http.Request.Scheme = "http";
        http.Request.Host = new HostString(request.RequestUri!.Authority);
        http.Request.Path = request.RequestUri.AbsolutePath;
        http.Request.QueryString = new QueryString(request.RequestUri.Query);
        foreach (var (name, values) in request.Headers)
        {
            http.Request.Headers[name] = values.ToArray();
        }

        if (request.Content is { } content)
        {
            var bytes = await content.ReadAsByteArrayAsync();
            http.Request.Body = new MemoryStream(bytes);
            http.Request.ContentLength = bytes.Length;
            http.Request.ContentType = "application/json";
        }

        http.Response.Body = body;
        await RouteOf(app, http)(http);
        await http.Response.CompleteAsync();
        var response = new HttpResponseMessage((HttpStatusCode)http.Response.StatusCode) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in http.Response.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        return response;
    }
}
