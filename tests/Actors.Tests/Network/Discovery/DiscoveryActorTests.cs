using System.Text;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Discovery;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Discovery;

/// <summary>Tests the actor of discovery over UDP of the loopback: its record across forks and restarts, and strangers' packets.</summary>
public sealed class DiscoveryActorTests() : PatientKit(NodeConfig.Layered())
{
    private const int TcpPort = 9000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<DiscoveryEndpoint> _endpoints = [];
    private TestProbe _wire = null!;

    /// <summary>Three forks and a change of blob parameters, each an epoch; the record is what the specification has of each.</summary>
    [Fact]
    public void TheRecordFollowsForksAndInterestsAndGrowsOnlyByChange()
    {
        var spec = Spec("FULU_FORK_EPOCH: 2", "BLOB_SCHEDULE:", "  - EPOCH: 4", "    MAX_BLOBS_PER_BLOCK: 12", "GLOAS_FORK_EPOCH: 6");
        var key = NodeKey.Create();
        var actor = Start(TestRecords.Settings(spec), key, Interests([1], [2], 4));
        var record = Record();
        Assert.Equal(1UL, record.Sequence);
        for (Epoch epoch = 0; epoch < 9; epoch++)
        {
            for (Slot slot = epoch * 8; slot < (epoch + 1) * 8; slot++)
            {
                actor.Tell(new SlotStarted(slot, epoch, DateTimeOffset.UnixEpoch));
                var next = Record();
                while (next.Eth2 != ForkFields.At(spec, default, epoch).Eth2)
                {
                    next = Record();
                }

                var isNew = next.Eth2 != record.Eth2 || next.NextForkDigest != record.NextForkDigest;
                Assert.Equal(record.Sequence + (isNew ? 1UL : 0), next.Sequence);
                Assert.Equal(ForkFields.At(spec, default, epoch).NextForkDigest, next.NextForkDigest);
                record = next;
                if (isNew)
                {
                    // Said again for the slot.
                    Assert.Equal(record, Record());
                }
            }
        }

        Assert.Equal(4UL, record.Sequence);
        actor.Tell(Interests([3, 4], [2], 4));
        var changed = Record();
        Assert.Equal((5UL, true, false), (changed.Sequence, changed.IsOnAttestationSubnet(3), changed.IsOnAttestationSubnet(1)));
        actor.Tell(Interests([3, 4], [2], 128));
        Assert.Equal(128UL, Record().CustodyGroupCount);
        Assert.Equal((TcpPort, (int?)null), (changed.TcpEndpoint4!.Port, changed.QuicEndpoint4?.Port));
    }

    [Fact]
    public void TheNumberGoesOnAfterARestartAndAForeignOrDamagedRecordIsNone()
    {
        var (key, kept) = (NodeKey.Create(), new KeptInMemory());
        var settings = TestRecords.Settings() with { Record = kept, IsEnabled = false };
        Start(settings, key, Interests([1], [], 4));
        var first = Record();
        AwaitAssert(() => Assert.Equal(first.ToString(), Encoding.ASCII.GetString(kept.Read(out _) ?? [])), Patience);
        Start(settings, key, Interests([1], [], 4));
        Assert.Equal(first, Record());
        Start(settings, key, Interests([2], [], 4));
        Assert.Equal(first.Sequence + 1, Record().Sequence);
        foreach (var text in (string[])["", "enr:x", TestRecords.Of(NodeKey.Create()).ToString(), first.ToString()[..^2]])
        {
            kept.Write(Encoding.ASCII.GetBytes(text));
            Start(settings with { FirstSequence = 77 }, key, Interests([1], [], 4));
            Assert.Equal(77UL, Record().Sequence);
        }
    }

