using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>What the network actor owes: one verdict for every message, whatever becomes of its lane, and scores for peers.</summary>
public class NetworkActorTests : PatientKit
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal);
    private readonly TestProbe _wire;
    private readonly TestProbe _lane;
    private readonly IActorRef _network;
    private readonly GossipTopics _topics = new(Spec, default);
    private ulong _wireId = 1000;

    public NetworkActorTests()
    {
        (_wire, _lane) = (CreateTestProbe(), CreateTestProbe());
        var genesis = (ulong)Sys.Scheduler.Now.ToUnixTimeSeconds() - 60;
        var settings = new NetworkSettings(
            "node",
            Spec,
            default,
            new SlotSchedule(Spec, genesis),
            1024,
            6,
            TopicTable.Rows.ToDictionary(static row => row.Kind, static _ => 8));
        _network = Sys.ActorOf(NetworkActor.Props(settings, new ProbeConnection(_wire)));
        // Peers that hear of it ask at once: it joins when there is somebody to answer.
        _wire.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        _network.Tell(new RequestsOpened());
        _wire.ExpectMsg<JoinGossip>();
        Open(_lane);
    }

    [Fact]
    public void AVerdictIsGivenOnceUnderTheWiresNumber()
    {
        var id = Receive("peer", 1);
        var message = _lane.ExpectMsg<LaneMessage>();
        Assert.Equal(new Source.Peer("peer", message.Id), message.Source);
        _network.Tell(new GossipVerdicts(
            [new GossipVerdict(message.Id, GossipDecision.Accept), new GossipVerdict(message.Id, GossipDecision.Reject)]));
        Assert.Equal([new GossipVerdict(id, GossipDecision.Accept)], _wire.ExpectMsg<GossipVerdicts>().Verdicts);
        _network.Tell(new GossipVerdicts([new GossipVerdict(message.Id, GossipDecision.Reject)]));
        _wire.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    /// <summary>A stranger may take a new name for each offence: the operator reads how many lines there were.</summary>
    [Fact]
    public void LinesAboutReportedPeersAreBoundedInASlot()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Akka.Event.Info));
        for (var peer = 0; peer < 100; peer++)
        {
            _network.Tell(new ReportPeer($"peer{peer}", PeerOffence.Invalid, "why not"));
        }

        _network.Tell(new SlotStarted(11, 1, DateTimeOffset.UnixEpoch));
        var lines = new List<string>();
        do
        {
            lines.Add($"{ExpectMsg<Akka.Event.Info>().Message}");
        }
        while (!lines[^1].Contains("more peers", StringComparison.Ordinal));

        Assert.Equal(20, lines.Count(static line => line.Contains("is reported", StringComparison.Ordinal)));
        Assert.StartsWith("80 more peers", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasSeenIsIgnored()
    {
        Receive("peer", 1);
        _lane.ExpectMsg<LaneMessage>();
        var id = Receive("other", 1);
        Assert.Equal([new GossipVerdict(id, GossipDecision.Ignore, "seen")], _wire.ExpectMsg<GossipVerdicts>().Verdicts);
    }

    [Fact]
    public void ALaneThatIsRestartedOrStopsLosesNoVerdict()
    {
        var first = Receive("peer", 1);
        var late = _lane.ExpectMsg<LaneMessage>().Id;
        var again = CreateTestProbe();
        Open(again);
        Assert.Equal(
            [new GossipVerdict(first, GossipDecision.Ignore, "its lane was restarted", false)], _wire.ExpectMsg<GossipVerdicts>().Verdicts);
        _network.Tell(new GossipVerdicts([new GossipVerdict(late, GossipDecision.Accept)]));
        _wire.ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        var second = Receive("peer", 2);
        again.ExpectMsg<LaneMessage>();
        Sys.Stop(again);
        Assert.Equal(
            [new GossipVerdict(second, GossipDecision.Ignore, "its lane stopped", false)], _wire.ExpectMsg<GossipVerdicts>().Verdicts);
        var third = Receive("peer", 3);
        Assert.Equal([new GossipVerdict(third, GossipDecision.Ignore, "its lane is not open")], _wire.ExpectMsg<GossipVerdicts>().Verdicts);
    }

    [Fact]
    public void WhatNobodyJudgedIsTakenAgain()
    {
        foreach (var isJudged in new[] { false, false, true })
        {
            var id = Receive("peer", 1);
            var message = _lane.ExpectMsg<LaneMessage>();
            var verdict = new GossipVerdict(message.Id, GossipDecision.Ignore, "why", isJudged);
            _network.Tell(new GossipVerdicts([verdict]));
            Assert.Equal([verdict with { Id = id }], _wire.ExpectMsg<GossipVerdicts>().Verdicts);
        }

        Receive("other", 1);
        Assert.Equal("seen", Assert.Single(_wire.ExpectMsg<GossipVerdicts>().Verdicts).Reason);

        // A lane that stops has judged nothing of what it owed.
        Receive("peer", 2);
        _lane.ExpectMsg<LaneMessage>();
        var again = CreateTestProbe();
        Open(again);
        _wire.ExpectMsg<GossipVerdicts>();
        Receive("other", 2);
        again.ExpectMsg<LaneMessage>();
    }

    [Fact]
    public void APeerThatFloodsLeavesRoomForOthers()
    {
        for (byte i = 0; i < 20; i++)
        {
            Receive("flood", i);
        }

        // Of a window of 8 it has half: as many as are left.
        Assert.Equal(
            4,
            _lane.ReceiveWhile<LaneMessage>(
                static message => (LaneMessage)message, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(200)).Count);
        _wire.ReceiveN(16);
        Receive("honest", 100);
        _lane.ExpectMsg<LaneMessage>();
        _network.Tell(new GetGossipPeers());
        var flood = ExpectMsg<IReadOnlyList<GossipPeer>>().Single(static peer => peer.Node == "flood");
        Assert.Equal((16UL, 4), (flood.Dropped, flood.Undecided));
    }

    [Fact]
    public void WhoPublishesHearsTheVerdict()
    {
        foreach (var (
            epoch, decision) in new[] { (1UL, GossipDecision.Accept), (2UL, GossipDecision.Ignore), (3UL, GossipDecision.Reject) })
        {
            var exit = Exit(epoch);
            _network.Tell(new Publish(exit));
            var message = _lane.ExpectMsg<LaneMessage>();
            Assert.Equal((Source.Own.Instance, (object)exit), (message.Source, message.Value));
            _network.Tell(new GossipVerdicts([new GossipVerdict(message.Id, decision, "why")]));
            Assert.Equal(new Published(exit, decision, "why"), ExpectMsg<Published>());
            if (decision == GossipDecision.Accept)
            {
                Assert.Equal(exit.ToSsz(Spec.Ssz(ForkName.Phase0)), _wire.ExpectMsg<PublishGossip>().Ssz.ToArray());
            }
        }

        _wire.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void WhatTheExecutionLayerHasIsNotVerifiedBesideAPeersCopy()
    {
        Receive("peer", 1);
        _lane.ExpectMsg<LaneMessage>();
        var exit = Exit(1);
        _network.Tell(new Publish(exit) { Source = Source.ExecutionLayer.Instance });
        Assert.Equal(new Published(exit, GossipDecision.Ignore, "seen"), ExpectMsg<Published>());
        _lane.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        _network.Tell(new Publish(Exit(2)) { Source = Source.ExecutionLayer.Instance });
        _lane.ExpectMsg<LaneMessage>();
    }

    [Fact]
    public void AnOwnMessageThatNobodyJudgedDoesNotMakeAPeersCopyUnseen()
    {
        Receive("peer", 1);
        _lane.ExpectMsg<LaneMessage>();
        _network.Tell(new Publish(Exit(1)));
        var own = _lane.ExpectMsg<LaneMessage>();
        _network.Tell(new GossipVerdicts([new GossipVerdict(own.Id, GossipDecision.Ignore, "why", false)]));
        ExpectMsg<Published>();
        Receive("other", 1);
        Assert.Equal("seen", Assert.Single(_wire.ExpectMsg<GossipVerdicts>().Verdicts).Reason);
    }

    /// <summary>What was refused here was on no network: given again it is as new as before, and a peer's copy of it is judged.</summary>
    [Theory]
    [InlineData(GossipDecision.Reject, true)]
    [InlineData(GossipDecision.Ignore, true)]
    [InlineData(GossipDecision.Ignore, false)]
    public void AnOwnMessageThatWasNotSentWasNotSeen(GossipDecision decision, bool isJudged)
    {
        var copies = new LaneMessage[2];
        for (var copy = 0; copy < copies.Length; copy++)
        {
            _network.Tell(new Publish(Exit(1)));
            copies[copy] = _lane.ExpectMsg<LaneMessage>();
        }

        foreach (var copy in copies)
        {
            _network.Tell(new GossipVerdicts([new GossipVerdict(copy.Id, decision, "why", isJudged)]));
            Assert.Equal(new Published(copy.Value!, decision, "why") { IsJudged = isJudged }, ExpectMsg<Published>());
        }

        _network.Tell(new Publish(Exit(1)));
        var again = _lane.ExpectMsg<LaneMessage>();
        _network.Tell(new GossipVerdicts([new GossipVerdict(again.Id, decision, "why", isJudged)]));
        Assert.False(ExpectMsg<Published>().WasSeen);
        Receive("peer", 1);
        Assert.Equal("peer", Assert.IsType<Source.Peer>(_lane.ExpectMsg<LaneMessage>().Source).Id);
    }

    [Fact]
    public void WhatWasSentOrCameFromAPeerWasSeen()
    {
        _network.Tell(new Publish(Exit(1)));
        _network.Tell(new GossipVerdicts([new GossipVerdict(_lane.ExpectMsg<LaneMessage>().Id, GossipDecision.Accept)]));
        Assert.False(ExpectMsg<Published>().WasSeen);
        Receive("peer", 2);
        _lane.ExpectMsg<LaneMessage>();
        foreach (var epoch in (ulong[])[1, 2, 1, 2])
        {
            _network.Tell(new Publish(Exit(epoch)));
            var verdict = new GossipVerdict(_lane.ExpectMsg<LaneMessage>().Id, GossipDecision.Ignore, "why");
            _network.Tell(new GossipVerdicts([verdict with { IsCovered = epoch == 1, IsRepeat = epoch == 2 }]));
            var published = ExpectMsg<Published>();
            Assert.Equal((true, epoch == 1, epoch == 2), (published.WasSeen, published.IsCovered, published.IsRepeat));
        }
    }

    [Fact]
    public void WhatNoTopicTakesIsRefusedAtOnce()
    {
        _network.Tell(new Publish("no container"));
        Assert.Equal(GossipDecision.Reject, ExpectMsg<Published>().Decision);
        _network.Tell(new Publish(new ProposerSlashing()));
        Assert.False(ExpectMsg<Published>().IsJudged, "the lane of slashings is not open");
        // A subnet that a global topic does not have.
        _network.Tell(new Publish(Exit(1), 3));
        Assert.Equal(GossipDecision.Reject, ExpectMsg<Published>().Decision);
    }

    [Fact]
    public void ARefusedBlockOrPayloadCostsThePeerItCameFrom()
    {
        foreach (var peer in (string[])["block", "payload", "good"])
        {
            _network.Tell(new PeerConnected(peer));
        }

        AwaitAssert(() => Assert.Equal(3, Peers().Count));
        var refusal = Refusal.Because("wrong", "process_block");
        Sys.EventStream.Publish(new BlockRefused(default, 1, new Source.Peer("block", 7), refusal));
        Sys.EventStream.Publish(new BlockRefused(default, 1, Source.Own.Instance, refusal));
        Sys.EventStream.Publish(new PayloadRefused(default, new Source.Peer("payload", 8), refusal));
        AwaitAssert(() => Assert.Equal<IEnumerable<string>>(
            ["block", "payload"], Peers().Where(static peer => peer.Score < 0).Select(static peer => peer.Peer)));
    }

    [Fact]
    public void AWireThatBeginsAnewHasNobodyConnected()
    {
        _network.Tell(new PeerConnected("one"));
        _network.Tell(new PeerConnected("two"));
        AwaitAssert(() => Assert.Equal(2, Peers().Count));
        _network.Tell(WireBegun.Instance, _wire);
        _wire.ExpectMsg<JoinGossip>();
        AwaitAssert(() => Assert.Empty(Peers()));
        var asker = CreateTestProbe();
        _network.Tell(new AskPeer(7, "one", new BeaconBlocksByRange(1, 1)), asker);
        Assert.Equal(PeerResult.Disconnected, asker.ExpectMsg<PeerAnswered>().Result);
        _network.Tell(new PeerConnected("two"));
        AwaitAssert(() => Assert.Equal(["two"], Peers().Select(static peer => peer.Peer)));
    }

    private IReadOnlyList<PeerInfo> Peers()
    {
        _network.Tell(GetPeers.Instance);
        return ExpectMsg<Peers>().All;
    }

    private void Open(TestProbe lane) => _network.Tell(new LaneOpened(TopicKind.VoluntaryExit), lane);

    private ulong Receive(string peer, ulong epoch)
    {
        var topic = _topics.At(0, TopicKind.VoluntaryExit, null);
        _network.Tell(
            new GossipReceived(++_wireId, peer, topic, Exit(epoch).ToSsz(Spec.Ssz(ForkName.Phase0)), DateTimeOffset.UnixEpoch), _wire);
        return _wireId;
    }

    private static SignedVoluntaryExit Exit(ulong epoch) => new() { Message = new VoluntaryExit { Epoch = epoch } };

    private sealed class ProbeConnection(IActorRef wire) : IGossipConnection
    {
        public IActorRef Open(IActorRefFactory factory, string node) => wire;
    }
}
