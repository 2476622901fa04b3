using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Simulation;

namespace Consensoor.Actors.Tests.Simulation;

/// <summary>Ticks on a timer, talks to its peers at random, and writes what it hears into the world's log.</summary>
internal sealed class Talker : ReceiveActor, IWithTimers
{
    private readonly SimulatedWorld world;
    private readonly string name;
    private readonly SimulatedRandom random;
    private readonly List<IActorRef> peers = [];
    private int heard;

    public Talker(SimulatedWorld world, string name)
    {
        this.world = world;
        this.name = name;
        random = world.Random(name);
        Receive<IActorRef>(peers.Add);
        Receive<string>(_ =>
        {
            foreach (IActorRef peer in peers)
                peer.Tell(4);
        });
        Receive<int>(hops =>
        {
            world.Record(name, $"hop {hops} as {++heard}");
            if (hops > 0)
                peers[random.Next(peers.Count)].Tell(hops - 1);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", TimeSpan.FromSeconds(1 + name.Length % 3));
}

/// <summary>
/// A parent with many children; some are killed, all stop with it: the order in which they do is the order of a hash table.
/// </summary>
internal sealed class Family : ReceiveActor
{
    public Family(SimulatedWorld world, string name)
    {
        Receive<int>(count =>
        {
            for (int i = 0; i < count; i++)
            {
                IActorRef child = Context.ActorOf(Props.Create(() => new Child(world, name)), $"child-{i}");
                Context.Watch(child);
                child.Tell("work");
            }
        });
        Receive<Terminated>(gone => world.Record(name, $"gone {gone.ActorRef.Path.Name}"));
        Receive<string>(fault => throw new InvalidOperationException(fault));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        cause => cause is InvalidOperationException ? Directive.Restart : Directive.Stop);

    internal sealed class Child : ReceiveActor
    {
        private readonly SimulatedWorld world;
        private readonly string parent;

        public Child(SimulatedWorld world, string parent)
        {
            this.world = world;
            this.parent = parent;
            Receive<string>(_ => world.Record(parent, $"{Self.Path.Name} works"));
            Receive<Exception>(fault => throw fault);
        }

        protected override void PostStop() => world.Record(parent, $"{Self.Path.Name} stops");

        protected override void PostRestart(Exception reason) =>
            world.Record(parent, $"{Self.Path.Name} restarted by {reason.GetType().Name}");
    }
}
