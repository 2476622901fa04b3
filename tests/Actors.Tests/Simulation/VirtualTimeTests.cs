using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Simulation;
using Xunit;

namespace Consensoor.Actors.Tests.Simulation;

public sealed class VirtualTimeTests
{
    [Fact]
    public void ARepeatingTimerFiresOncePerIntervalOverALongJump()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        List<DateTimeOffset> fired = [];
        system.Scheduler.Advanced.ScheduleRepeatedly(
            TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(12), () => fired.Add(system.Scheduler.Now));
        world.RunFor(TimeSpan.FromHours(24));
        Assert.Equal(7200, fired.Count);
        Assert.Equal(world.Start.AddSeconds(3), fired[0]);
        Assert.Equal(world.Start.AddSeconds(3 + 12 * 7199), fired[^1]);
        Assert.Equal(world.Start.AddHours(24), world.Now);
        Assert.Equal(world.Now, system.Scheduler.Now);
    }

    [Fact]
    public void EqualDueTimesFireInTheOrderTheyWereSet()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        List<int> fired = [];
        for (int i = 0; i < 100; i++)
        {
            int number = i;
            system.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromSeconds(5), () => fired.Add(number));
        }
        world.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(Enumerable.Range(0, 100), fired);
    }

    [Fact]
    public void CancelledTimersDoNotFire()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        int fired = 0;
        ICancelable repeating = system.Scheduler.Advanced.ScheduleRepeatedlyCancelable(
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => fired++);
        system.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromSeconds(10.5), () => repeating.Cancel());
        world.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(10, fired);
    }

    [Fact]
    public void ReceiveTimeoutAndTimersFollowTheVirtualClock()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        system.ActorOf(Props.Create(() => new Idler(world)), "idler");
        world.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(
            [
                "idle at 40", "idle at 70", "idle at 100", "idle at 130", "idle at 160", "idle at 190", "idle at 220", "idle at 250",
                "idle at 280"
            ],
            world.Log.Tail.Select(line => line.Text));
    }

    [Fact]
    public void AConditionIsAskedAtEveryInstantAndTheLimitIsKept()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        int count = 0;
        for (int i = 1; i <= 10; i++)
            world.At(TimeSpan.FromSeconds(i), () => count++);
        Assert.True(world.RunUntil(() => count == 4, TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromSeconds(4), world.Elapsed);
        Assert.False(world.RunUntil(() => count == 11, TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromSeconds(64), world.Elapsed);
    }

    [Fact]
    public void AnInstantThatDoesNotEndIsReported()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        world.RunsPerInstant = 10_000;
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        IActorRef echo = system.ActorOf(Props.Create(() => new Echo()), "echo");
        echo.Tell("for ever", echo);
        SimulationException error = Assert.Throws<SimulationException>(world.RunQuiet);
        Assert.Contains("node/user/echo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACrashedNodeSaysNothingMoreAndItsSuccessorStartsAnew()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        ActorSystem system = world.CreateSystem("node", Config.Empty);
        system.ActorOf(Props.Create(() => new Idler(world)), "idler");
        world.RunFor(TimeSpan.FromSeconds(45));
        world.After(TimeSpan.FromSeconds(1), () => world.Crash(system));
        world.After(TimeSpan.FromSeconds(100), () =>
            world.CreateSystem("node", Config.Empty).ActorOf(Props.Create(() => new Idler(world)), "idler"));
        world.RunFor(TimeSpan.FromSeconds(150));
        Assert.Equal(["idle at 40", "idle at 185"], world.Log.Tail.Select(line => line.Text));
    }

    [Fact]
    public void WorkTimeDelaysEveryMessageOfADispatcher()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        Config config = ConfigurationFactory.ParseString("consensoor.dispatchers.slow { type = Dispatcher }");
        ActorSystem system = world.CreateSystem("node", config);
        world.SetWorkTime("consensoor.dispatchers.slow", TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        IActorRef worker = system.ActorOf(Props.Create(() => new Worker(world)).WithDispatcher("consensoor.dispatchers.slow"), "worker");
        world.RunFor(TimeSpan.FromSeconds(1));
        for (int i = 0; i < 3; i++)
            worker.Tell(i);
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(["1020", "1040", "1060"], world.Log.Tail.Select(line => $"{line.Elapsed.TotalMilliseconds}"));
    }

    private sealed class Idler : ReceiveActor, IWithTimers
    {
        public Idler(SimulatedWorld world)
        {
            Receive<ReceiveTimeout>(_ => world.Record("node", $"idle at {world.Elapsed.TotalSeconds}"));
            Receive<string>(_ => { });
            SetReceiveTimeout(TimeSpan.FromSeconds(30));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartSingleTimer("once", "busy", TimeSpan.FromSeconds(10));
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    private sealed class Worker : ReceiveActor
    {
        public Worker(SimulatedWorld world) => Receive<int>(number => world.Record("node", $"did {number}"));
    }
}
