using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;
using Status = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests what becomes of a peer's question, and of its status, by what storage says and in which order.</summary>
public sealed class RequestsActorTests : TestKit
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
        var genesis = (ulong)Sys.Scheduler.Now.ToUnixTimeSeconds() - (HeadSlot * Spec.Config.SlotDurationMs / 1000);
        var (chunk, answer) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60));
        var settings = new RequestSettings(
            Spec, default, new SlotSchedule(Spec, genesis), 2, 16, chunk, answer, 64, 512, 128, 1 << 20, 8);
        _requests = Sys.ActorOf(RequestsActor.Props(settings, _network, _storage, CreateTestProbe()));
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

    private void Ask<T>(string peer, string protocol, T request)
        where T : ISszType<T> => _requests.Tell(
            new RequestReceived(++_id, peer, $"/eth2/beacon_chain/req/{protocol}/2/ssz_snappy", request.ToSsz(Spec.Ssz(ForkName.Gloas))));

    private List<object> Told() =>
        [.. _network.ReceiveWhile<object>(static message => message, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(500))];

    private static Root RootOf(Slot slot) => new([.. BitConverter.GetBytes(slot + 1), .. new byte[24]]);

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
            OldestSlot = 160,
        };
    }
}
