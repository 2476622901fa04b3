using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests what requests do as time passes: across a fork, and where answers do not come.</summary>
public sealed class RequestTimesTests : PatientKit
{
    private const Epoch Fulu = 2;
    private static readonly ChainSpec Spec = SpecOf();
    private static readonly TimeSpan ChunkTimeout = TimeSpan.FromSeconds(10);
    private readonly TestProbe _network;
    private readonly TestProbe _storage;
    private readonly TestProbe _history;
    private readonly IActorRef _requests;
    private readonly DateTimeOffset _genesis;

    public RequestTimesTests()
        : base(NodeConfig.Layered(
            ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")))
    {
        (_network, _storage, _history) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        _genesis = DateTimeOffset.FromUnixTimeSeconds(Scheduler.Now.ToUnixTimeSeconds());
        var schedule = new SlotSchedule(Spec, (ulong)_genesis.ToUnixTimeSeconds());
        var settings = new RequestSettings(Spec, default, schedule, 2, 16, ChunkTimeout, TimeSpan.FromSeconds(60), 64, 8)
        {
            PingInterval = TimeSpan.FromDays(1),
        };
        var other = CreateTestProbe();
        _requests = Sys.ActorOf(RequestsActor.Props(
            settings, new RequestRefs(_network, _storage, other, other, other, _history)));
        _requests.Tell(new PeerConnected("a"));
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    /// <summary>A peer whose clock is late refuses the new form in the fork's first slot; it is asked again an epoch later.</summary>
    [Fact]
    public void APeerIsAskedForWhatItMaySayOfItselfSinceAFork()
    {
        Answer(Asked("metadata/2"), Told(ForkName.Altair, 0));
        At(Fulu - 1);
        Assert.DoesNotContain(Sent(), static request => request.Protocol.Contains("metadata", StringComparison.Ordinal));
        At(Fulu);
        _requests.Tell(new ResponseEnded(Asked("metadata/3").Id, IsLost: true, IsRefused: true));
        Answer(Asked("metadata/2"), Told(ForkName.Altair, 0));
        Sent();
        Sys.EventStream.Subscribe(TestActor, typeof(PeerMetaDataReceived));
        At(Fulu + 1);
        Answer(Asked("metadata/3"), Told(ForkName.Fulu, 8));
        Assert.Equal(8UL, ExpectMsg<PeerMetaDataReceived>(TimeSpan.FromSeconds(30)).MetaData.CustodyGroupCount);
        At(Fulu + 2);
        Assert.DoesNotContain(Sent(), static request => request.Protocol.Contains("metadata", StringComparison.Ordinal));
    }

    /// <summary>What is remembered of a peer must not keep it from being asked in the version it does speak.</summary>
    [Fact]
    public void APeerThatRefusedEveryVersionIsAskedInTheNewestAgain()
    {
        At(Fulu);
        foreach (var version in (string[])["status/2", "status/1"])
        {
            _requests.Tell(new ResponseEnded(Asked(version).Id, IsLost: true, IsRefused: true));
        }

        // No fork's slot: the interval alone.
        _requests.Tell(new SlotStarted(Slot(Fulu + 2), Fulu + 2, Scheduler.Now));
        Asked("status/2");
    }

    /// <summary>Where nobody is heard any more it is this node that is cut off.</summary>
    [Fact]
    public void AQuestionThatIsNotAnsweredCostsAPeerScoreOnlyWhileAnotherIsHeard()
    {
        Sent();
        Assert.Empty(Pass(ChunkTimeout + TimeSpan.FromSeconds(1)).OfType<ReportPeer>());
        At(1);
        Assert.Contains(Sent(), static request => request.Protocol.Contains("status", StringComparison.Ordinal));
        Pass(TimeSpan.FromSeconds(5));
        _requests.Tell(new PeerConnected("b"));
        var report = Assert.Single(Pass(TimeSpan.FromSeconds(6)).OfType<ReportPeer>());
        Assert.Equal(("a", PeerOffence.Unhelpful), (report.Peer, report.Offence));
    }

    /// <summary>A machine that slept, or was too busy to look, has not looked at answers either.</summary>
    [Fact]
    public void AQuestionIsGivenTheTimeInWhichThisNodeStoodStill()
    {
        Sent();
        Pass(TimeSpan.FromSeconds(1));
        _requests.Tell(new PeerConnected("b"));
        Sent();
        Scheduler.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain(Everything(), static told => told is ReportPeer or ResetRequest);
        Assert.Contains(Pass(ChunkTimeout), static told => told is ReportPeer { Peer: "a" });
    }

    /// <summary>States of the past cost blocks that are replayed, so that peers have one a slot made, all together.</summary>
    [Fact]
    public void StatesOfThePastAreMadeForPeersOnceASlot()
    {
        _storage.ExpectMsg<LoadHistory>();
        Bootstrap(1, "a");
        var asked = _history.ExpectMsg<LoadStateByBlock>();
        Bootstrap(2, "b");
        Assert.Equal((2UL, ResponseCode.ResourceUnavailable), Chunk());
        _requests.Tell(new NoPastState(asked, PastStateProblem.Gone, "pruned"));
        Assert.Equal((1UL, ResponseCode.ResourceUnavailable), Chunk());

        // Another slot, and another token for the peer.
        Pass(TimeSpan.FromSeconds(12));
        Assert.False(_history.HasMessages);
        Bootstrap(3, "b");
        Assert.Equal(asked, _history.ExpectMsg<LoadStateByBlock>());

        void Bootstrap(ulong id, string peer)
        {
            var block = RecordedChain.Instance.Blocks[0];
            var root = new Root([.. Enumerable.Repeat((byte)3, 32)]);
            _requests.Tell(new RequestReceived(id, peer, "/eth2/beacon_chain/req/light_client_bootstrap/1/ssz_snappy", root.ToArray()));
            Assert.Equal(root, _storage.ExpectMsg<LoadBlock>().Root);
            _requests.Tell(new StoredBlock(root, block, null));
        }

        (ulong, byte) Chunk()
        {
            var chunk = Everything().OfType<SendChunk>().Single();
            return (chunk.Id, chunk.Code);
        }
    }

    private static ReadOnlyMemory<byte> Told(ForkName form, ulong groups) =>
        new MetaData
        {
            SeqNumber = 5,
            Attnets = BitList.Create(new bool[64]),
            Syncnets = BitList.Create(new bool[4]),
            CustodyGroupCount = groups,
        }.ToSsz(Spec.Ssz(form));

    private static Slot Slot(Epoch epoch) => epoch * Spec.Preset.SlotsPerEpoch;

    private static ChainSpec SpecOf()
    {
        var zero = new[] { "ALTAIR", "BELLATRIX", "CAPELLA", "DENEB", "ELECTRA" }.Select(static fork => $"{fork}_FORK_EPOCH: 0");
        string[] lines = ["PRESET_BASE: minimal", "CONFIG_NAME: times", "SLOT_DURATION_MS: 6000", .. zero, $"FULU_FORK_EPOCH: {Fulu}", ""];
        Assert.True(ChainConfig.TryParse(string.Join('\n', lines), out var config, out _));
        return new ChainSpec(Preset.Minimal, config);
    }

    // The first slot of an epoch begins.
    private void At(Epoch epoch)
    {
        Sent();
        Scheduler.AdvanceTo(_genesis + (TimeSpan.FromMilliseconds(Spec.Config.SlotDurationMs) * Slot(epoch)));
        _requests.Tell(new SlotStarted(Slot(epoch), epoch, Scheduler.Now));
    }

    // Time goes by in steps, each looked at before the next, as it does where nothing stands still.
    private List<object> Pass(TimeSpan time)
    {
        var told = new List<object>();
        for (var step = TimeSpan.FromMilliseconds(500); time > TimeSpan.Zero; time -= step)
        {
            Scheduler.Advance(step);
            told.AddRange(Everything());
        }

        return told;
    }

    private void Answer(SendRequest asked, ReadOnlyMemory<byte> ssz)
    {
        _requests.Tell(new ChunkReceived(asked.Id, 0, null, ssz));
        _requests.Tell(new ResponseEnded(asked.Id, IsLost: false));
    }

    private SendRequest Asked(string protocol) => _network.FishForMessage<SendRequest>(
        request => request.Protocol.EndsWith($"{protocol}/ssz_snappy", StringComparison.Ordinal), TimeSpan.FromSeconds(30));

    private List<SendRequest> Sent() => [.. Everything().OfType<SendRequest>()];

    // What was told before is looked at when the actor answers.
    private List<object> Everything()
    {
        _requests.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        List<object> told = [];
        while (_network.HasMessages)
        {
            told.Add(_network.ExpectMsg<object>());
        }

        return told;
    }
}
