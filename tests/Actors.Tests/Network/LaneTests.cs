using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Network.Gossip;
using Consensoor.Actors.Network.Topics;
using Consensoor.Actors.Pools;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>A lane by itself, its neighbours played: batches, back-pressure, verdicts.</summary>
public class LaneTests : PatientKit
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal);
    private static readonly Root Unseen = new([.. Enumerable.Repeat((byte)7, 32)]);
    private readonly TestProbe _network;
    private readonly TestProbe _chain;
    private readonly TestProbe _work;
    private readonly TestProbe _pool;
    private ulong _id;

    public LaneTests() =>
        (_network, _chain, _work, _pool) =
            (CreateTestProbe("network"), CreateTestProbe("chain"), CreateTestProbe("work"), CreateTestProbe("pool"));

    [Fact]
    public void ABatchIsUnderWayUntilThePoolTookIt()
    {
        using var gate = new ManualResetEventSlim();
        var pool = Sys.ActorOf(Props.Create(() => new SlowPool(_pool, gate)));
        var intake = Open(pool, batch: 1, parallel: 1);
        Send(intake, 1);
        Send(intake, 2);
        Verify(valid: true);
        Assert.Equal(GossipDecision.Accept, Verdict().Decision);
        _pool.ExpectMsg<AddVoluntaryExit>();
        _work.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        gate.Set();
        Verify(valid: false);
        Assert.Equal(GossipDecision.Reject, Verdict().Decision);
    }

    [Fact]
    public void MessagesThatComeTogetherAreVerifiedTogether()
    {
        var intake = Open(_pool, batch: 4, parallel: 1);
        for (ulong i = 1; i <= 4; i++)
        {
            Send(intake, i);
        }

        Assert.Equal(4, _work.ExpectMsg<VerifySignatures>().Items.Count);
    }

    [Fact]
    public void OnesOwnDoesNotWaitForABatchToFill()
    {
        var intake = Open(_pool, batch: 100, parallel: 1, wait: TimeSpan.FromMinutes(5));
        Send(intake, 1);
        _work.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        intake.Tell(new LaneMessage(++_id, Source.Own.Instance, ForkName.Phase0, null, default, Exit(2)));
        Assert.Equal(WorkPriority.Payload, _work.ExpectMsg<VerifySignatures>().Priority);
    }

    /// <summary>After a restart the head's registry and committees are old: who sends what does not hold by them is not to blame.</summary>
    [Theory]
    [InlineData(0, GossipDecision.Reject)]
    [InlineData(7, GossipDecision.Reject)]
    [InlineData(16, GossipDecision.Ignore)]
    [InlineData(5000, GossipDecision.Ignore)]
    public void WhatDoesNotHoldByAHeadFarBehindIsNotLaidToItsSender(int slotsBehind, GossipDecision decision)
    {
        var view = RequestsActorTests.View();
        var now = (ulong)Sys.Scheduler.Now.ToUnixTimeMilliseconds();
        var genesis = now - ((view.Head.Slot + (ulong)slotsBehind) * view.Spec.Config.SlotDurationMs);
        var intake = Open(_pool, batch: 1, parallel: 1, view: view with { GenesisTimeMs = genesis });
        Send(intake, 999);
        var verdict = Verdict();
        Assert.Equal((decision, decision == GossipDecision.Reject), (verdict.Decision, verdict.IsJudged));
    }

    /// <summary>By the head a member of another branch's committee is a stranger.</summary>
    [Theory]
    [InlineData(888)]
    [InlineData(777)]
    public void WhatTheHeadSaysOfABlockThatIsNotHereIsNotLaidToItsSender(ulong epoch)
    {
        var intake = Open(_pool, batch: 1, parallel: 1);
        Send(intake, epoch);
        AssertUnjudged(Verdict());
        _work.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    /// <summary>
    /// A peer's message whose proposer is not at hand is not passed on; of blocks the chain gets it, else nobody. One's own goes out.
    /// </summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void WhatNobodyKnowsTheProposerOfIsNotPassedOn(bool isTaken, bool isOwn)
    {
        var accepted = CreateTestProbe("accepted");
        Sys.EventStream.Subscribe(accepted, typeof(GossipAccepted));
        var intake = Open(_pool, batch: 1, parallel: 1, takesUnknownProposers: isTaken);
        if (isOwn)
        {
            intake.Tell(new LaneMessage(++_id, Source.Own.Instance, ForkName.Phase0, null, default, Exit(555)));
        }
        else
        {
            Send(intake, 555);
        }

        if (isTaken || isOwn)
        {
            Verify(valid: true);
            _pool.ExpectMsg<AddVoluntaryExit>();
        }

        var verdict = Verdict();
        Assert.Equal(
            isOwn ? (GossipDecision.Accept, null) : (GossipDecision.Ignore, "not at hand"), (verdict.Decision, verdict.Reason));
        if (isOwn)
        {
            accepted.ExpectMsg<GossipAccepted>();
        }
        else
        {
            accepted.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        }
    }

    [Fact]
    public void BytesThatAreNoMessageAreRejected()
    {
        var intake = Open(_pool, batch: 1, parallel: 1);
        intake.Tell(new LaneMessage(++_id, new Source.Peer("peer", _id), ForkName.Phase0, null, new byte[] { 1, 2, 3 }, null));
        var verdict = Verdict();
        Assert.Equal((_id, GossipDecision.Reject), (verdict.Id, verdict.Decision));
    }

    /// <summary>What is rejected is told, with the block that it names, the first ones of a slot; what is ignored is not.</summary>
    [Fact]
    public void WhatIsRejectedIsToldAndAStormByItsFirstOnes()
    {
        var told = CreateTestProbe("told");
        Sys.EventStream.Subscribe(told, typeof(GossipRefused));
        var view = RequestsActorTests.View();
        var genesis = (ulong)Sys.Scheduler.Now.ToUnixTimeMilliseconds() - (view.Head.Slot * view.Spec.Config.SlotDurationMs);
        var intake = Open(_pool, batch: 1, parallel: 1, view: view with { GenesisTimeMs = genesis });
        Send(intake, 333);
        _chain.ExpectMsg<AwaitBlocks>();
        for (var i = 0; i < 40; i++)
        {
            Send(intake, 999);
            Verdict();
        }

        for (var i = 0; i < 16; i++)
        {
            var refused = told.ExpectMsg<GossipRefused>();
            Assert.Equal(
                (TopicKind.VoluntaryExit, "exits", (Root?)Unseen, (Slot?)999, "peer", "validator index out of range"),
                (refused.Kind, refused.Topic, refused.Block, refused.Slot, refused.Source.PeerId, refused.Reason));
        }

        told.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Sys.EventStream.Publish(new SlotStarted(100, 12, Sys.Scheduler.Now));
        AwaitAssert(() =>
        {
            intake.Tell(new LaneMessage(++_id, new Source.Peer("peer", _id), ForkName.Phase0, null, new byte[] { 1, 2, 3 }, null));
            var refused = told.ExpectMsg<GossipRefused>();
            Assert.Equal(((Root?)null, (Slot?)null), (refused.Block, refused.Slot));
        });
    }

    [Fact]
    public void AFaultOfACheckCostsThatMessageOnly()
    {
        var intake = Open(_pool, batch: 1, parallel: 1);
        Send(intake, 666);
        Assert.Equal("a fault of this node", Verdict().Reason);
        Send(intake, 1);
        _work.ExpectMsg<VerifySignatures>();
    }

    /// <summary>Who published it is told that nobody judged it: a fault here is no verdict on a message.</summary>
    [Fact]
    public void AFaultOfACheckIsNoVerdictOnOnesOwn()
    {
        var intake = Open(_pool, batch: 1, parallel: 1);
        intake.Tell(new LaneMessage(++_id, Source.Own.Instance, ForkName.Phase0, null, default, Exit(666)));
        AssertUnjudged(Verdict());
    }

    [Fact]
    public void WhatTheWorkPoolDroppedIsIgnored()
    {
        var intake = Open(_pool, batch: 1, parallel: 1);
        Send(intake, 1);
        var request = _work.ExpectMsg<VerifySignatures>();
        _work.Reply(new SignaturesDropped(request.RequestId, WorkDrop.Full));
        AssertUnjudged(Verdict());
        Send(intake, 2);
        _work.ExpectMsg<VerifySignatures>();
    }

    [Fact]
    public void WhatCameBeforeTheFirstSlotWasHeardIsGivenUpNoEarlierThanTheRest()
    {
        var intake = Open(_pool, batch: 1, parallel: 1);
        Send(intake, 1);
        var request = _work.ExpectMsg<VerifySignatures>();
        Sys.EventStream.Publish(new SlotStarted(100, 12, Sys.Scheduler.Now));
        Sys.EventStream.Publish(new SlotStarted(104, 13, Sys.Scheduler.Now));
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        _work.Reply(new SignaturesVerified(request.RequestId, [true]));
        Assert.Equal(GossipDecision.Accept, Verdict().Decision);
        Send(intake, 2);
        _work.ExpectMsg<VerifySignatures>();
        Sys.EventStream.Publish(new SlotStarted(109, 13, Sys.Scheduler.Now));
        AssertUnjudged(Verdict());
    }

    [Fact]
    public void AFullQueueAnswersForWhatItDrops()
    {
        var intake = Open(_pool, batch: 1, parallel: 1, queue: 2);
        for (ulong i = 1; i <= 10; i++)
        {
            Send(intake, i);
        }

        // One is under way and two wait; the oldest of the others went, each with its verdict.
        var dropped = Enumerable.Range(0, 7).Select(_ => Verdict()).ToArray();
        Assert.All(dropped, AssertUnjudged);
        Assert.Equal(7, dropped.Select(static verdict => verdict.Id).Distinct().Count());
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData(WaitVerdict.Refused, GossipDecision.Reject)]
    [InlineData(WaitVerdict.GivenUp, GossipDecision.Ignore)]
    public void WhatNamesAnUnknownBlockGoesToTheChainsRoomAndIsDecidedByWhatBecameOfIt(WaitVerdict end, GossipDecision decision)
    {
        var intake = Open(_pool, batch: 1, parallel: 1);
        Send(intake, 333);
        var awaited = Assert.Single(_chain.ExpectMsg<AwaitBlocks>().Messages);
        Assert.Equal((TopicKind.VoluntaryExit, Unseen, false), (awaited.Kind, awaited.Root, awaited.IsPayload));
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        _chain.Reply(new WaitEnded([awaited.Item], end, "so it ended"));
        var verdict = Verdict();
        Assert.Equal((_id, decision, end == WaitVerdict.Refused), (verdict.Id, verdict.Decision, verdict.IsJudged));
    }

    [Fact]
    public void WhatComesBackIsJudgedAgainAndDoesNotWaitForTheSameTwice()
    {
        var intake = Open(_pool, batch: 1, parallel: 1);
        Send(intake, 333);
        var awaited = Assert.Single(_chain.ExpectMsg<AwaitBlocks>().Messages);
        _chain.Reply(new WaitEnded([awaited.Item], WaitVerdict.Here, ""));
        AssertUnjudged(Verdict());
        _chain.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    /// <summary>
    /// A vote may name a block that is nowhere, but the payload of a block that is here: the first is heard of as its block comes, the
    /// second nobody else may ever name (a node that lost the envelope would build on EMPTY alone).
    /// </summary>
    [Theory]
    [InlineData(333, false)]
    [InlineData(334, true)]
    public void ThePayloadThatAnyMessageNamesIsFetched(ulong epoch, bool isPayload)
    {
        var intake = Open(_pool, batch: 1, parallel: 1);
        Send(intake, epoch);
        var awaited = Assert.Single(_chain.ExpectMsg<AwaitBlocks>().Messages);
        Assert.Equal((Unseen, isPayload, isPayload), (awaited.Root, awaited.IsPayload, awaited.IsFetched));
    }

    private static SignedVoluntaryExit Exit(ulong epoch) => new() { Message = new VoluntaryExit { Epoch = epoch } };

    private IActorRef Open(
        IActorRef pool,
        int batch,
        int parallel,
        TimeSpan? wait = null,
        int queue = 16,
        ChainView? view = null,
        bool takesUnknownProposers = false)
    {
        var topic = new Topic(TopicKind.VoluntaryExit, "exits", new TopicForm<SignedVoluntaryExit>(ForkName.Phase0)
        {
            SlotOf = static exit => exit.Message.Epoch,
            Names = static (_, _) => Unseen,
            Check = static (check, exit) =>
            {
                check.Verifier.VerifyNow(default, default, default);
                return exit.Message.Epoch switch
                {
                    666 => throw new InvalidOperationException("a fault on purpose"),
                    999 => GossipResult.Reject("validator index out of range"),
                    888 => GossipResult.Reject("not in the committee") with { IsByHead = true },
                    777 => GossipResult.Accept with { IsByHead = true },
                    555 => GossipResult.Ignore("not at hand") with { IsProposerUnknown = true },
                    333 => GossipResult.IgnoreUntil(Unseen, "not seen", isRejectedWithIt: true),
                    334 => GossipResult.IgnoreUntilPayload(Unseen, "payload not seen"),
                    _ => GossipResult.Accept,
                };
            },
            Accept = static (accept, exit, _) =>
            {
                accept.Out.Tell(accept.To.Pools.Operations, new AddVoluntaryExit(exit));
                return true;
            },
        })
        {
            TakesUnknownProposers = takesUnknownProposers,
        };
        var settings = new LaneSettings(
            "gossip/exits",
            queue,
            batch,
            wait ?? TimeSpan.FromMilliseconds(batch == 1 ? 0 : 200),
            parallel,
            true,
            WorkPriority.Attestation,
            8,
            4);
        var pools = new PoolRefs(pool, pool, pool, pool, pool);
        Sys.ActorOf(LaneActor.Props(Spec, topic, settings, new LaneRefs(_network, _chain, _work, pools)));
        _network.ExpectMsg<LaneOpened>();
        var intake = _network.LastSender;
        _chain.ExpectMsg<GetChainView>();
        _chain.Reply(new ChainViewChanged(view ?? (ChainView)RuntimeHelpers.GetUninitializedObject(typeof(ChainView))));
        return intake;
    }

    private void Send(IActorRef intake, ulong epoch) => intake.Tell(
        new LaneMessage(++_id, new Source.Peer("peer", _id), ForkName.Phase0, null, Exit(epoch).ToSsz(Spec.Ssz(ForkName.Phase0)), null));

    private void Verify(bool valid)
    {
        var request = _work.ExpectMsg<VerifySignatures>();
        _work.Reply(new SignaturesVerified(request.RequestId, [.. request.Items.Select(_ => valid)]));
    }

    private static void AssertUnjudged(GossipVerdict verdict) =>
        Assert.Equal((GossipDecision.Ignore, false), (verdict.Decision, verdict.IsJudged));

    private GossipVerdict Verdict() => Assert.Single(_network.ExpectMsg<GossipVerdicts>().Verdicts);

    /// <summary>A pool that is busy with its first message until the gate opens.</summary>
    private sealed class SlowPool : ReceiveActor
    {
        public SlowPool(IActorRef pool, ManualResetEventSlim gate) => ReceiveAny(message =>
        {
            pool.Tell(message);
            gate.Wait(TimeSpan.FromSeconds(20));
        });
    }
}
