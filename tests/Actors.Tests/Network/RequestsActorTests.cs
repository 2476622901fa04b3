using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Xunit;
using Status = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests what becomes of a peer's question, and of its status, by what storage says and in which order.</summary>
public sealed partial class RequestsActorTests : PatientKit
{
    private const Slot HeadSlot = 200;
    private static readonly ChainSpec Spec = RecordedChain.Instance.World.Spec;
    private readonly TestProbe _network;
    private readonly TestProbe _storage;
    private readonly IActorRef _requests;
    private ulong _id;

    public RequestsActorTests()
    {
        (_network, _storage) = (CreateTestProbe(), CreateTestProbe());
        var other = CreateTestProbe();
        var genesis = (ulong)Sys.Scheduler.Now.ToUnixTimeSeconds() - (HeadSlot * Spec.Config.SlotDurationMs / 1000);
        var (chunk, answer) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60));
        var settings = new RequestSettings(
            Spec, default, new SlotSchedule(Spec, genesis), 2, 16, chunk, answer, 64, 8);
        _requests = Sys.ActorOf(RequestsActor.Props(
            settings,
            new RequestRefs(_network, _storage, CreateTestProbe(), other, other, other)));
        _storage.ExpectMsg<LoadHistory>();
        _requests.Tell(new HistoryKept(0, default));
        _requests.Tell(new InterestsChanged(new NetworkInterests(
            new MetaData { SeqNumber = 1, Attnets = Ones(64), Syncnets = Ones(4), CustodyGroupCount = Spec.Config.NumberOfCustodyGroups },
            Ones(64),
            Ones(4),
            Ones(128))));
        _requests.Tell(new PeerConnected("honest"));
        _requests.Tell(new ChainViewChanged(View()));
    }

    [Fact]
    public void APeersFinalizedBlockIsComparedWithThatOfItsOwnSlot()
    {
        var first = 2 * Spec.Preset.SlotsPerEpoch;
        Ask("stranger", "beacon_blocks_by_range", new BeaconBlocksByRangeRequest { StartSlot = first + 1, Count = 1, Step = 1 });
        Assert.Equal(first + 1, _storage.ExpectMsg<LoadRootBySlot>().Slot);
        Ask("honest", "status", new Status
        {
            ForkDigest = Spec.ComputeForkDigest(default, HeadSlot / Spec.Preset.SlotsPerEpoch),
            FinalizedEpoch = 2,
            FinalizedRoot = RootOf(first),
            HeadSlot = HeadSlot,
        });
        Assert.Equal(first, _storage.ExpectMsg<LoadRootBySlot>().Slot);
        _requests.Tell(new StoredRoot(first + 1, RootOf(first + 1)));
        _requests.Tell(new StoredRoot(first, RootOf(first)));
        _storage.ExpectMsg<LoadBlock>();
        Assert.DoesNotContain(Told(), static message => message is PeerJudged);
    }

    /// <summary>It asks each peer for its status before the next slot says what is here.</summary>
    [Fact]
    public void AfterAFailurePeersAreToldWhatWasHereBefore()
    {
        _requests.Tell(new BlobsKept(177));
        Told();
        _requests.Tell(new InterestsChanged(null!));
        _requests.Tell(new PeerConnected("honest"));
        var asked = Told().OfType<SendRequest>().Single(
            static request => request.Protocol.EndsWith("status/2/ssz_snappy", StringComparison.Ordinal));
        Assert.True(Status.TryDecode(asked.Ssz.Span, Spec.Ssz(ForkName.Gloas), out var status, out _));
        Assert.Equal((HeadSlot, 177UL), (status.HeadSlot, status.EarliestAvailableSlot));
    }

    [Fact]
    public void AQuestionThatStorageCannotAnswerEndsAtOnce()
    {
        Ask("stranger", "beacon_blocks_by_range", new BeaconBlocksByRangeRequest { StartSlot = 17, Count = 2, Step = 1 });
        _requests.Tell(new StorageFailed(_storage.ExpectMsg<LoadRootBySlot>(), "no disk"));
        Ask("stranger", "beacon_blocks_by_range", new BeaconBlocksByRangeRequest { StartSlot = 17, Count = 2, Step = 1 });
        _requests.Tell(new StoredRoot(_storage.ExpectMsg<LoadRootBySlot>().Slot, RootOf(17)));
        _requests.Tell(new StorageFailed(_storage.ExpectMsg<LoadBlock>(), "no disk"));
        var told = Told();
        Assert.Equal([1UL, 2UL], told.OfType<EndResponse>().Select(static end => end.Id));
        Assert.Equal(2, told.OfType<SendChunk>().Count(static chunk => chunk.Code == ResponseCode.ServerError));
    }

    /// <summary>An answer without them would say that they never were.</summary>
    [Fact]
    public void SidecarsThatCannotBeReadAreUnavailable()
    {
        var row = RequestTable.Of(new DataColumnSidecarsByRoot([]))!;
        var columns = new DataColumnSidecarsByRoot([new DataColumnsByRootIdentifier { BlockRoot = RootOf(17), Columns = [3, 5] }]);
        Ask("honest", "data_column_sidecars_by_root", 1, row.Encode(columns, Spec, ForkName.Gloas));
        row = RequestTable.Of(new BlobSidecarsByRoot([]))!;
        var blobs = new BlobSidecarsByRoot([new BlobIdentifier { BlockRoot = RootOf(17), Index = 3 }]);
        Ask("honest", "blob_sidecars_by_root", 1, row.Encode(blobs, Spec, ForkName.Gloas));
        _requests.Tell(new StoredColumns(RootOf(17), ColumnSet.Of([3, 5]), []) { IsUnavailable = true });
        _requests.Tell(new StoredBlobs(RootOf(17), ColumnSet.Of([3]), []) { IsUnavailable = true });
        var told = Told();
        Assert.Equal([1UL, 2UL], told.OfType<EndResponse>().Select(static end => end.Id));
        Assert.Equal(2, told.OfType<SendChunk>().Count(static chunk => chunk.Code == ResponseCode.ResourceUnavailable));
    }

    [Theory]
    [InlineData(1, ForkName.Phase0)]
    [InlineData(2, ForkName.Altair)]
    [InlineData(3, ForkName.Fulu)]
    public void MetadataIsAnsweredInTheFormOfItsVersion(int version, ForkName fork)
    {
        Ask("honest", "metadata", version, []);
        var chunk = Told().OfType<SendChunk>().Single();
        Assert.True(MetaData.TryDecode(chunk.Ssz.Span, Spec.Ssz(fork), out var metaData, out _));
        Assert.Equal((1UL, 64, 64), (metaData.SeqNumber, metaData.Attnets.Length, metaData.Attnets.CountOnes()));
        Assert.Equal(fork >= ForkName.Altair ? 4 : 0, metaData.Syncnets.CountOnes());
        Assert.Equal(fork >= ForkName.Fulu ? Spec.Config.NumberOfCustodyGroups : 0, metaData.CustodyGroupCount);
        Ask("honest", "metadata", version, [0]);
        Assert.Equal(ResponseCode.InvalidRequest, Told().OfType<SendChunk>().Single().Code);
    }

    [Fact]
    public void APingIsAnsweredByTheSequenceNumberAndAGoodbyeByItself()
    {
        Ask("honest", "ping", 1, [9, 0, 0, 0, 0, 0, 0, 0]);
        var told = Told();
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0], told.OfType<SendChunk>().Single().Ssz.ToArray());
        Assert.Single(told.OfType<EndResponse>());
        Ask("honest", "goodbye", 1, [255, 255, 255, 255, 255, 255, 255, 255]);
        told = Told();
        Assert.Equal([255, 255, 255, 255, 255, 255, 255, 255], told.OfType<SendChunk>().Single().Ssz.ToArray());
        Assert.Single(told.OfType<EndResponse>());
        Ask("honest", "ping", 1, [9]);
        Assert.Equal(ResponseCode.InvalidRequest, Told().OfType<SendChunk>().Single().Code);
    }

    /// <summary>A peer of an older program refuses the newest version; the next question goes out in the version it spoke.</summary>
    [Fact]
    public void AVersionThatAPeerRefusesIsFollowedByTheOneBefore()
    {
        var asked = Told().OfType<SendRequest>().Where(static request => request.Protocol.Contains("metadata", StringComparison.Ordinal));
        var first = asked.Single();
        Assert.Equal("/eth2/beacon_chain/req/metadata/3/ssz_snappy", first.Protocol);
        _requests.Tell(new ResponseEnded(first.Id, IsLost: true, IsRefused: true));
        var second = Told().OfType<SendRequest>().Single();
        Assert.Equal("/eth2/beacon_chain/req/metadata/2/ssz_snappy", second.Protocol);
        var ssz = new MetaData { SeqNumber = 5, Attnets = BitList.Create(new bool[64]), Syncnets = BitList.Create(new bool[4]) }
            .ToSsz(Spec.Ssz(ForkName.Altair));
        Sys.EventStream.Subscribe(TestActor, typeof(PeerMetaDataReceived));
        _requests.Tell(new ChunkReceived(second.Id, 0, null, ssz));
        _requests.Tell(new ResponseEnded(second.Id, IsLost: false));
        Assert.Equal(5UL, ExpectMsg<PeerMetaDataReceived>().MetaData.SeqNumber);
        Ask("honest", "ping", 1, [6, 0, 0, 0, 0, 0, 0, 0]);
        // Ten seconds lie between two questions for metadata.
        var again = _network.FishForMessage<SendRequest>(
            static request => request.Protocol.Contains("metadata", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Equal("/eth2/beacon_chain/req/metadata/2/ssz_snappy", again.Protocol);
    }

    [Fact]
    public void APeerThatSpeaksNoVersionIsNotReported()
    {
        foreach (var version in (int[])[3, 2, 1])
        {
            var asked = Told().OfType<SendRequest>().Single(
                request => request.Protocol.EndsWith($"metadata/{version}/ssz_snappy", StringComparison.Ordinal));
            _requests.Tell(new ResponseEnded(asked.Id, IsLost: true, IsRefused: true));
        }

        Assert.DoesNotContain(Told(), static message => message is ReportPeer or SendRequest);
    }

    /// <summary>Columns by range and by root beyond every limit are refused with the reason, whatever their numbers.</summary>
    [Fact]
    public void RequestsForColumnsBeyondTheLimitsAreRefusedWithTheReason()
    {
        var context = Spec.Ssz(ForkName.Gloas);
        (ulong Start, ulong Count, ulong[] Columns, string Reason)[] wrong =
        [
            (0, ulong.MaxValue, [0], "slots are asked for"),
            (ulong.MaxValue, ulong.MaxValue, [0], "slots are asked for"),
            (1, 0, [0], "no slots"),
            (1, 1, [], "no columns"),
            (1, 1, [ulong.MaxValue], "does not exist"),
            (1, 1, [3, 3], "twice"),
        ];
        foreach (var (start, count, columns, reason) in wrong)
        {
            var request = new DataColumnSidecarsByRangeRequest { StartSlot = start, Count = count, Columns = [.. columns] };
            Ask($"peer-{reason}-{start}", "data_column_sidecars_by_range", 1, request.ToSsz(context));
            var told = Told();
            var chunk = told.OfType<SendChunk>().Single();
            Assert.Equal(ResponseCode.InvalidRequest, chunk.Code);
            Assert.Contains(reason, System.Text.Encoding.UTF8.GetString(chunk.Ssz.Span), StringComparison.Ordinal);
            Assert.Equal(PeerOffence.Invalid, told.OfType<ReportPeer>().Single().Offence);
        }

        // The last slot there is may be asked for; nothing is in it.
        var last = new DataColumnSidecarsByRangeRequest { StartSlot = ulong.MaxValue, Count = 128, Columns = [0] };
        Ask("honest", "data_column_sidecars_by_range", 1, last.ToSsz(context));
        Assert.DoesNotContain(Told(), static message => message is ReportPeer);

        // Seven bytes are no list of identifiers.
        Ask("greedy", "data_column_sidecars_by_root", 1, new byte[7]);
        Assert.Equal(ResponseCode.InvalidRequest, Told().OfType<SendChunk>().Single().Code);
    }

    /// <summary>Slots that are left out at its begin would be taken for slots without data.</summary>
    [Theory]
    [InlineData(149, 8, false)]
    [InlineData(140, 4, false)]
    [InlineData(150, 8, true)]
    public void ARangeOfColumnsIsAnsweredFromItsFirstSlotOnOrNotAtAll(Slot start, ulong count, bool isAnswered)
    {
        _requests.Tell(new SamplingChanged(ColumnCustody.Of(Spec), 150));
        var request = new DataColumnSidecarsByRangeRequest { StartSlot = start, Count = count, Columns = [0] };
        Ask("honest", "data_column_sidecars_by_range", 1, request.ToSsz(Spec.Ssz(ForkName.Gloas)));
        var told = Told();
        Assert.Contains(told, static message => message is EndResponse);
        Assert.Equal(
            isAnswered ? [] : [ResponseCode.ResourceUnavailable], told.OfType<SendChunk>().Select(static chunk => chunk.Code));
    }

    /// <summary>Blocks and columns are each fetched backwards; what is not here is neither promised nor called empty.</summary>
    [Theory]
    [InlineData(40, 30)]
    [InlineData(30, 40)]
    public void TheEarliestSlotIsTheLaterOneOfBlocksAndColumns(Slot blocks, Slot columns)
    {
        _requests.Tell(new HistoryKept(blocks, default));
        _requests.Tell(new SamplingChanged(ColumnCustody.Of(Spec), columns));
        Ask("honest", "status", new Status { ForkDigest = Spec.ComputeForkDigest(default, HeadSlot / Spec.Preset.SlotsPerEpoch) });
        Assert.True(
            Status.TryDecode(Told().OfType<SendChunk>().Single().Ssz.Span, Spec.Ssz(ForkName.Gloas), out var status, out _));
        Assert.Equal(40UL, status.EarliestAvailableSlot);

        Ask("honest", "beacon_blocks_by_range", new BeaconBlocksByRangeRequest { StartSlot = blocks - 1, Count = 4, Step = 1 });
        Assert.Equal(ResponseCode.ResourceUnavailable, Told().OfType<SendChunk>().Single().Code);
        Ask("honest", "beacon_blocks_by_range", new BeaconBlocksByRangeRequest { StartSlot = blocks, Count = 4, Step = 1 });
        Assert.Equal(blocks, _storage.ExpectMsg<LoadRootBySlot>().Slot);

        var before = new DataColumnSidecarsByRangeRequest { StartSlot = columns - 4, Count = 4, Columns = [0] };
        Ask("honest", "data_column_sidecars_by_range", 1, before.ToSsz(Spec.Ssz(ForkName.Gloas)));
        Assert.Equal(ResponseCode.ResourceUnavailable, Told().OfType<SendChunk>().Single().Code);
    }

    private static StoredBlock Stored(Root root)
    {
        var context = Spec.Ssz(ForkName.Gloas);
        var block = SignedBeaconBlock.Default(context);
        var envelope = SignedExecutionPayloadEnvelope.Default(context);
        var payload = envelope.Message.Payload with { Transactions = [ByteList.Adopt(new byte[600_000])], SlotNumber = 1 };
        return new StoredBlock(
            root,
            block with { Message = block.Message with { Slot = 1 } },
            envelope with { Message = envelope.Message with { Payload = payload } });
    }

    private void Ask(string peer, string protocol, int version, byte[] ssz) => _requests.Tell(
        new RequestReceived(++_id, peer, $"/eth2/beacon_chain/req/{protocol}/{version}/ssz_snappy", ssz));

    private void Ask<T>(string peer, string protocol, T request)
        where T : ISszType<T> => Ask(peer, protocol, 2, request.ToSsz(Spec.Ssz(ForkName.Gloas)));

    // What was asked is looked at when the actor answers; on a busy machine that takes longer than what it then says.
    private List<object> Told()
    {
        _requests.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        return [.. _network.ReceiveWhile<object>(static message => message, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(500))];
    }

    private static BitList Ones(int count) => BitList.Create([.. Enumerable.Repeat(true, count)]);

    private static Root RootOf(Slot slot) => new([.. BitConverter.GetBytes(slot + 1), .. new byte[24]]);

    private static Slot SlotOf(Root root) => BitConverter.ToUInt64(root.AsSpan()) - 1;

    /// <summary>A view of a head that remembers nothing of the blocks behind it.</summary>
    internal static ChainView View()
    {
        var state = RecordedChain.Instance.World.Genesis.Copy();
        state.Slot = HeadSlot;
        var block = SignedBeaconBlock.Default(state.Ssz);
        var checkpoint = new Checkpoint { Epoch = 20 };
        var execution = new ExecutionHead(default, default, default);
        return new ChainView
        {
            Spec = Spec,
            GenesisTimeMs = 0,
            CurrentSlot = HeadSlot,
            Head = new HeadSnapshot(
                RootOf(HeadSlot),
                HeadPayloadStatus.Empty,
                block with { Message = block.Message with { Slot = HeadSlot } },
                state,
                checkpoint,
                checkpoint,
                execution,
                false),
            JustifiedCheckpoint = checkpoint,
            FinalizedCheckpoint = checkpoint,
            Blocks = ImmutableDictionary<Root, ChainBlock>.Empty,
            Canonical = CanonicalChain.Empty,
            BuildsOnFullInNextSlot = false,
            ProposalParentOnTime = new ProposalParent(default, false, execution),
            ProposalParentLater = new ProposalParent(default, false, execution),
            ProposalParentInNextSlot = new ProposalParent(default, false, execution),
            OldestSlot = 160,
        };
    }
}
