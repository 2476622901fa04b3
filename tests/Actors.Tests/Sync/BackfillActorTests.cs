using Akka.Actor;
using Akka.TestKit.Xunit2;
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
public sealed class BackfillActorTests : TestKit
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;

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
