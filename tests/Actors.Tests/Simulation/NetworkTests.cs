using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Xunit;

namespace Consensoor.Actors.Tests.Simulation;

public sealed class NetworkTests
{
    private static readonly LinkProfile Plain =
        new() { Latency = TimeSpan.FromMilliseconds(100), Jitter = TimeSpan.Zero, BytesPerSecond = null };

    [Fact]
    public void LatencyAndBandwidthGiveTheArrival()
    {
        (SimulatedWorld world, SimulatedNetwork network) = Pair(Plain with { BytesPerSecond = 1000 });
        using (world)
        {
            for (int i = 0; i < 3; i++)
                network.Send("alpha", "beta", i, 500);
            world.RunFor(TimeSpan.FromSeconds(5));
            Assert.Equal(["600 0", "1100 1", "1600 2"], Received(world));
        }
    }

    [Fact]
    public void WhatWaitsTooLongForBandwidthIsDropped()
    {
        (SimulatedWorld world, SimulatedNetwork network) =
            Pair(Plain with { BytesPerSecond = 1000, MaxQueueing = TimeSpan.FromSeconds(1) });
        using (world)
        {
            for (int i = 0; i < 10; i++)
                network.Send("alpha", "beta", i, 500);
            world.RunFor(TimeSpan.FromSeconds(20));
            Assert.Equal(3, network.Counters("alpha", "beta").Delivered);
            Assert.Equal(7, network.Counters("alpha", "beta").Overflowed);
        }
    }

    [Fact]
    public void OrderIsKeptUnlessReorderingIsAskedFor()
    {
        LinkProfile jittery = Plain with { Jitter = TimeSpan.FromSeconds(1) };
        Assert.True(InOrder(jittery));
        Assert.False(InOrder(jittery with { InOrder = false }));
        Assert.False(InOrder(Plain with { Reorder = 0.5 }));

        static bool InOrder(LinkProfile profile)
        {
            (SimulatedWorld world, SimulatedNetwork network) = Pair(profile);
            using (world)
            {
                for (int i = 0; i < 100; i++)
                    network.Send("alpha", "beta", i, 1);
                world.RunFor(TimeSpan.FromSeconds(5));
                int[] numbers =
                    [.. Received(world).Select(line => int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture))];
                Assert.Equal(100, numbers.Length);
                return numbers.SequenceEqual(numbers.Order());
            }
        }
    }

    [Fact]
    public void LossAndDuplicationComeAtTheirRates()
    {
        (SimulatedWorld world, SimulatedNetwork network) = Pair(Plain with { Loss = 0.2, Duplicate = 0.1 });
        using (world)
        {
            for (int i = 0; i < 10_000; i++)
                network.Send("alpha", "beta", i, 1);
            world.RunFor(TimeSpan.FromSeconds(1));
            LinkCounters counters = network.Counters("alpha", "beta");
            Assert.InRange(counters.Lost, 1850, 2150);
            Assert.InRange(counters.Duplicated, 700, 900);
            Assert.Equal(10_000 - counters.Lost + counters.Duplicated, counters.Delivered);
            Assert.Equal(counters, network.Totals);
        }
    }

    [Fact]
    public void APartitionCutsWhatIsUnderWayAndHeals()
    {
        (SimulatedWorld world, SimulatedNetwork network) = Pair(Plain);
        using (world)
        {
            network.Send("alpha", "beta", 0, 1);
            world.At(TimeSpan.FromMilliseconds(50), () => network.Partition(["alpha"], ["beta"]));
            world.At(TimeSpan.FromSeconds(1), () => network.Send("alpha", "beta", 1, 1));
            world.At(TimeSpan.FromSeconds(2), network.Heal);
            world.At(TimeSpan.FromSeconds(3), () => network.Send("alpha", "beta", 2, 1));
            world.RunFor(TimeSpan.FromSeconds(5));
            Assert.Equal(["3100 2"], Received(world));
            Assert.Equal(2, network.Counters("alpha", "beta").Cut);
        }
    }

    [Fact]
    public void WhatWasSentToANodeBeforeItsRestartIsLost()
    {
        (SimulatedWorld world, SimulatedNetwork network) = Pair(Plain);
        using (world)
        {
            network.Send("alpha", "beta", 0, 1);
            ActorSystem again = world.CreateSystem("beta", Config.Empty);
            network.Attach("beta", again.ActorOf(Props.Create(() => new Inbox(world, "beta")), "inbox"));
            network.Send("alpha", "beta", 1, 1);
            world.RunFor(TimeSpan.FromSeconds(5));
            Assert.Equal(["100 1"], Received(world));
        }
    }

    private static (SimulatedWorld World, SimulatedNetwork Network) Pair(LinkProfile profile)
    {
        SimulatedWorld world = SimulatedWorld.Create(11, logTail: 20_000);
        var network = new SimulatedNetwork(world, profile);
        foreach (string node in new[] { "alpha", "beta" })
        {
            ActorSystem system = world.CreateSystem(node, Config.Empty);
            network.Attach(node, system.ActorOf(Props.Create(() => new Inbox(world, node)), "inbox"));
        }
        world.RunQuiet();
        return (world, network);
    }

    private static IEnumerable<string> Received(SimulatedWorld world) =>
        world.Log.Tail.Where(line => line.Node == "beta").Select(line => $"{line.Elapsed.TotalMilliseconds} {line.Text}");

    private sealed class Inbox : ReceiveActor
    {
        public Inbox(SimulatedWorld world, string node) =>
            Receive<NetworkDelivery>(delivery => world.Record(node, $"{delivery.Message}"));
    }
}
