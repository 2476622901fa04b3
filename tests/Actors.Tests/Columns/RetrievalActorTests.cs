using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Columns;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>Whom the asker for blobs asks and tells, once each.</summary>
public sealed class RetrievalActorTests : PatientKit
{
    private static readonly ChainSpec Spec = TestBlobs.ElectraSpec;
    private static readonly (SignedBeaconBlock Block, Root Root, SszContext Context, IReadOnlyList<BlobSidecar> Sidecars) Carrier =
        TestBlobs.ElectraBlock(3, slot: 10);

    private readonly TestProbe _network;
    private readonly TestProbe _engine;
    private readonly TestProbe _work;
    private readonly TestProbe _counts;
    private readonly IActorRef _retrieval;

    public RetrievalActorTests()
        : base("akka.loglevel = INFO")
    {
        (_network, _engine, _work, _counts) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe(_counts, typeof(ExecutionBlobsAsked));
        var genesis = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() - (10 * Spec.Config.SlotDurationMs / 1000);
        _retrieval = Sys.ActorOf(RetrievalActor.Props(Spec, new SlotSchedule(Spec, genesis), 2, _network, _engine, _work));
        _retrieval.Tell(new Identify(1), _work);
        _work.ExpectMsg<ActorIdentity>();
    }

    [Fact]
    public void WhatTheExecutionLayerHasIsMadeAndPublishedAsItsOwn()
    {
        Await(ColumnSet.First(3));
        Await(ColumnSet.First(3));
        var question = _engine.ExpectMsg<GetBlobs>();
        Assert.Equal((ForkName.Electra, 3), (question.Fork, question.VersionedHashes.Count));
        _retrieval.Tell(new BlobsFound(question.RequestId, [.. Carrier.Sidecars.Select(Found)], null));
        var work = _work.ExpectMsg<MakeSidecars>();
        Assert.Equal((Carrier.Root, ColumnSet.First(3)), (work.BlockRoot, work.Wanted));

        // One comes by gossip meanwhile.
        Sys.EventStream.Publish(new BlobsHeld(Carrier.Root, [Carrier.Sidecars[1]]));
        _retrieval.Tell(new SidecarsMade(Carrier.Root, Carrier.Sidecars, []));
        foreach (var index in (int[])[0, 2])
        {
            var published = _network.ExpectMsg<Publish>();
            Assert.Equal((Carrier.Sidecars[index], (ulong)index), (published.Message, published.Subnet));
            Assert.IsType<Source.ExecutionLayer>(published.Source);
        }

        _network.ExpectNoMsg(TimeSpan.Zero);
        _engine.ExpectNoMsg(TimeSpan.Zero);
        var count = _counts.ExpectMsg<ExecutionBlobsAsked>();
        Assert.Equal((3, 3), (count.Asked, count.Found));
    }

    [Fact]
    public void AnExecutionLayerThatIsAwayIsNoFailureAndNotAskedAgain() =>
        EventFilter.Warning().Expect(0, () =>
        {
            Await(ColumnSet.First(3));
            _retrieval.Tell(BlobsFound.None(_engine.ExpectMsg<GetBlobs>().RequestId, "it is away"));
            Assert.Null(_counts.ExpectMsg<ExecutionBlobsAsked>().Found);
            Await(ColumnSet.First(3));
            _engine.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
            _work.ExpectNoMsg(TimeSpan.Zero);
        });

    [Fact]
    public void BlobsThatDoNotHoldAreSaidOnceABlock() =>
        EventFilter.Warning(contains: "are not those of block").ExpectOne(() =>
        {
            foreach (var sidecar in Carrier.Sidecars)
            {
                _retrieval.Tell(new Published(sidecar, GossipDecision.Reject, "invalid sidecar kzg proofs"));
                _retrieval.Tell(new Published(sidecar, GossipDecision.Ignore, "already seen"));
            }
        });

    [Fact]
    public void AnAnswerToItsFormerSelfSettlesNoOtherBlocksQuestion()
    {
        var retrieval = Sys.ActorOf(Props.Create(() => new Restarter(
            RetrievalActor.Props(Spec, new SlotSchedule(Spec, 0), 2, _network, _engine, _work))));
        retrieval.Tell(new DataAwaited(Carrier.Root, Carrier.Block, ColumnSet.First(3)));
        var former = _engine.ExpectMsg<GetBlobs>().RequestId;
        retrieval.Tell("fail");
        retrieval.Tell(new DataAwaited(new Root([7, .. new byte[31]]), Carrier.Block, ColumnSet.First(3)));
        Assert.NotEqual(former, _engine.ExpectMsg<GetBlobs>().RequestId);
        retrieval.Tell(new BlobsFound(former, [.. Carrier.Sidecars.Select(Found)], null));
        _work.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        _counts.ExpectNoMsg(TimeSpan.Zero);
    }

    private static FoundBlob Found(BlobSidecar sidecar) => new(sidecar.Blob, [sidecar.KzgProof]);

    private void Await(ColumnSet missing) => Sys.EventStream.Publish(new DataAwaited(Carrier.Root, Carrier.Block, missing));
}
