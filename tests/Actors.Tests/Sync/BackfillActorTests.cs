using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Sync;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Network;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;
using Status = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Tests what the fetching of history has verified before it is kept.</summary>
public sealed class BackfillActorTests : PatientKit
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;

    /// <summary>Sync told it once, before this actor was there: it asks, and stands still while the head is behind.</summary>
    [Fact]
    public void ARestartedActorStandsStillWhileTheHeadIsBehind()
    {
        var (network, storage, asked) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe(asked, typeof(GetRangeSync));
        var view = RequestsActorTests.View();
        var actor = Sys.ActorOf(BackfillActor.Props(
            new BackfillSettings { IsWhole = true },
            Chain.World.Spec,
            Chain.World.Genesis.GenesisValidatorsRoot,
            null,
            new BackfillRefs(network, storage, CreateTestProbe())));
        asked.ExpectMsg<GetRangeSync>();
        Sys.EventStream.Publish(new RangeSyncChanged(true, 1, 9, "a peer is ahead"));
        Sys.EventStream.Publish(new ChainViewChanged(view));
        actor.Tell(new HistoryKept(9, default));
        actor.Tell(new Peers([new PeerInfo("a", new Status { HeadSlot = 100 }, 0)]));
        network.ExpectMsg<GetPeers>();
        network.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        Sys.EventStream.Publish(new RangeSyncChanged(false, 9, 9, "no peer is ahead"));
        actor.Tell(new Peers([new PeerInfo("a", new Status { HeadSlot = 100 }, 0)]));
        Assert.IsType<BeaconBlocksByRange>(network.ExpectMsg<AskPeer>().Request);
    }

    /// <summary>It is asked for by root, looked at by its stored block, verified, and kept.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void APayloadThatIsOwedFromBeforeIsKeptWhereItHolds(bool isRight)
    {
        var block = Chain.Blocks[7];
        var root = block.Message.HashTreeRoot(Chain.Head.State.Ssz);
        var envelope = Chain.Envelopes.Single(one => one.Message.BeaconBlockRoot == root);
        var given = isRight ? envelope : envelope with { Message = envelope.Message with { BuilderIndex = 77 } };
        var (network, storage, work) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var actor = Owing(root, "a", network, storage, work);
        var ask = (AskPeer)network.FishForMessage(static message => message is AskPeer);
        Assert.Equal([root], Assert.IsType<ExecutionPayloadEnvelopesByRoot>(ask.Request).BlockRoots);
        actor.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Answered, [given]));
        Assert.Equal(root, storage.ExpectMsg<LoadBlock>().Root);
        actor.Tell(new StoredBlock(root, block, null));
        if (!isRight)
        {
            var report = (ReportPeer)network.FishForMessage(static message => message is ReportPeer);
            Assert.Equal(("a", PeerOffence.Invalid), (report.Peer, report.Offence));
            storage.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
            return;
        }

        var verify = work.ExpectMsg<VerifySignatures>();
        actor.Tell(new SignaturesVerified(verify.RequestId, [true]));
        var keep = storage.ExpectMsg<KeepPayloads>();
        Assert.Equal([given], keep.Envelopes);
        Assert.Empty(keep.Owed);
    }

    /// <summary>
    /// No peer alone can end the search by a signature that does not hold; where several give none that does, a builder's index has another
    /// owner by now.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void APayloadWithoutASignatureThatHoldsIsAskedOfOthers(int unsigned)
    {
        var block = Chain.Blocks[7];
        var root = block.Message.HashTreeRoot(Chain.Head.State.Ssz);
        var envelope = Chain.Envelopes.Single(one => one.Message.BeaconBlockRoot == root);
        var (network, storage, work) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var actor = Owing(root, "abc", network, storage, work);
        for (var peer = 0; peer < Math.Min(3, unsigned + 1); peer++)
        {
            Give(envelope);
            storage.ExpectMsg<LoadBlock>();
            actor.Tell(new StoredBlock(root, block, null));
            actor.Tell(new SignaturesVerified(work.ExpectMsg<VerifySignatures>().RequestId, [peer == unsigned]));
        }

        var keep = storage.ExpectMsg<KeepPayloads>();
        Assert.Equal(unsigned < 3 ? [envelope] : [], keep.Envelopes);
        Assert.Empty(keep.Owed);

        void Give(SignedExecutionPayloadEnvelope given)
        {
            var ask = (AskPeer)network.FishForMessage(static message => message is AskPeer);
            actor.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Answered, [given]));
        }
    }

    /// <summary>What another peer gives while one is being verified has not been looked at.</summary>
    [Fact]
    public void ThePayloadThatWasVerifiedIsKeptWhateverCameMeanwhile()
    {
        var block = Chain.Blocks[7];
        var root = block.Message.HashTreeRoot(Chain.Head.State.Ssz);
        var envelope = Chain.Envelopes.Single(one => one.Message.BeaconBlockRoot == root);
        var (network, storage, work) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var actor = Owing(root, "ab", network, storage, work);
        var ask = (AskPeer)network.FishForMessage(static message => message is AskPeer);
        actor.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Answered, [envelope]));
        storage.ExpectMsg<LoadBlock>();
        actor.Tell(new StoredBlock(root, block, null));
        var verify = work.ExpectMsg<VerifySignatures>();
        ask = (AskPeer)network.FishForMessage(static message => message is AskPeer);
        var other = envelope with { Message = envelope.Message with { BuilderIndex = 77 } };
        actor.Tell(new PeerAnswered(ask.RequestId, ask.Peer, ask.Request, PeerResult.Answered, [other]));
        storage.ExpectMsg<LoadBlock>();
        actor.Tell(new SignaturesVerified(verify.RequestId, [true]));
        Assert.Equal([envelope], storage.ExpectMsg<KeepPayloads>().Envelopes);
    }

    /// <summary>Storage pruned its block, or lists it no more: nobody is asked for it.</summary>
    [Fact]
    public async Task APayloadWhoseBlockIsNoLongerKeptIsNotOwed()
    {
        var root = Chain.Blocks[7].Message.HashTreeRoot(Chain.Head.State.Ssz);
        var actor = Owing(root, "", CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var why = await actor.Ask<SyncWhy>(GetSyncWhy.Instance, TimeSpan.FromSeconds(30));
        Assert.Contains(why.Wanted, item => item.What.Contains($"{root}", StringComparison.Ordinal));
        actor.Tell(new HistoryKept(0, default));
        why = await actor.Ask<SyncWhy>(GetSyncWhy.Instance, TimeSpan.FromSeconds(30));
        Assert.Empty(why.Wanted);
    }

    private IActorRef Owing(Root root, string peers, IActorRef network, TestProbe storage, IActorRef work)
    {
        var actor = Sys.ActorOf(BackfillActor.Props(
            new BackfillSettings { IsWhole = true },
            Chain.World.Spec,
            Chain.World.Genesis.GenesisValidatorsRoot,
            null,
            new BackfillRefs(network, storage, work)));
        storage.ExpectMsg<LoadHistory>();
        var view = RequestsActorTests.View();
        Sys.EventStream.Publish(new ChainViewChanged(view with { Head = view.Head with { State = Chain.Head.State } }));
        actor.Tell(new HistoryKept(0, default) { Owed = [root] });
        actor.Tell(new Peers([.. peers.Select(static peer => new PeerInfo(peer.ToString(), new Status { HeadSlot = 100 }, 0))]));
        return actor;
    }

    /// <summary>Its payload is left out, and the signature of the block is verified all the same.</summary>
    [Fact]
    public async Task ABlockWhosePayloadIsOfABuilderThatNobodyKnowsIsVerified()
    {
        var context = Chain.Head.State.Ssz;
        var own = Chain.Blocks[7];
        var payload = Chain.Envelopes.Single(envelope => envelope.Message.BeaconBlockRoot == own.Message.HashTreeRoot(context));
        var bid = own.Message.Body.SignedExecutionPayloadBid;
        var unknown = (BuilderIndex)1_000_000;
        var block = own with
        {
            Message = own.Message with
            {
                Body = own.Message.Body with
                {
                    SignedExecutionPayloadBid = bid with { Message = bid.Message with { BuilderIndex = unknown } },
                },
            },
        };
        var root = block.Message.HashTreeRoot(context);
        var envelope = payload with { Message = payload.Message with { BuilderIndex = unknown, BeaconBlockRoot = root } };
        var (network, storage, work) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var actor = Sys.ActorOf(BackfillActor.Props(
            new BackfillSettings { IsWhole = true },
            Chain.World.Spec,
            Chain.World.Genesis.GenesisValidatorsRoot,
            block.Message.ParentRoot,
            new BackfillRefs(network, storage, work)));
        storage.ExpectMsg<LoadHistory>();

        // Nothing is known yet, and so it is not said that nothing is missing.
        Assert.True((await actor.Ask<SyncWhy>(GetSyncWhy.Instance, TimeSpan.FromSeconds(5))).IsRunning);
        var view = RequestsActorTests.View();
        Sys.EventStream.Publish(new ChainViewChanged(view with { Head = view.Head with { State = Chain.Head.State } }));
        actor.Tell(new HistoryKept(block.Message.Slot + 1, root));
        actor.Tell(new Peers([new PeerInfo("a", new Status { HeadSlot = 100 }, 0)]));
        Answer<BeaconBlocksByRange>(block);
        Answer<ExecutionPayloadEnvelopesByRange>(envelope);
        var verify = work.ExpectMsg<VerifySignatures>();
        Assert.Single(verify.Items);
        storage.ExpectNoMsg(TimeSpan.Zero);
        actor.Tell(new SignaturesVerified(verify.RequestId, [true]));
        var keep = storage.ExpectMsg<KeepHistory>();
        Assert.Equal((0UL, root), (keep.Oldest, Assert.Single(keep.Blocks).Root));
        Assert.Empty(keep.Envelopes);

        void Answer<T>(object item)
        {
            var question = (AskPeer)network.FishForMessage(static message => message is AskPeer { Request: T });
            actor.Tell(new PeerAnswered(question.RequestId, question.Peer, question.Request, PeerResult.Answered, [item]));
        }
    }
}
