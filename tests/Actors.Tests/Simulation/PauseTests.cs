using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Simulation;
using Xunit;

namespace Consensoor.Actors.Tests.Simulation;

/// <summary>
/// A node that is frozen takes no step; what came for it meanwhile is there when it goes on, and a timer that was due often fires once.
/// </summary>
public sealed class PauseTests
{
    [Fact]
    public void AFrozenNodeStandsStillAndCatchesUp()
    {
        using var world = SimulatedWorld.Create(1);
        var (frozen, other) = (new List<string>(), new List<string>());
        var system = world.CreateSystem("frozen", Config.Empty);
        var running = world.CreateSystem("running", Config.Empty);
        var actor = world.Invoke(() => system.ActorOf(Props.Create(() => new Ticker(frozen))));
        world.Invoke(() => running.ActorOf(Props.Create(() => new Ticker(other))));
        world.RunUntil(TimeSpan.FromSeconds(2.5));
        Assert.Equal(["tick", "tick"], frozen);

        world.Pause(system);
        world.Invoke(() =>
        {
            actor.Tell("told");
            return true;
        });
        world.RunUntil(TimeSpan.FromSeconds(6.5));
        Assert.Equal(2, frozen.Count);
        Assert.Equal(6, other.Count);

        world.Invoke(() =>
        {
            world.Resume(system);
            return true;
        });
        world.RunUntil(TimeSpan.FromSeconds(7));
        Assert.Equal(["tick", "tick", "told", "tick"], frozen);
        world.RunUntil(TimeSpan.FromSeconds(8));
        Assert.Equal(5, frozen.Count);
    }

    [Fact]
    public void OnlyTheNodeThatIsSlowIsSlow()
    {
        using var world = SimulatedWorld.Create(1);
        world.SetWorkTime("akka.actor.default-dispatcher", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), "slow");
        var (slow, fast) = (new List<string>(), new List<string>());
        foreach (var (name, heard) in new[] { ("slow", slow), ("fast", fast) })
        {
            var system = world.CreateSystem(name, Config.Empty);
            world.Invoke(() => system.ActorOf(Props.Create(() => new Ticker(heard)), "ticker"));
        }

        world.RunUntil(TimeSpan.FromSeconds(1.5));
        Assert.Single(fast);
        Assert.Empty(slow);
        world.RunUntil(TimeSpan.FromSeconds(5));
        Assert.NotEmpty(slow);
    }

    private sealed class Ticker : ReceiveActor, IWithTimers
    {
        public Ticker(List<string> heard) => Receive<string>(heard.Add);

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", TimeSpan.FromSeconds(1));
    }
}
