using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.LightClients;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Ssz;
using Xunit;
using Status = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Tests.Network;

/// <summary>
/// Requests between nodes of the simulated network: blocks, envelopes and columns by range and by root, limits, faults, and one answer
/// each.
/// </summary>
public sealed class RequestTests : IDisposable
{
    private const int LastSlot = 70;
    private readonly SimulatedWorld _world = SimulatedWorld.Create(5);
    private readonly SimulatedNetwork _network;
    private readonly DevnetNode _server;
    private readonly DevnetNode _client;
    private readonly List<PeerAnswered> _answers = [];
    private readonly IActorRef _probe;
    private readonly ChainSpec _spec;
    private ulong _id;

    public RequestTests()
    {
        _network = new SimulatedNetwork(_world);
        var chain = TestNode.ChainFor(_world);
        _spec = chain.Spec;
        _server = TestNode.Start(_world, _network, chain, "server", new InMemoryChainStore(), 0, 64);
        _client = TestNode.Start(_world, _network, chain, "client", new InMemoryChainStore(), 64, 0);
        _world.Invoke(() => _server.System.ActorOf(
            LightClientKeeper.Props(_server.Settings.LightClient, _server.Settings.Genesis), "light-client"));
        var (blob, _) = TestBlobs.Create();
        _world.At(TestNode.GenesisDelay + (TestNode.SlotTime * (LastSlot - 4)), () => _server.Mempool.SubmitBlob(blob));
        TestNode.RunUntilSlot(_world, LastSlot);
        var actors = _world.Ask<NodeActors>(_client.System.ActorSelection("/user/node"), GetNodeActors.Instance, TimeSpan.FromSeconds(1));
        _probe = _world.Invoke(() => _client.System.ActorOf(Props.Create(() => new PeerProbe(actors.Network, _answers)), "probe"));
    }

    public void Dispose() => _world.Dispose();

    /// <summary>One chain for all, since it takes a while to grow.</summary>
    [Fact]
    public void PeersAnswerEachOther()
    {
        BlocksOfARangeAreThoseOfTheChainWhetherInMemoryOrInStorage();
        BlocksAndEnvelopesByRootAreThoseAskedFor();
        EnvelopesOfARangeAreThoseTheChainBuildsOn();
        ColumnsAreServedByRangeAndByRoot();
        BlocksByHeadAreHeardAsFarAsWhatIsKnown();
        LightClientsAreGivenWhatTheServersChainHas();
        QuestionsThatBreakALimitAreNotAsked();
        APeerThatIsNotThereOrDoesNotAnswerEndsTheQuestionOnce();
        ManyQuestionsAreAnsweredOnceEachAsTheyMay();
        PeersTellWhereTheyStand();
        APeerOnAnotherChainIsLeftUntilItsStatusFits();
    }

    private void BlocksOfARangeAreThoseOfTheChainWhetherInMemoryOrInStorage()
    {
        // More than SLOTS_PER_HISTORICAL_ROOT slots: the oldest come from the finalized index.
        var answer = Ask(new BeaconBlocksByRange(0, 61));
        Assert.Equal(PeerResult.Answered, answer.Result);
        Assert.Equal(_server.Blocks.Where(static block => Slot(block) <= 60).OrderBy(Slot), answer.Items.Cast<SignedBeaconBlock>());

        Assert.Equal([10UL, 11, 12], Ask(new BeaconBlocksByRange(10, 3)).Items.Cast<SignedBeaconBlock>().Select(Slot));
        Assert.Empty(Ask(new BeaconBlocksByRange(LastSlot + 10, 5)).Items);
        Assert.Empty(Ask(new BeaconBlocksByRange(ulong.MaxValue - 1, 128)).Items);
    }

    private void BlocksAndEnvelopesByRootAreThoseAskedFor()
    {
        Root[] roots = [.. _server.Blocks.Where(static block => Slot(block) is 3 or 40 or LastSlot - 1).Select(RootOf)];
        var blocks = Ask(new BeaconBlocksByRoot([.. roots, new Root(Enumerable.Repeat((byte)7, 32).ToArray())]));
        Assert.Equal(roots, blocks.Items.Cast<SignedBeaconBlock>().Select(RootOf));
        var envelopes = Ask(new ExecutionPayloadEnvelopesByRoot(roots));
        Assert.Equal(
            roots, envelopes.Items.Cast<SignedExecutionPayloadEnvelope>().Select(static envelope => envelope.Message.BeaconBlockRoot));
    }

    private void EnvelopesOfARangeAreThoseTheChainBuildsOn()
    {
        var answer = Ask(new ExecutionPayloadEnvelopesByRange(1, 60));
        var served =
            answer.Items.Cast<SignedExecutionPayloadEnvelope>().Select(static envelope => envelope.Message.Payload.SlotNumber).ToArray();
        Assert.Equal(
            _server.Envelopes.Select(static envelope => envelope.Message.Payload.SlotNumber).Where(static slot => slot <= 60).Order(),
            served);
        Assert.Equal([20UL, 21], Ask(new ExecutionPayloadEnvelopesByRange(20, 2)).Items
            .Cast<SignedExecutionPayloadEnvelope>()
            .Select(static envelope => envelope.Message.Payload.SlotNumber));
    }

