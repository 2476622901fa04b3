using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Xunit;

namespace Consensoor.Actors.Tests.Simulation;

public sealed class TaskTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public void WorkFromAnotherThreadIsRefused()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        IActorRef quiet = system.ActorOf(Props.Create(() => new Answerer(world)), "quiet");
        world.RunQuiet();
        var thread = new Thread(() => quiet.Tell("from elsewhere"));
        thread.Start();
        thread.Join();
        SimulationException error = Assert.Throws<SimulationException>(world.RunQuiet);
        Assert.Contains("node/user/quiet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AwaitAskAndPipeStayOnTheThreadOfTheWorld()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        IActorRef answerer = system.ActorOf(Props.Create(() => new Answerer(world)), "answerer");
        IActorRef asker = system.ActorOf(Props.Create(() => new Asker(answerer)), "asker");
        Assert.Equal($"awaited {Environment.CurrentManagedThreadId}", world.Ask<string>(asker, "await", Limit));
        Assert.Equal($"piped {Environment.CurrentManagedThreadId}", world.Ask<string>(asker, "pipe", Limit));
        Assert.Equal(TimeSpan.FromSeconds(6), world.Elapsed);
    }

    [Fact]
    public void StoppingASystemNeedsNoRealTime()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        system.ActorOf(Props.Create(() => new Answerer(world)), "answerer");
        world.Stop(system, Limit);
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal(TimeSpan.Zero, world.Elapsed);
        world.RunFor(TimeSpan.FromDays(1));
    }

    [Fact]
    public void AnObserverWritesWhatANodePublishes()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        world.Observe<string>(system, text => text.Length > 1 ? $"published {text}" : null);
        system.EventStream.Publish("long");
        system.EventStream.Publish("x");
        world.RunQuiet();
        Assert.Equal([new EventLine(TimeSpan.Zero, "node", "published long")], world.Log.Tail);
    }

    private sealed class Answerer : ReceiveActor, IWithTimers
    {
        public Answerer(SimulatedWorld world)
        {
            Receive<string>(_ => Timers.StartSingleTimer(Sender, Sender, TimeSpan.FromSeconds(3)));
            Receive<IActorRef>(asker => asker.Tell((int)world.Elapsed.TotalSeconds));
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }

    private sealed class Asker : ReceiveActor
    {
        private readonly ActorSystem system = Context.System;

        public Asker(IActorRef answerer)
        {
            ReceiveAsync<string>(text => text == "await", async _ =>
            {
                IActorRef asker = Sender;
                await answerer.Ask<int>("now", Timeout.InfiniteTimeSpan);
                asker.Tell($"awaited {Environment.CurrentManagedThreadId}");
            });
            Receive<string>(text => text == "pipe", _ =>
            {
                IActorRef asker = Sender;
                answerer.Ask<int>("now", Timeout.InfiniteTimeSpan).PipeBack(
                    system, asker, _ => $"piped {Environment.CurrentManagedThreadId}", cause => cause);
            });
        }
    }
}
