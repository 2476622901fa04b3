using System.Net;
using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Network.Wire;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Identify;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>Tests the wire's actor over a host that the test stands for.</summary>
public sealed class WireActorTests() : PatientKit(NodeConfig.Layered())
{
    private static readonly ChainSpec Spec = Networks.Find("mainnet")!;

    /// <summary>A peer that connected anew is worth what it was worth: it stays where one that serves nothing is there to go.</summary>
    [Fact]
    public async Task WhatAPeerServesIsKnownOfItsNextConnection()
    {
        var peers = new[] { NodeKey.Create().PeerId, NodeKey.Create().PeerId }.OrderBy(static id => id.ToString(), StringComparer.Ordinal);
        var (serving, idle) = (peers.First(), peers.Last());
        StandInHost host = null!;
        await using var endpoint = new WireEndpoint(
            Settings(), NodeKey.Create(), "test", (_, _, _, tell) => host = new StandInHost(tell), static memory => memory.Span.Clear());
        endpoint.Listen();
        var wire = Sys.ActorOf(WireActor.Props(Settings(), endpoint));
        Sys.EventStream.Subscribe(TestActor, typeof(PeerLeft));
        await wire.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(30));
        host.Tell(1, serving, new ConnectionEvent.Opened(serving, "yamux"));
        host.Tell(2, idle, new ConnectionEvent.Opened(idle, "yamux"));
        var subnets = BitList.Create([.. Enumerable.Range(0, 64).Select(static subnet => subnet == 5)]);
        wire.Tell(new PeerMetaDataReceived(
            serving.ToString(), new MetaData { Attnets = subnets, Syncnets = BitList.Create(new bool[4]) }, DateTimeOffset.UnixEpoch));
        host.Tell(3, serving, new ConnectionEvent.Opened(serving, "yamux"));
        host.Tell(1, serving, new ConnectionEvent.Closed(new ConnectionClose(CloseReason.Duplicate)));
        wire.Tell(new SlotStarted(32, 1, DateTimeOffset.UnixEpoch));
        var left = ExpectMsg<PeerLeft>(TimeSpan.FromSeconds(30));
        Assert.Equal((idle.ToString(), false), (left.Peer, left.IsBanned));
    }

    /// <summary>Else whoever goes as soon as it has offended comes back at once.</summary>
    [Fact]
    public async Task APeerThatGoesBeforeItIsToldWhyIsNotLetInEither()
    {
        var peer = NodeKey.Create().PeerId;
        StandInHost host = null!;
        await using var endpoint = new WireEndpoint(
            Settings(), NodeKey.Create(), "test", (_, _, _, tell) => host = new StandInHost(tell), static memory => memory.Span.Clear());
        endpoint.Listen();
        var wire = Sys.ActorOf(WireActor.Props(Settings() with { GoodbyeTimeout = TimeSpan.FromMinutes(1) }, endpoint));
        await wire.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(30));
        host.Tell(1, peer, new ConnectionEvent.Opened(peer, "yamux"));
        wire.Tell(new LeavePeer(peer.ToString(), GoodbyeReason.ScoreTooLow, "it offended"));
        host.Tell(1, peer, new ConnectionEvent.Closed(new ConnectionClose(CloseReason.PeerEnded)));
        await wire.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(30));
        Assert.Equal([peer], host.Banned);
    }

    /// <summary>A peer may call its program by 16 KiB of anything, which every answer about peers would carry.</summary>
    [Fact]
    public async Task OfTheNameOfAPeersProgramTheFirstLettersAreShown()
    {
        var peer = NodeKey.Create().PeerId;
        StandInHost host = null!;
        await using var endpoint = new WireEndpoint(
            Settings(), NodeKey.Create(), "test", (_, _, _, tell) => host = new StandInHost(tell), static memory => memory.Span.Clear());
        endpoint.Listen();
        host.Tell(1, peer, new ConnectionEvent.Opened(peer, "yamux"));
        host.Tell(1, peer, new ConnectionEvent.Identified(new IdentifyInfo { AgentVersion = $"a\nb{new string('x', 16_000)}" }));
        Assert.Equal($"a?b{new string('x', 61)}", Assert.Single(endpoint.Peers).Agent);
    }

    [Fact]
    public async Task TheWireTellsWhatItCountedInEverySlot()
    {
        var peer = NodeKey.Create().PeerId;
        StandInHost host = null!;
        await using var endpoint = new WireEndpoint(
            Settings(), NodeKey.Create(), "test", (_, _, _, tell) => host = new StandInHost(tell), static memory => memory.Span.Clear());
        endpoint.Listen();
        var wire = Sys.ActorOf(WireActor.Props(Settings(), endpoint));
        Sys.EventStream.Subscribe(TestActor, typeof(WireStatus));
        await wire.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(30));
        host.Tell(1, peer, new ConnectionEvent.Opened(peer, "yamux"));
        wire.Tell(new PublishGossip(new GossipTopic(ForkName.Phase0, default, TopicKind.VoluntaryExit), new byte[112]));
        wire.Tell(new SlotStarted(33, 1, DateTimeOffset.UnixEpoch));
        var status = ExpectMsg<WireStatus>(TimeSpan.FromSeconds(30));
        Assert.Equal(1, status.Inbound + status.Outbound);
        var exits = status.Topics.Single(static topic => topic.Topic == "voluntary_exit");
        Assert.Equal((1UL, 0UL), (exits.Published, exits.Received));
        Assert.Contains(status.Topics, static topic => topic is { Topic: "beacon_block", Topics: > 0 });
    }

    internal static WireSettings Settings() => new()
    {
        Spec = Spec,
        GenesisValidatorsRoot = default,
        Schedule = new SlotSchedule(Spec, 0),
        ActiveValidators = 64,
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        Seed = 1,
        IsDevnet = true,
        TargetPeers = 1,
        MaxPeers = 16,
        Ban = TimeSpan.FromMinutes(1),
        GoodbyeTimeout = TimeSpan.FromSeconds(1),
        LogLines = 1,
    };
}
