using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Xunit;

namespace Consensoor.Actors.Tests.Simulation;

/// <summary>Circuits carry bytes as TCP does: in order, whole, and only where there is a way.</summary>
public sealed class CircuitTests
{
    private static readonly LinkProfile Plain =
        new() { Latency = TimeSpan.FromMilliseconds(100), Jitter = TimeSpan.Zero, BytesPerSecond = null };

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.3, 0)]
    [InlineData(0.1, 0.3)]
    public void WhatIsLostOrHeldBackComesLateAndInOrder(double loss, double reorder)
    {
        using var pair = new Pair(Plain with { Loss = loss, Reorder = reorder, Jitter = TimeSpan.FromMilliseconds(50) });
        var sent = Enumerable.Range(0, 1000).Select(static i => (byte)i).ToArray();
        foreach (var piece in sent.Chunk(10))
        {
            Assert.Equal(10, pair.Dialer.Write(piece));
        }

        pair.World.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(sent, pair.Heard);
        Assert.Equal(loss > 0, pair.Network.Totals.Lost > 0);
    }

    [Fact]
    public void BandwidthAndLatencyGiveTheArrival()
    {
        using var pair = new Pair(Plain with { BytesPerSecond = 1000 });
        pair.Dialer.Write(new byte[960]);
        pair.World.RunFor(TimeSpan.FromMilliseconds(1099));
        Assert.Empty(pair.Heard);
        pair.World.RunFor(TimeSpan.FromMilliseconds(2));
        Assert.Equal(960, pair.Heard.Count);
    }

    [Fact]
    public void APartitionHoldsBytesAndItsEndLetsThemGo()
    {
        using var pair = new Pair(Plain);
        pair.Network.Partition(["alpha"], ["beta"]);
        pair.Dialer.Write([1, 2, 3]);
        pair.World.RunFor(TimeSpan.FromMinutes(2));
        Assert.Empty(pair.Heard);
        pair.Network.Heal();
        pair.World.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal([1, 2, 3], pair.Heard);
    }

    [Fact]
    public void WhoDoesNotTakeIsSentAWindowAndNoMore()
    {
        using var pair = new Pair(Plain) { Takes = false };
        Assert.Equal(CircuitEnd.Window, pair.Dialer.Write(new byte[CircuitEnd.Window + 5]));
        pair.World.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal((CircuitEnd.Window, 0), (pair.Heard.Count, pair.Dialer.Room));
        Assert.DoesNotContain("room", pair.Told);

        pair.Listener!.Taken(CircuitEnd.Window);
        pair.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Contains("room", pair.Told);
        Assert.Equal(5, pair.Dialer.Write(new byte[5]));
    }

    [Fact]
    public void TheEndComesBehindWhatWasSent()
    {
        using var pair = new Pair(Plain);
        pair.Dialer.Write([1, 2, 3]);
        pair.Dialer.Close();
        pair.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 2, 3], pair.Heard);
        Assert.Contains("closed", pair.Told);
        Assert.Equal(0, pair.Listener!.Write([1]));
    }

    [Fact]
    public void WhoIsNotThereRefuses()
    {
        using var pair = new Pair(Plain);
        pair.Network.Detach("beta");
        pair.Dialer.Write([1]);
        pair.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Contains("closed", pair.Told);
        Assert.Empty(pair.Heard);

        pair.Told.Clear();
        pair.Network.Dial("alpha", "beta", pair.Alpha);
        pair.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(["closed"], pair.Told);
    }

    private sealed class Pair : IDisposable
    {
        public Pair(LinkProfile profile)
        {
            World = SimulatedWorld.Create(7);
            Network = new SimulatedNetwork(World, profile);
            Alpha = Node("alpha");
            Node("beta");
            Dialer = Network.Dial("alpha", "beta", Alpha);
            World.RunFor(TimeSpan.FromSeconds(20));
            Assert.Contains("opened", Told);
        }

        public SimulatedWorld World { get; }

        public SimulatedNetwork Network { get; }

        public IActorRef Alpha { get; }

        public CircuitEnd Dialer { get; }

        public CircuitEnd? Listener { get; private set; }

        public bool Takes { get; init; } = true;

        public List<byte> Heard { get; } = [];

        public List<string> Told { get; } = [];

        public void Dispose() => World.Dispose();

        private IActorRef Node(string name)
        {
            var system = World.CreateSystem(name, ConfigurationFactory.ParseString("akka.loglevel = WARNING"));
            var inbox = World.Invoke(() => system.ActorOf(Props.Create(() => new End(this))));
            Network.Attach(name, inbox);
            return inbox;
        }

        private sealed class End : ReceiveActor
        {
            public End(Pair pair)
            {
                Receive<CircuitMessages.Offered>(offered =>
                {
                    pair.Listener = offered.End;
                    offered.End.Accept(Self);
                });
                Receive<CircuitMessages.Opened>(_ => pair.Told.Add("opened"));
                Receive<CircuitMessages.HasRoom>(_ => pair.Told.Add("room"));
                Receive<CircuitMessages.Closed>(_ => pair.Told.Add("closed"));
                Receive<CircuitMessages.Received>(received =>
                {
                    pair.Heard.AddRange(received.Bytes.Span);
                    if (pair.Takes)
                    {
                        received.End.Taken(received.Bytes.Length);
                    }
                });
            }
        }
    }
}
