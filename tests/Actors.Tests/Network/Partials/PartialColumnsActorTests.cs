using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Partials;
using Consensoor.Actors.Tests.Production;
using Consensoor.Interop.Gossipsub;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Partials;

/// <summary>Who judges partial columns, its neighbours played: each check is answered once, whatever the pool of work says.</summary>
public sealed class PartialColumnsActorTests : PatientKit
{
    private const int Blobs = 3;
    private const ulong Column = 5;

    private readonly ChainView _view = ViewWithBlock();
    private readonly TestProbe _network;
    private readonly TestProbe _work;
    private readonly TestProbe _chain;
    private readonly IActorRef _partials;
    private ulong _id;

    public PartialColumnsActorTests()
    {
        (_network, _work, _chain) = (CreateTestProbe("network"), CreateTestProbe("work"), CreateTestProbe("chain"));

        // The head's slot is the one there is now.
        var now = (ulong)Sys.Scheduler.Now.ToUnixTimeSeconds();
        var schedule = new SlotSchedule(_view.Spec, now - (_view.Head.Slot * _view.Spec.Config.SlotDurationMs / 1000));
        var settings = PartialColumnsSettings.Off with { Support = PartialSupport.Requests | PartialSupport.Sends, Checks = 2 };
        _partials = Sys.ActorOf(PartialColumnsActor.Props(
            _view.Spec, schedule, settings, new PartialColumnsRefs(_network, _work, _chain)));
        _network.ExpectMsg<PartialsOpened>();
        _chain.ExpectMsg<GetChainView>();
        _partials.Tell(new ChainViewChanged(_view));
    }

    private Root Root => _view.Blocks.Keys.Single();

    private PartialDataColumnGroupID Group => new() { BeaconBlockRoot = Root, Slot = _view.Head.Slot };

    [Theory]
    [InlineData(true, GossipDecision.Accept)]
    [InlineData(false, GossipDecision.Reject)]
    public void CellsGoToThePoolWithTheirOwnCommitments(bool isValid, GossipDecision decision)
    {
        Send("101");
        var asked = _work.ExpectMsg<VerifyDataColumns>();
        Assert.Equal([Commitment(0), Commitment(2)], asked.Commitments);
        var column = Assert.Single(asked.Columns);
        Assert.Equal((Column, 2, 2), (column.Index, column.Column.Count, column.KzgProofs.Count));
        _work.Reply(new DataColumnsVerified(asked.BlockRoot, isValid ? [column] : [], isValid ? [] : [column]));
        Assert.Equal((_id, decision), Verdict());
    }

