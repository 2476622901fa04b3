using Akka.Actor;
using Consensoor.Actors.Engine;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>Tests the bridge in virtual time against execution layers that are slow, away, broken or silent.</summary>
public sealed class EngineBridgeTests
{
    private static readonly EngineSettings Settings = EngineSettings.From(NodeConfig.Reference.GetConfig("consensoor"));
    private static readonly BuildAttributes Attributes = new(1, default, default, null, null, null, null);

    [Fact]
    public void TheTimesOfMethodsAreThoseOfTheEngineApi() => Assert.Equal(
        [8, 8, 1], ((IEngineRequest[])[Payload(1), Head(2), Get(3)]).Select(static request => Settings.TimeoutOf(request).TotalSeconds));

    [Fact]
    public void ALayerThatNeverAnswersIsUnavailableAfterItsTimeAndAskedAgainAfterABackOff()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static _ => LayerMood.NeverAnswers;
        run.Tell(Payload(1), Payload(2));
        run.World.RunFor(TimeSpan.FromSeconds(7));
        Assert.Empty(run.Answers);
        run.World.RunFor(TimeSpan.FromSeconds(2));

        // The second has waited as long as it may take: nobody waits longer for a layer that is away.
        Assert.Equal(["1 Unavailable", "2 Unavailable"], run.Texts);
        Assert.Single(run.Layer.Asked);
        Assert.Equal([true], run.Offline);
        run.Layer.Mood = static _ => LayerMood.Answers;
        run.Tell(Payload(3));
        run.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal("3 Valid", run.Texts[2]);
        Assert.Equal([true, false], run.Offline);
    }

    [Fact]
    public void TheHeadThatDidNotReachTheLayerIsToldAgainWhenItIsBack()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static _ => LayerMood.Faults;
        run.Tell(Head(1), Head(2));
        run.World.RunFor(TimeSpan.FromSeconds(60));
        Assert.Equal(["1 Unavailable", "2 Unavailable"], run.Texts);
        var attempts = run.Layer.Asked.Skip(2).Select(static asked => asked.At).ToList();
        Assert.InRange(attempts.Count, 4, 10);
        Assert.All(attempts.Zip(attempts.Skip(1)), pair => Assert.True(pair.Second - pair.First <= Settings.MaxBackOff));

        run.Layer.Mood = static _ => LayerMood.Answers;
        run.World.RunFor(Settings.MaxBackOff);
        Assert.Equal(2UL, ((ForkchoiceUpdated)run.Layer.Asked[^1].Request).RequestId);
        Assert.Equal([true, false], run.Offline);
        var asked = run.Layer.Asked.Count;
        run.World.RunFor(TimeSpan.FromSeconds(60));
        Assert.Equal((asked, 2), (run.Layer.Asked.Count, run.Answers.Count));
    }

    [Fact]
    public void ABuildDoesNotWaitForPayloads()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static request => request is NewPayload ? LayerMood.NeverAnswers : LayerMood.Answers;
        run.Tell(Payload(1), Head(2) with { Attributes = Attributes }, Get(3));
        Assert.Equal(["2 Valid", "3 Valid"], run.Texts);
    }

    [Fact]
    public void ARequestNobodyKnowsBlocksNothing()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Tell(new Unheard(), Payload(1));
        Assert.Equal(["unknown Unheard", "1 Valid"], run.Texts);
    }

    [Fact]
    public void AnInvalidHeadIsToldToAll()
    {
        using var run = new BridgeRun(Settings, 1);
        run.Layer.Mood = static _ => LayerMood.SaysInvalid;
        run.Tell(Head(1), Head(2) with { Attributes = Attributes });
        Assert.Equal(["1 Invalid", "2 Invalid"], run.Texts);
        Assert.Equal(
            [(Hash(1), (Hash32?)Hash(101)), (Hash(2), Hash(102))],
            run.Invalid.Select(static invalid => (invalid.HeadBlockHash, invalid.LatestValidHash)));
    }

    [Fact]
    public void WhatFindsNoRoomIsAnsweredAndCounted()
    {
        using var run = new BridgeRun(Settings with { Payloads = 2, Building = 1 }, 1);
        run.Layer.Mood = static _ => LayerMood.NeverAnswers;
        run.Tell(Payload(1), Payload(2), Payload(3), Payload(4), Get(5), Get(6), Get(7));
        Assert.Equal(["4 Unavailable", "7 Unavailable"], run.Texts);
    }

    [Fact]
    public void EveryRequestIsAnsweredOnceWhateverTheLayerDoes() =>
        Gen.Select(Gen.ULong[1, 1000], Gen.Select(Gen.Int[0, 5], Gen.Enum<LayerMood>(), Gen.Int[0, 9000]).Array[1, 30]).Sample(
            static (seed, steps) =>
            {
                using var run = new BridgeRun(Settings with { Payloads = 4, Building = 2 }, seed);
                var moods = new Dictionary<ulong, LayerMood>();
                var asked = new List<ulong>();
                run.Layer.Mood = request => moods[IdOf(request)];
                foreach (var (index, (kind, mood, wait)) in steps.Index())
                {
                    var id = (ulong)index + 1;
                    moods.Add(id, mood);
                    switch (kind)
                    {
                        case 0:
                            run.World.RunFor(TimeSpan.FromMilliseconds(wait));
                            break;
                        case 1 when wait < 2000:
                            run.Tell(new Crash());
                            break;
                        default:
                            asked.Add(id);
                            run.Tell(kind switch
                            {
                                2 => Head(id),
                                3 => Head(id) with { Attributes = Attributes },
                                4 => Get(id),
                                _ => Payload(id),
                            });
                            break;
                    }
                }

                run.World.RunFor(TimeSpan.FromMinutes(10));
                Assert.Equal(asked, run.Answers.Select(static answer => IdOf(answer.Answer)).Order());

                // Payloads and heads are asked in the order they came, but for heads that are told again.
                var order =
                    run.Layer.Asked.Select(static asked => asked.Request).Where(static request => request is NewPayload).Select(IdOf);
                Assert.Equal(order.Order(), order);
            },
            iter: 100,
            threads: 1);

    private static NewPayload Payload(ulong id) => new(new Root(Hash(id).AsSpan()), ForkName.Gloas, null!);

    private static ForkchoiceUpdated Head(ulong id) => new(id, ForkName.Gloas, Hash(id), Hash(id + 100), default, null);

    private static GetPayload Get(ulong id) => new(id, ForkName.Gloas, default);

    private static Hash32 Hash(ulong id)
    {
        var bytes = new byte[32];
        BitConverter.TryWriteBytes(bytes, id);
        return new Hash32(bytes);
    }

    private static ulong IdOf(object message) => message switch
    {
        NewPayload payload => BitConverter.ToUInt64(payload.BlockRoot.AsSpan()),
        ForkchoiceUpdated updated => updated.RequestId,
        GetPayload get => get.RequestId,
        NewPayloadResult payload => BitConverter.ToUInt64(payload.BlockRoot.AsSpan()),
        ForkchoiceUpdatedResult updated => updated.RequestId,
        PayloadBuilt built => built.RequestId,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, "not asked for"),
    };

    private sealed record Unheard : IEngineRequest;

    private sealed record Crash;

    /// <summary>A bridge in a world, restarted where it fails, and a probe that asks it.</summary>
    private sealed class BridgeRun : IDisposable
    {
        private readonly IActorRef _parent;

        public BridgeRun(EngineSettings settings, ulong seed)
        {
            World = SimulatedWorld.Create(seed);
            Layer = new ScriptedLayer(World, TimeSpan.FromMilliseconds(700));
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
            _parent = World.Invoke(
                () => system.ActorOf(Akka.Actor.Props.Create(() => new Parent(EngineBridge.Props(Layer, settings), Answers)), "parent"));
            World.RunQuiet();
        }

        public SimulatedWorld World { get; }

        public ScriptedLayer Layer { get; }

        public List<(TimeSpan At, object Answer)> Answers { get; } = [];

        public List<bool> Offline { get; } = [];

        public List<ExecutionHeadInvalid> Invalid { get; } = [];

        public IReadOnlyList<string> Texts => [.. Answers.Select(static answer => answer.Answer switch
        {
            NewPayloadResult payload => $"{IdOf(payload)} {payload.Verdict}",
            ForkchoiceUpdatedResult updated => $"{updated.RequestId} {updated.Verdict}",
            PayloadBuilt built => $"{built.RequestId} {(built.Error == "Valid" ? "Valid" : "Unavailable")}",
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
    }

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
