using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>Tests that a child that fails the same way again and again is given up with the reason, and no other.</summary>
public sealed class RepeatedFailureTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void OnlyTheSameFailureWithoutACalmTimeCounts()
    {
        var failures = new RepeatedFailures(3, TimeSpan.FromSeconds(60));
        Assert.False(failures.Note("chain", "a", Start));
        Assert.False(failures.Note("chain", "a", Start));
        Assert.False(failures.Note("chain", "b", Start));
        Assert.False(failures.Note("storage", "b", Start));
        Assert.False(failures.Note("chain", "b", Start.AddSeconds(59)));
        Assert.False(failures.Note("chain", "b", Start.AddSeconds(119)));
        Assert.False(failures.Note("chain", "b", Start.AddSeconds(120)));
        Assert.True(failures.Note("chain", "b", Start.AddSeconds(121)));
        Assert.False(failures.Note("chain", "b", Start.AddSeconds(122)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AChildThatCannotWorkIsGivenUpWithTheReason(bool failsInConstructor)
    {
        using var world = SimulatedWorld.Create(1);
        var system = world.CreateSystem("node", NodeConfig.Layered(NodeConfig.Situation("simulation")));
        var told = new List<NodeGivenUp>();
        world.Observe<NodeGivenUp>(system, givenUp =>
        {
            told.Add(givenUp);
            return null;
        });
        NodeChild[] table =
        [
            new("good", "nothing to lose", static _ => Akka.Actor.Props.Create(static () => new Good())),
            new("broken", "nothing to lose", _ => Akka.Actor.Props.Create(() => new Broken(failsInConstructor))),
        ];
        world.Invoke(() => system.ActorOf(NodeSupervisor.Props(null!, table), "node"));
        world.RunFor(TimeSpan.FromMinutes(10));
        var givenUp = Assert.Single(told);
        Assert.Equal(("broken", "FormatException: the anchor is torn", 20), (givenUp.Child, givenUp.Cause, givenUp.Failures));
    }

    private sealed class Good : ReceiveActor;

    private sealed class Broken : ReceiveActor
    {
        public Broken(bool failsInConstructor)
        {
            if (failsInConstructor)
            {
                throw new FormatException("the anchor is torn");
            }

            Self.Tell("go");
            Receive<string>(static _ => throw new FormatException("the anchor is torn"));
        }
    }
}