    private void ColumnsAreServedByRangeAndByRoot()
    {
        var carrier =
            _server.Blocks.Single(static block => block.Message.Body.SignedExecutionPayloadBid!.Message.BlobKzgCommitments.Count > 0);
        var byRange = Ask(new DataColumnSidecarsByRange(Slot(carrier), 1, [5, 0, 127]));
        Assert.Equal([0UL, 5, 127], byRange.Items.Cast<DataColumnSidecar>().Select(static column => column.Index));
        var byRoot = Ask(new DataColumnSidecarsByRoot([new DataColumnsByRootIdentifier { BlockRoot = RootOf(carrier), Columns = [1, 2] }]));
        Assert.Equal([1UL, 2], byRoot.Items.Cast<DataColumnSidecar>().Select(static column => column.Index));
        Assert.All(byRoot.Items.Cast<DataColumnSidecar>(), column => Assert.Equal(RootOf(carrier), column.BeaconBlockRoot));
    }

    private void BlocksByHeadAreHeardAsFarAsWhatIsKnown()
    {
        var block = _server.Blocks.Single(static block => Slot(block) == LastSlot - 1);
        var answer = Ask(new BeaconBlocksByHead(RootOf(block), 32));
        Assert.Equal(PeerResult.Answered, answer.Result);
        Assert.Equal(block, Assert.Single(answer.Items.Cast<SignedBeaconBlock>()));
        var nowhere = Ask(new BeaconBlocksByHead(new Root(Enumerable.Repeat((byte)7, 32).ToArray()), 4));
        Assert.Equal((PeerResult.ResourceUnavailable, 0), (nowhere.Result, nowhere.Items.Count));
    }

    private void LightClientsAreGivenWhatTheServersChainHas()
    {
        var known = _server.Settings.LightClient.Current;
        Assert.Equal(known.Finality!.Value.Update, Assert.Single(Ask(new GetLightClientFinalityUpdate()).Items));
        known = _server.Settings.LightClient.Current;
        var optimistic = (LightClientOptimisticUpdate)Assert.Single(Ask(new GetLightClientOptimisticUpdate()).Items);
        Assert.True(optimistic.AttestedHeader.Beacon.Slot >= LastSlot - 2, $"{optimistic.AttestedHeader.Beacon.Slot}");
        var periods = Ask(new LightClientUpdatesByRange(0, ulong.MaxValue)).Items.Cast<LightClientUpdate>()
            .Select(update => LightClientIndices.ComputeSyncCommitteePeriodAtSlot(_spec, update.AttestedHeader.Beacon.Slot));
        Assert.Equal([0UL, 1], periods);
        Assert.Equal(known.Updates[0].Update, Assert.Single(Ask(new LightClientUpdatesByRange(0, 1)).Items));
        Assert.Empty(Ask(new LightClientUpdatesByRange(7, 5)).Items);

        // One in memory, one of the finalized past, whose state is made again; one that nobody has.
        foreach (var slot in (Slot[])[_server.Head!.Slot, 8])
        {
            var block = _server.Blocks.Single(block => Slot(block) == slot);
            var answer = Ask(new LightClientBootstrapByRoot(RootOf(block)));
            Assert.True(answer.Result == PeerResult.Answered, $"slot {slot}: {answer.Reason}");
            var bootstrap = (LightClientBootstrap)Assert.Single(answer.Items);
            Assert.Null(LightClientSync.InitializeLightClientStore(RootOf(block), bootstrap, _spec.Ssz(ForkName.Gloas)).Refusal);
        }

        Assert.Equal(PeerResult.ResourceUnavailable, Ask(new LightClientBootstrapByRoot(default)).Result);
    }

    private void QuestionsThatBreakALimitAreNotAsked()
    {
        IPeerRequest[] wrong =
        [
            new BeaconBlocksByRange(1, 0),
            new BeaconBlocksByRange(1, _spec.Config.MaxRequestBlocksDeneb + 1),
            new BeaconBlocksByHead(default, 0),
            new LightClientUpdatesByRange(1, 0),
            new BeaconBlocksByRoot(new Root[_spec.Config.MaxRequestBlocksDeneb + 1]),
            new ExecutionPayloadEnvelopesByRange(1, _spec.Config.MaxRequestPayloads + 1),
            new DataColumnSidecarsByRange(1, 1, []),
            new DataColumnSidecarsByRange(1, 1, [128]),
            new DataColumnSidecarsByRange(1, 1, [1, 1]),
        ];
        Assert.All(wrong, request => Assert.Equal(PeerResult.Dropped, Ask(request).Result));
    }

