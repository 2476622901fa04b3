using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Engine;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>A bridge in a world, restarted where it fails, and a probe that asks it.</summary>
internal sealed class BridgeRun : IDisposable
{
    public static readonly EngineSettings Settings = EngineSettings.From(NodeConfig.Reference.GetConfig("consensoor"));

    private readonly IActorRef _parent;

    public BridgeRun(EngineSettings settings, ulong seed, Action<ScriptedLayer>? prepare = null)
    {
        World = SimulatedWorld.Create(seed);
        Layer = new ScriptedLayer(World, TimeSpan.FromMilliseconds(700));
        prepare?.Invoke(Layer);
        var system = World.CreateSystem("node", NodeConfig.Layered(NodeConfig.Situation("simulation")));
        World.Observe<ExecutionLayerChanged>(system, changed =>
        {
            Offline.Add(changed.IsOffline);
            return null;
        });
        World.Observe<ExecutionHeadInvalid>(system, invalid =>
        {
            Invalid.Add(invalid);
            return null;
        });
        World.Observe<LogEvent>(system, line =>
        {
            if (line.LogClass == typeof(EngineBridge))
            {
                Lines.Add($"{line.Message}");
            }

            return null;
        });
        _parent = World.Invoke(
            () => system.ActorOf(Akka.Actor.Props.Create(() => new Parent(EngineBridge.Props(Layer, settings), Answers)), "parent"));
        World.RunQuiet();
        StartedOnline = Offline is [false];
        if (StartedOnline)
        {
            Offline.Clear();
        }
    }

    /// <summary>True where the layer was said to be there at the start, which <see cref="Offline"/> leaves out.</summary>
    public bool StartedOnline { get; }

    public SimulatedWorld World { get; }

    public ScriptedLayer Layer { get; }

    public List<(TimeSpan At, object Answer)> Answers { get; } = [];

    public List<bool> Offline { get; } = [];

    public List<ExecutionHeadInvalid> Invalid { get; } = [];

    /// <summary>What the bridge said in the log.</summary>
    public List<string> Lines { get; } = [];

    public IReadOnlyList<string> Texts => [.. Answers.Select(static answer => answer.Answer switch
    {
        NewPayloadResult payload => $"{IdOf(payload)} {payload.Verdict}",
        ForkchoiceUpdatedResult updated => $"{updated.RequestId} {updated.Verdict}",
        PayloadBuilt built => $"{built.RequestId} {(built.Error == "Valid" ? "Valid" : "Unavailable")}",
        BlobsFound found => $"{found.RequestId} {(found.Error == "Valid" ? "Valid" : "Unavailable")}",
        InclusionListFound found => $"{found.RequestId} {(found.Error == "Valid" ? "Valid" : "Unavailable")}",
        UnknownEngineRequest unknown => $"unknown {unknown.Request.GetType().Name}",
        _ => $"{answer.Answer}",
    })];

    public void Tell(params object[] messages)
    {
        World.Invoke(() =>
        {
            foreach (var message in messages)
            {
                _parent.Tell(message, ActorRefs.NoSender);
            }

            return 0;
        });
        World.RunQuiet();
    }

    public void Dispose() => World.Dispose();

    public static NewPayload Payload(ulong id) => new(new Root(Hash(id).AsSpan()), ForkName.Gloas, null!);

    public static ForkchoiceUpdated Head(ulong id) => new(id, ForkName.Gloas, Hash(id), Hash(id + 100), default, null);

    public static GetPayload Get(ulong id) => new(id, ForkName.Gloas, default);

    public static GetBlobs Blobs(ulong id) => new(id, ForkName.Gloas, [Hash(id)]);

    public static Hash32 Hash(ulong id)
    {
        var bytes = new byte[32];
        BitConverter.TryWriteBytes(bytes, id);
        return new Hash32(bytes);
    }

    public static ulong IdOf(object message) => message switch
    {
        NewPayload payload => BitConverter.ToUInt64(payload.BlockRoot.AsSpan()),
        ForkchoiceUpdated updated => updated.RequestId,
        GetPayload get => get.RequestId,
        GetBlobs get => get.RequestId,
        GetInclusionList get => get.RequestId,
        NewPayloadResult payload => BitConverter.ToUInt64(payload.BlockRoot.AsSpan()),
        ForkchoiceUpdatedResult updated => updated.RequestId,
        PayloadBuilt built => built.RequestId,
        BlobsFound found => found.RequestId,
        InclusionListFound found => found.RequestId,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, "not asked for"),
    };

    public sealed record Crash;

    /// <summary>Restarts its bridge whatever it fails on, asks it in its own name, and keeps the answers.</summary>
    private sealed class Parent : ReceiveActor
    {
        public Parent(Props bridge, List<(TimeSpan At, object Answer)> answers)
        {
            var started = Context.System.Scheduler.Now;
            var child = Context.ActorOf(bridge, "engine");
            Receive<IEngineRequest>(request => child.Tell(request, Self));
            Receive<Crash>(_ => child.Tell(Kill.Instance));
            ReceiveAny(answer => answers.Add((Context.System.Scheduler.Now - started, answer)));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Restart);
    }
}