    [Fact]
    public void TwoFindEachOtherAndTellTheirWires()
    {
        var (one, two) = (NodeKey.Create(), NodeKey.Create());
        Start(TestRecords.Settings(), one, Interests([1], [], 4));
        var (boot, first) = (Record(), _wire);
        Start(TestRecords.Settings(bootNodes: boot.ToString()), two, Interests([1], [], 4));
        Assert.Equal(one.PeerId.ToString(), _wire.ExpectMsg<PeerFound>(Patience).PeerId);
        var found = first.ExpectMsg<PeerFound>(Patience);
        Assert.Equal((two.PeerId.ToString(), false), (found.PeerId, found.IsNeeded));
        Assert.Equal([$"/ip4/127.0.0.1/tcp/{TcpPort}/p2p/{two.PeerId}"], found.Addresses);
    }

    /// <summary>Noise, shorter and longer than packets are, in numbers: a stranger gets back less than it sends.</summary>
    [Fact]
    public void AStrangersFloodCostsLessThanItSendsAndLeavesOthersServed()
    {
        var key = NodeKey.Create();
        var settings = TestRecords.Settings() with { Machine = new DiscoverySettings { LearnsAddress = false } };
        var actor = Start(settings, key, Interests([1], [], 4));
        var record = Record();
        using var stranger = new HostilePeer(record);
        var random = new Random(11);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(1400)];
            random.NextBytes(bytes);
            stranger.Send(bytes);
            stranger.SendNoise();
        }

        AwaitCondition(() => _endpoints[^1].Waiting == 0, Patience);
        var challenges = stranger.Drain();
        Assert.InRange(challenges, 1, 60);
        Assert.True(stranger.BytesReceived < stranger.BytesSent / 10, $"{stranger.BytesReceived} of {stranger.BytesSent}");
        var status = Status(actor);
        Assert.Equal((0, 0), (status.Nodes, status.Sessions));
        Assert.True(Count(status, DropReason.ChallengeLimit) > 0);
        Assert.Equal(record, Record(actor));

        Start(TestRecords.Settings(bootNodes: record.ToString()), NodeKey.Create(), Interests([1], [], 4));
        Assert.Equal(key.PeerId.ToString(), _wire.ExpectMsg<PeerFound>(Patience).PeerId);
    }

    [Fact]
    public void ForgedReplayedAndRolledBackHandshakesLeaveNothingBehind()
    {
        var actor = Start(TestRecords.Settings(), NodeKey.Create(), Interests([1], [], 4));
        var record = Record();
        using var stranger = new HostilePeer(record);
        Assert.Null(Enr.Decode(stranger.RecordOf(Enr.MaxLength + 1), out var refusal));
        Assert.Equal(EnrFault.TooLong, refusal!.Fault);
        stranger.Send(stranger.Handshake(stranger.RecordOf(Enr.MaxLength + 1)));
        var forged = stranger.RecordOf(Enr.MaxLength);
        forged[^1] ^= 1;
        stranger.Send(stranger.Handshake(forged));
        stranger.Send(stranger.Handshake(TestRecords.Of(NodeKey.Create()).Encoded.Span));
        stranger.Send(stranger.Handshake(stranger.Record(5).Encoded.Span, NodeKey.Create()));
        var status = Until(actor, static status =>
            (Count(status, DropReason.NotAPacket), Count(status, DropReason.HandshakeRecord), Count(status, DropReason.HandshakeProof))
                == (1, 2, 1));
        Assert.Equal(0, status.Sessions);

        var good = stranger.Handshake(stranger.Record(5).Encoded.Span);
        for (var i = 0; i < 50; i++)
        {
            stranger.Send(good);
        }

        status = Until(actor, static status => Count(status, DropReason.NoSuchChallenge) == 49);
        Assert.Equal(1, status.Sessions);
        stranger.Send(stranger.Handshake(stranger.Record(3).Encoded.Span));
        stranger.Send(stranger.Handshake(stranger.RecordOf(Enr.MaxLength)));
        status = Status(actor);

        // It proved its address and answers nothing: no member, and nobody to dial.
        Assert.True(status is { Nodes: 0, Sessions: <= 1, Found: 0 }, $"{status}");
        Assert.Equal(record, Record(actor));
        _wire.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _endpoints.ForEach(static endpoint => endpoint.Dispose());
    }

    private static long Count(DiscoveryStatus status, DropReason reason) =>
        status.Drops.Single(drop => drop.Reason == reason.ToString()).Count;

    private static ChainSpec Spec(params string[] lines)
    {
        string[] yaml =
        [
            "PRESET_BASE: minimal", "CONFIG_NAME: record", "ALTAIR_FORK_EPOCH: 0", "BELLATRIX_FORK_EPOCH: 0", "CAPELLA_FORK_EPOCH: 0",
            "DENEB_FORK_EPOCH: 0", "ELECTRA_FORK_EPOCH: 0", .. lines, "",
        ];
        Assert.True(ChainConfig.TryParse(string.Join('\n', yaml), out var config, out var error), $"{error}");
        return new ChainSpec(Preset.Minimal, config);
    }

    private static InterestsChanged Interests(int[] attestation, int[] sync, ulong custody)
    {
        var metadata = TestRecords.MetaDataOf(attestation, sync, custody);
        return new InterestsChanged(new NetworkInterests(metadata, metadata.Attnets, metadata.Syncnets, BitList.Zeros(128)));
    }

    private Enr Record() => Enr.Parse(FishForMessage<LocalNodeChanged>(static _ => true, Patience).Enr, out _)!;

    private Enr Record(IActorRef actor)
    {
        actor.Tell(new SlotStarted(0, 0, DateTimeOffset.UnixEpoch));
        return Record();
    }

    private DiscoveryStatus Status(IActorRef actor)
    {
        actor.Tell(new SlotStarted(0, 0, DateTimeOffset.UnixEpoch));
        return FishForMessage<DiscoveryStatus>(static _ => true, Patience);
    }

    private DiscoveryStatus Until(IActorRef actor, Func<DiscoveryStatus, bool> holds)
    {
        DiscoveryStatus? status = null;
        AwaitAssert(
            () => Assert.True(holds(status = Status(actor)), string.Join(", ", status!.Drops)), Patience, TimeSpan.FromMilliseconds(50));
        return status!;
    }

    /// <summary>The record names the port of QUIC while one is listened at, and a start without one takes it out again.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void TheRecordHasAPortOfQuicWhileItListensThere(string host)
    {
        var (key, kept) = (NodeKey.Create(), new KeptInMemory());
        var settings = TestRecords.Settings(host: host) with { Record = kept, IsEnabled = false };
        Start(settings, key, Interests([1], [], 4), quicPort: 9001);
        var status = ExpectMsg<LocalNodeChanged>(Patience);
        var with = Enr.Parse(status.Enr, out _)!;
        Assert.Equal(9001, (with.QuicEndpoint4 ?? with.QuicEndpoint6)!.Port);
        Assert.EndsWith($"/udp/9001/quic-v1/p2p/{key.PeerId}", status.P2pAddresses[1], StringComparison.Ordinal);
        AwaitAssert(() => Assert.Equal(with.ToString(), Encoding.ASCII.GetString(kept.Read(out _) ?? [])), Patience);
        Start(settings, key, Interests([1], [], 4));
        status = ExpectMsg<LocalNodeChanged>(Patience);
        var without = Enr.Parse(status.Enr, out _)!;
        Assert.Null(without.QuicEndpoint4 ?? without.QuicEndpoint6);
        Assert.Equal(with.Sequence + 1, without.Sequence);
        Assert.Single(status.P2pAddresses);
    }

    private IActorRef Start(NodeDiscoverySettings settings, NodeKey key, InterestsChanged interests, int? quicPort = null)
    {
        Sys.EventStream.Unsubscribe(TestActor);
        Sys.EventStream.Subscribe(TestActor, typeof(LocalNodeChanged));
        Sys.EventStream.Subscribe(TestActor, typeof(DiscoveryStatus));
        _wire = CreateTestProbe();
        var endpoint = new DiscoveryEndpoint(settings, key, 0);
        _endpoints.Add(endpoint);
        var actor = Sys.ActorOf(DiscoveryActor.Props(settings, endpoint, TcpPort, _wire, quicPort));
        actor.Tell(interests);
        return actor;
    }
}