    private void APeerThatIsNotThereOrDoesNotAnswerEndsTheQuestionOnce()
    {
        Assert.Equal(PeerResult.Disconnected, Ask(new BeaconBlocksByRange(1, 1), "nobody").Result);
        _network.SetCut("client", "server", true);
        Assert.Equal(PeerResult.TimedOut, Ask(new BeaconBlocksByRange(1, 1)).Result);
        _network.SetCut("client", "server", false);
        Assert.Equal(PeerResult.Answered, Ask(new BeaconBlocksByRange(1, 1)).Result);
    }

    private void ManyQuestionsAreAnsweredOnceEachAsTheyMay()
    {
        // Two are under way, sixteen wait, and what is more is turned away at once.
        for (var i = 0; i < 30; i++)
        {
            Tell(new AskPeer((ulong)(1000 + i), "server", new BeaconBlocksByRange(1, 2)));
        }

        _world.RunFor(TimeSpan.FromMinutes(1));
        var answers = _answers.Where(static answer => answer.RequestId >= 1000).ToArray();
        Assert.Equal(30, answers.Select(static answer => answer.RequestId).Distinct().Count());
        Assert.Equal(30, answers.Length);
        Assert.Equal(18, answers.Count(static answer => answer is { Result: PeerResult.Answered, Items.Count: 2 }));
        Assert.Equal(12, answers.Count(static answer => answer.Result == PeerResult.Busy));
    }

    private void PeersTellWhereTheyStand()
    {
        var actors = _world.Ask<NodeActors>(_client.System.ActorSelection("/user/node"), GetNodeActors.Instance, TimeSpan.FromSeconds(1));
        var peers = _world.Ask<Peers>(actors.Network, GetPeers.Instance, TimeSpan.FromSeconds(1));
        var status = Assert.Single(peers.All).Status!;
        Assert.True(status.HeadSlot >= LastSlot - 8, $"{status}");
        Assert.True(status.FinalizedEpoch > 0);

        // It heard every column since genesis.
        Assert.Equal(0UL, status.EarliestAvailableSlot);
    }

    private void APeerOnAnotherChainIsLeftUntilItsStatusFits()
    {
        var honest = Assert.Single(Peers()).Status!;
        var wrong = new Root(Enumerable.Repeat((byte)7, 32).ToArray());
        Status[] others =
        [
            honest with { ForkDigest = new ForkDigest([1, 2, 3, 4]) },
            honest with { FinalizedRoot = wrong },

            // Older than the roots in the head's state: storage knows it.
            honest with { FinalizedEpoch = 1, FinalizedRoot = wrong },
        ];
        foreach (var (number, other) in others.Index())
        {
            Say(other, (ulong)(9000 + number));
            Assert.Empty(Peers());
            Assert.Equal(PeerResult.Disconnected, Ask(new BeaconBlocksByRange(1, 1)).Result);
            Say(honest, (ulong)(9100 + number));
            Assert.Equal("server", Assert.Single(Peers()).Peer);
            Assert.Equal(PeerResult.Answered, Ask(new BeaconBlocksByRange(1, 1)).Result);
        }

        var block = _server.Blocks.Single(static block => Slot(block) == 8);
        Status[] same =
        [
            honest with { FinalizedEpoch = 0, FinalizedRoot = default },
            honest with { FinalizedEpoch = 1, FinalizedRoot = RootOf(block) },

            // What it has finalized and this node has not says nothing yet.
            honest with { FinalizedEpoch = 1000, FinalizedRoot = wrong },
        ];
        foreach (var (number, fitting) in same.Index())
        {
            Say(fitting, (ulong)(9200 + number));
            Assert.Single(Peers());
        }
    }

    private IReadOnlyList<PeerInfo> Peers() => _world.Ask<Peers>(Network(), GetPeers.Instance, TimeSpan.FromSeconds(1)).All;

    private IActorRef Network() =>
        _world.Ask<NodeActors>(_client.System.ActorSelection("/user/node"), GetNodeActors.Instance, TimeSpan.FromSeconds(1)).Network;

    // As if the server had asked the client with this status.
    private void Say(Status status, ulong id)
    {
        var network = Network();
        _world.Invoke(() =>
        {
            network.Tell(new RequestReceived(
                id, "server", "/eth2/beacon_chain/req/status/2/ssz_snappy", status.ToSsz(_spec.Ssz(ForkName.Gloas))));
            return true;
        });
        _world.RunFor(TimeSpan.FromMilliseconds(500));
    }

    private static Slot Slot(SignedBeaconBlock block) => block.Message.Slot;

    private Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(_spec.Ssz(_spec.ForkAtSlot(block.Message.Slot)));

    private void Tell(AskPeer ask) => _world.Invoke(() =>
    {
        _probe.Tell(ask);
        return true;
    });

    private PeerAnswered Ask(IPeerRequest request, string peer = "server")
    {
        var id = ++_id;
        Tell(new AskPeer(id, peer, request));
        _world.RunFor(TimeSpan.FromSeconds(15));
        return Assert.Single(_answers, answer => answer.RequestId == id);
    }
}