    [Fact]
    public void WhatNobodyVerifiedCostsNobody()
    {
        Send("111");
        var asked = _work.ExpectMsg<VerifyDataColumns>();
        _work.Reply(new DataColumnsDropped(asked.BlockRoot, asked.Columns, WorkDrop.Full));
        Assert.Equal((_id, GossipDecision.Ignore), Verdict());
        _work.Reply(new DataColumnsVerified(asked.BlockRoot, [], asked.Columns));
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void ConditionsComeBeforeThePool()
    {
        Send("1111");
        Assert.Equal((_id, GossipDecision.Reject), Verdict());
        Send("101", Group with { Slot = 3 });
        Assert.Equal((_id, GossipDecision.Reject), Verdict());
        Send("101", Group with { BeaconBlockRoot = new Root([.. Enumerable.Repeat((byte)9, 32)]) });
        Assert.Equal((_id, GossipDecision.Ignore), Verdict());
        _work.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void MoreThanCanBeLookedAtIsIgnored()
    {
        Send("100");
        Send("010");
        Send("001");
        Assert.Equal((_id, GossipDecision.Ignore), Verdict());
    }

    [Fact]
    public void ABlockBeginsItsGroupOnceAndAWireThatBeginsAnewIsToldAgain()
    {
        var block = _view.Blocks[Root].Block!;
        var imported = new BlockImported(block, Root, _view.Head.State, Source.Own.Instance, default, default, false);
        _partials.Tell(imported);
        var begun = _network.ExpectMsg<BeginColumns>();
        Assert.Equal((Group, _view.Head.Slot, Blobs), (begun.Group, begun.Slot, begun.Cells));
        Assert.Null(begun.Header);
        _partials.Tell(imported);
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        _partials.Tell(WireBegun.Instance);
        _partials.Tell(imported);
        _network.ExpectMsg<BeginColumns>();
    }

    [Fact]
    public void WholeColumnsServeTheirCellsWhileTheyAreNew()
    {
        var column = new DataColumnSidecar { Index = Column, Slot = _view.Head.Slot, BeaconBlockRoot = Root, Column = Cells(Blobs) };
        _partials.Tell(new ColumnsHeld(Root, [column with { Slot = _view.Head.Slot - 10 }]));
        _network.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        _partials.Tell(new ColumnsHeld(Root, [column]));
        Assert.Equal(Group, _network.ExpectMsg<BeginColumns>().Group);
        Assert.Same(column, _network.ExpectMsg<HoldColumns>().Columns.Single());
    }

    [Fact]
    public void AColumnThatCellsCompletedIsPublished()
    {
        var cells = Cells(Blobs);
        ReadOnlyMemory<byte>[] bytes = [.. Enumerable.Range(0, Blobs).Select(i => cells[i].AsMemory())];
        _partials.Tell(new ColumnCompleted(Topic, Group, bytes, new KZGProof[Blobs]));
        var publish = _network.ExpectMsg<Publish>();
        var column = Assert.IsType<DataColumnSidecar>(publish.Message);
        Assert.Equal((Column, Column, _view.Head.Slot, Root), (publish.Subnet, column.Index, column.Slot, column.BeaconBlockRoot));
        Assert.Equal(cells, column.Column);
        Assert.Equal(Blobs, column.KzgProofs.Count);
    }

    private static GossipTopic Topic => new(ForkName.Gloas, default, TopicKind.DataColumnSidecar, Column);

    private static KZGCommitment Commitment(int blob) => new([(byte)(blob + 1), .. new byte[47]]);

    private static SszList<ByteList> Cells(int count) =>
        [.. Enumerable.Range(0, count).Select(i => ByteList.Create([(byte)i, .. new byte[2047]]))];

    private static ChainView ViewWithBlock()
    {
        var view = RequestsActorTests.View();
        var block = view.Head.Block;
        var bid = block.Message.Body.SignedExecutionPayloadBid;
        var body = block.Message.Body with
        {
            SignedExecutionPayloadBid = bid with
            {
                Message = bid.Message with { BlobKzgCommitments = [.. Enumerable.Range(0, Blobs).Select(Commitment)] },
            },
        };
        var known = block with { Message = block.Message with { Body = body } };
        var root = known.Message.HashTreeRoot(view.Head.State.Ssz);
        return view with
        {
            Blocks = ImmutableDictionary<Root, ChainBlock>.Empty.Add(root, TestViews.BlockOf(known, root, view.Head.State)),
        };
    }

    private void Send(string bits, PartialDataColumnGroupID? group = null)
    {
        var cells = bits.Count(static bit => bit == '1');
        var sidecar = new PartialDataColumnSidecar
        {
            CellsPresentBitmap = BitList.Create([.. bits.Select(static bit => bit == '1')]),
            PartialColumn = Cells(cells),
            KzgProofs = [.. Enumerable.Repeat(default(KZGProof), cells)],
        };
        _partials.Tell(new PartialReceived(++_id, "peer", Topic, group ?? Group, sidecar));
    }

    private (ulong Id, GossipDecision Decision) Verdict()
    {
        var verdict = _network.ExpectMsg<PartialVerdict>();
        return (verdict.Id, verdict.Decision);
    }
}
