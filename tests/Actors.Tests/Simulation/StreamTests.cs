using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Streams;
using Akka.Streams.Dsl;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Xunit;

namespace Consensoor.Actors.Tests.Simulation;

public sealed class StreamTests
{
    // Its beginning is pinned for the same reason as in DeterminismTests: another process must see the same.
    private const string IngestOfThree = "c08c91675017c689";

    [Fact]
    public void ABackpressuredStreamIsRepeatable()
    {
        (string Digest, ulong Order) first = Ingest(3);
        Assert.StartsWith(IngestOfThree, first.Digest, StringComparison.Ordinal);
        for (int run = 0; run < 20; run++)
            Assert.Equal(first, Ingest(3));
        Assert.NotEqual(first.Order, Ingest(4).Order);
    }

    [Fact]
    public void StagesWithTimersFollowTheVirtualClock()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        system.ActorOf(Props.Create(() => new Ticker(world)), "ticker");
        world.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(60, world.Log.Count);
        Assert.Equal("60 ticks", world.Log.Tail.First().Text);
    }

    [Fact]
    public void ManyStagesTogetherAreRepeatable()
    {
        (string Digest, ulong Order) first = Mix(3);
        for (int run = 0; run < 20; run++)
            Assert.Equal(first, Mix(3));
        Assert.NotEqual(first.Digest, Mix(4).Digest);
    }

    private static (string Digest, ulong Order) Mix(ulong seed)
    {
        using SimulatedWorld world = SimulatedWorld.Create(seed);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        IActorRef mixer = system.ActorOf(Props.Create(() => new Mixer(world)), "mixer");
        for (int i = 0; i < 200; i++)
        {
            int number = i;
            world.At(TimeSpan.FromMilliseconds(number / 10 * 25), () => mixer.Tell((long)number));
        }
        world.RunFor(TimeSpan.FromMinutes(1));
        Assert.Contains(world.Log.Tail, line => line.Text.StartsWith("left", StringComparison.Ordinal));
        Assert.Contains(world.Log.Tail, line => line.Text.StartsWith("right", StringComparison.Ordinal));
        return (world.Log.Digest, world.OrderFingerprint);
    }

    /// <summary>Two sources merged, split again, and led through the stages that the README calls safe.</summary>
    private sealed class Mixer : ReceiveActor
    {
        public Mixer(SimulatedWorld world)
        {
            Sink<int, IActorRef> left = Flow.Create<int>().Async()
                .SelectMany(number => new[] { number, -number })
                .Grouped(3)
                .Batch(8, group => group.Sum(), (sum, group) => sum + group.Sum())
                .To(Sink.ForEach<int>(sum => world.Record("node", $"left {sum}")))
                .MapMaterializedValue(_ => (IActorRef)ActorRefs.Nobody);
            Sink<int, NotUsed> right = Flow.Create<int>().Async()
                .Conflate((sum, number) => sum + number)
                .Async()
                .TakeWithin(TimeSpan.FromMilliseconds(400))
                .To(Sink.ActorRef<int>(Self, "done", cause => new Status.Failure(cause)));
            IActorRef source = Source.ActorRef<int>(64, OverflowStrategy.DropNew)
                .Merge(
                    Source.Tick(TimeSpan.Zero, TimeSpan.FromMilliseconds(40), 1000).MapMaterializedValue(_ => (IActorRef)ActorRefs.Nobody))
                .AlsoTo(left)
                .To(right)
                .Run(Context.Materializer());
            Receive<long>(number => source.Tell((int)number));
            Receive<int>(sum => world.Record("node", $"right {sum}"));
        }
    }

    private static (string Digest, ulong Order) Ingest(ulong seed)
    {
        using SimulatedWorld world = SimulatedWorld.Create(seed);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        IActorRef sink = system.ActorOf(Props.Create(() => new SlowSink(world)), "sink");
        IActorRef ingestion = system.ActorOf(Props.Create(() => new Ingestion(world, sink)), "ingestion");
        for (int i = 0; i < 500; i++)
        {
            int number = i;
            world.At(TimeSpan.FromMilliseconds(i), () => ingestion.Tell(number));
        }
        world.RunFor(TimeSpan.FromMinutes(1));
        Assert.Contains(world.Log.Tail, line => line.Text.StartsWith("dropped", StringComparison.Ordinal));
        Assert.Contains(world.Log.Tail, line => line.Text.StartsWith("got", StringComparison.Ordinal));
        return (world.Log.Digest, world.OrderFingerprint);
    }

    private sealed class Ticker : ReceiveActor
    {
        public Ticker(SimulatedWorld world)
        {
            Receive<int>(count => world.Record("node", $"{count} ticks"));
            Source.Tick(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), 1)
                .GroupedWithin(1000, TimeSpan.FromMinutes(1))
                .Select(ticks => ticks.Count())
                .RunWith(Sink.ActorRef<int>(Self, "done", cause => new Status.Failure(cause)), Context.Materializer());
        }
    }

    /// <summary>Takes messages at any rate, keeps sixteen, gives them to a stream one by one.</summary>
    private sealed class Ingestion : ReceiveActor
    {
        private readonly Queue<int> waiting = new();
        private readonly ActorSystem system = Context.System;
        private readonly ISourceQueueWithComplete<int> queue;
        private bool offering;

        public Ingestion(SimulatedWorld world, IActorRef sink)
        {
            queue = Source.Queue<int>(4, OverflowStrategy.Backpressure)
                .Select(number => number * 2)
                .Buffer(4, OverflowStrategy.Backpressure)
                .Async()
                .Where(number => number % 3 != 0)
                .ToMaterialized(Sink.ActorRefWithAck<int>(sink, "init", "ack", "done"), Keep.Left)
                .Run(Context.Materializer());
            Receive<int>(number =>
            {
                if (waiting.Count == 16)
                    world.Record("node", $"dropped {number}");
                else
                    waiting.Enqueue(number);
                OfferNext();
            });
            Receive<IQueueOfferResult>(_ =>
            {
                offering = false;
                OfferNext();
            });
        }

        private void OfferNext()
        {
            if (offering || !waiting.TryDequeue(out int next))
                return;
            offering = true;
            queue.OfferAsync(next).PipeBack(system, Self, result => result, cause => new Status.Failure(cause));
        }
    }

    private sealed class SlowSink : ReceiveActor, IWithTimers
    {
        public SlowSink(SimulatedWorld world)
        {
            Receive<int>(number =>
            {
                world.Record("node", $"got {number}");
                Timers.StartSingleTimer("work", Sender, TimeSpan.FromMilliseconds(5));
            });
            Receive<IActorRef>(stream => stream.Tell("ack"));
            Receive<string>(text => text == "init", _ => Sender.Tell("ack"));
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }
}
