using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Network.Topics;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition;
using Xunit;

namespace Consensoor.Actors.Tests.Page;

/// <summary>What the page is told over HTTP is what the node published, and no more than is remembered.</summary>
public sealed class BoardTests : PatientKit
{
    private static readonly Root Refused = new([.. Enumerable.Repeat((byte)7, 32)]);

    [Fact]
    public async Task ARefusalAFailureAndAMissAreToldWithTheirWhy()
    {
        var (view, _) = Planned();
        var board = Board(view);
        await using var server = await PageServer.Start(view, board, Answering(new StoredBlock(default, null, null)));

        // Who has answered hears what is published.
        await board.Ask<Board>(new GetBoard(0));
        Sys.EventStream.Publish(new BlockRefused(
            Refused, 4, new Source.Peer("<img src=x>", 1), new Refusal("process_block_header", "block.slot == state.slot")));
        Sys.EventStream.Publish(new DutyPerformed(DutyKind.SyncMessage, 4, 9, "signing did not answer", DateTimeOffset.UnixEpoch));
        Sys.EventStream.Publish(new DutyPerformed(DutyKind.PayloadAttestation, 4, 9, "no block", default) { IsDue = false });
        Sys.EventStream.Publish(new QueueStatus("pools/bids", 3, 256, 1));
        var broken = Sys.ActorOf(Props.Create(static () => new Broken()), "broken");
        broken.Tell("a");
        broken.Tell("b");
        Sys.EventStream.Publish(new MailboxReport(DateTimeOffset.UnixEpoch, [new("broken", 3, 7, 0.5, TimeSpan.FromSeconds(4), 0)]));

        await AwaitAssertAsync(async () =>
        {
            var told = await server.Data("/consensoor/v1/refusals");
            var refusal = Assert.Single(told.GetProperty("refusals").EnumerateArray());
            Assert.Equal("block.slot == state.slot", refusal.GetProperty("reason").GetString());
            Assert.Equal("<img src=x>", refusal.GetProperty("peer").GetString());
            Assert.Equal($"/consensoor/v1/blocks/{Refused}/why", refusal.GetProperty("why").GetString());
            Assert.Equal("sync_message", Assert.Single(told.GetProperty("misses").EnumerateArray()).GetProperty("duty").GetString());
            var actors = await server.Data("/consensoor/v1/actors");
            var line = Assert.Single(actors.GetProperty("actors").EnumerateArray());
            Assert.Equal(("broken", 2), (line.GetProperty("path").GetString(), line.GetProperty("restarts").GetInt32()));
            Assert.Equal((3, 4000), (line.GetProperty("waiting").GetInt32(), line.GetProperty("oldest_ms").GetInt32()));
            Assert.Equal("b is wrong", line.GetProperty("last_failure").GetString());
            Assert.Equal("pools/bids", Assert.Single(actors.GetProperty("queues").EnumerateArray()).GetProperty("queue").GetString());
        });

        var why = await server.Data($"/consensoor/v1/blocks/{Refused}/why");
        Assert.Equal("refused", why.GetProperty("decision").GetString());
        Assert.Equal("block.slot == state.slot", why.GetProperty("reason").GetString());
        Assert.NotEmpty(why.GetProperty("otherwise").EnumerateArray());
        using var unknown = await server.Send("GET", $"/consensoor/v1/blocks/{default(Root)}/why");
        Assert.Equal(404, (int)unknown.StatusCode);
        using var malformed = await server.Send("GET", "/consensoor/v1/blocks/0x12/why");
        Assert.Equal(400, (int)malformed.StatusCode);
    }

    [Fact]
    public async Task VotesAndBidsAreCountedByWhenTheyCame()
    {
        var (view, chain) = Planned();
        var schedule = new SlotSchedule(view.Spec, view.GenesisTimeMs / 1000);
        var memory = new BoardMemory(schedule);
        void Came(object value, double slots) =>
            memory.Take(new GossipAccepted(default, value, 3), schedule.StartOf(3) + (slots * schedule.DurationOf(3)));
        var data = new AttestationData { Slot = 3 };
        Came(new SingleAttestation { Data = data }, -0.1);
        Came(new SingleAttestation { Data = data }, 0.26);
        Came(new SingleAttestation { Data = data }, 40);
        Came(new PayloadAttestationMessage { Data = new PayloadAttestationData { Slot = 3, PayloadPresent = true } }, 0.75);
        Came(new PayloadAttestationMessage { Data = new PayloadAttestationData { Slot = 3 } }, 0.76);
        for (ulong builder = 0; builder < 20; builder++)
        {
            Came(new SignedExecutionPayloadBid { Message = new ExecutionPayloadBid { Slot = 3, BuilderIndex = builder, Value = 5 } }, 0.1);
        }

        var slot = Assert.Single(memory.ToBoard(9).Slots);
        Assert.Equal((3UL, 16, 4), (slot.Slot, slot.Bids.Count, slot.OtherBids));
        Assert.Equal([0, 10, 59], slot.Votes.Index().Where(static one => one.Item == 1).Select(static one => one.Index));
        Assert.Equal((1, 1), (slot.PayloadPresent[30], slot.PayloadAbsent[30]));
        await using var server = await PageServer.Start(view, Answering(memory.ToBoard(9)), chain);
        var told = Assert.Single((await server.Data("/consensoor/v1/slots")).EnumerateArray());
        Assert.Equal(3, told.GetProperty("votes").EnumerateArray().Sum(static one => one.GetInt32()));
        Assert.Equal(16, told.GetProperty("bids").GetArrayLength());
    }

    [Fact]
    public void NoMoreIsRememberedThanMayBe()
    {
        var (view, _) = Planned();
        var memory = new BoardMemory(new SlotSchedule(view.Spec, view.GenesisTimeMs / 1000));
        for (ulong slot = 0; slot < 1_000; slot++)
        {
            memory.Take(new DutyPerformed(DutyKind.Attestation, slot, 1, $"{slot} {new string('x', 9_999)}", default));
            memory.Take(new BlockRefused(default, slot, Source.Own.Instance, new Refusal("f", new string('y', 9_999))), default);
            memory.Take(new FaultHappened(FaultKind.Delay, slot, "late", default));
            memory.Take(new QueueStatus($"q{slot}", 1, 1, 0));
            memory.Failed($"/user/{slot}", "wrong", DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(slot));
        }

        var board = memory.ToBoard(int.MaxValue);
        Assert.Equal(872UL, board.Slots[0].Slot);
        Assert.Equal(
            (BoardMemory.MostSlots, BoardMemory.Most, BoardMemory.Most, BoardMemory.Most, BoardMemory.Most),
            (board.Slots.Count, board.Misses.Count, board.Refusals.Count, board.Faults.Count, board.Failures.Count));
        Assert.Equal(BoardMemory.Most, board.Queues.Count);
        Assert.All(board.Refusals, static refusal => Assert.InRange(refusal.Reason.Length, 1, 300));
        Assert.Contains("/user/999", board.Failures.Keys);

        // What is earlier than all that is remembered pushes nothing out.
        memory.Take(new DutyPerformed(DutyKind.Attestation, 3, 1, null, default));
        Assert.Equal(872UL, memory.ToBoard(int.MaxValue).Slots[0].Slot);
    }

    /// <summary>From deneb to fulu a block waits for its columns or blobs, which are verified before it is imported.</summary>
    [Fact]
    public void ColumnsThatCameBeforeTheirBlockAreCounted()
    {
        var memory = Memory();
        var (early, late) = (DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(2));
        memory.Held(RootOf(1), 3, early);
        memory.Held(RootOf(2), 9, early);
        memory.Held(RootOf(1), 4, late);
        memory.Take(Imported(RootOf(1), 3));
        var block = Assert.Single(Assert.Single(memory.ToBoard(9).Slots).Blocks);
        Assert.Equal((7, early, late), (block.Columns, block.FirstColumnAt, block.LastColumnAt));
        memory.Held(RootOf(1), 1, late + TimeSpan.FromSeconds(1));
        block = Assert.Single(Assert.Single(memory.ToBoard(9).Slots).Blocks);
        Assert.Equal((8, early, late + TimeSpan.FromSeconds(1)), (block.Columns, block.FirstColumnAt, block.LastColumnAt));
    }

    /// <summary>Columns of blocks that never come push each other out.</summary>
    [Fact]
    public void ColumnsWithoutABlockAreFew()
    {
        var memory = Memory();
        for (var i = 0; i <= BoardMemory.Most; i++)
        {
            memory.Held(RootOf(i), 1, default);
        }

        memory.Take(Imported(RootOf(0), 3));
        memory.Take(Imported(RootOf(1), 4));
        Assert.Equal([0, 1], memory.ToBoard(9).Slots.Select(static slot => Assert.Single(slot.Blocks).Columns));
    }

    /// <summary>Peers that are one too many are blamed for nothing, and push no refused block out.</summary>
    [Fact]
    public void PeersThatAreLeftHideNoRefusal()
    {
        var memory = Memory();
        memory.Take(new BlockRefused(Refused, 4, Source.Own.Instance, new Refusal("f", "a condition")), DateTimeOffset.UnixEpoch);
        for (var i = 0; i < 300; i++)
        {
            memory.Take(
                new PeerLeft($"peer {i}", 0, i % 2 == 1 ? GoodbyeReason.Fault : GoodbyeReason.TooManyPeers, "why", IsBanned: false),
                DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(i));
        }

        var told = memory.ToBoard(0).Refusals;
        Assert.Equal((RefusedThing.Block, (Root?)Refused), (told[0].Thing, told[0].Root));
        Assert.Equal(1 + BoardMemory.Most, told.Count);
        Assert.All(told.Skip(1), static (left, i) => Assert.Equal(($"peer {i + 44}", i % 2 == 1), (left.Peer, left.IsBlamed)));
    }

    /// <summary>A proposer may make any number of blocks of its slot: what is said of those beyond the first few is not kept.</summary>
    [Fact]
    public void OfManyBlocksOfASlotTheFirstAreKnown()
    {
        var memory = Memory();
        for (var i = 0; i < 1_000; i++)
        {
            memory.Take(Imported(RootOf(i), 3));
        }

        Assert.Equal(
            Enumerable.Range(0, 8).Select(static i => RootOf(i)),
            Assert.Single(memory.ToBoard(9).Slots).Blocks.Select(static block => block.Times.Root));
        for (var i = 0; i < BoardMemory.Most; i++)
        {
            memory.Take(new PayloadRefused(RootOf(i), Source.Own.Instance, new Refusal("f", "a condition")), default);
        }

        Assert.Equal(8, memory.ToBoard(0).Refusals.Count(static refusal => refusal.Slot == 3UL));

        // With the slot its blocks are forgotten.
        for (Slot slot = 4; slot < 4 + BoardMemory.MostSlots; slot++)
        {
            memory.Take(Imported(RootOf((int)slot + 5_000), slot));
        }

        memory.Take(new PayloadRefused(RootOf(0), Source.Own.Instance, new Refusal("f", "a condition")), default);
        Assert.Null(memory.ToBoard(0).Refusals[^1].Slot);
    }

    /// <summary>The walk to the head, told with the weights at each choice, and what the other choice lacked.</summary>
    [Fact]
    public async Task TheTreeAndTheWhyOfTheHeadHaveTheWeightsOfTheStore()
    {
        var (view, _) = Planned();
        var (root, left, right) = (Filled(1), Filled(2), Filled(3));
        var dump = new ForkChoiceDump(
            new Checkpoint { Root = root },
            new Checkpoint { Root = root },
            default,
            new ForkChoiceNode(right, PayloadStatus.Full),
            [
                Row(root, default, 1, 90, 10, 80, hasPayload: true),
                Row(left, root, 2, 30, 0, 0, hasPayload: false),
                Row(right, root, 2, 50, 20, 30, hasPayload: true),
            ]);
        await using var server = await PageServer.Start(view, Board(view), Answering(dump));
        var why = await server.Data("/consensoor/v1/head/why");
        Assert.StartsWith($"{right} in slot 2, payload full", why.GetProperty("decision").GetString());
        var points = why.GetProperty("weighed").EnumerateArray().ToList();
        Assert.Equal(
            [
                ("payload of 0x03030303 in slot 2", "30"), ("blocks on 0x01010101 of slot 1", "50"),
                ("payload of 0x01010101 in slot 1", "80"),
            ],
            points.Select(static point => (point.GetProperty("what").GetString()!, Chosen(point))));
        Assert.Contains(
            why.GetProperty("otherwise").EnumerateArray(),
            static text => text.GetString() == "21 Gwei more had voted for 0x02020202 of slot 2");

        var tree = await server.Data("/consensoor/v1/tree?slots=999999999999");
        Assert.Equal(
            ["90", "30", "50"],
            tree.GetProperty("blocks").EnumerateArray().Select(static one => one.GetProperty("weight").GetString()));
        Assert.Equal(right.ToString(), tree.GetProperty("head").GetProperty("root").GetString());

        static string Chosen(JsonElement point) =>
            point.GetProperty("options").EnumerateArray().Single(static one => one.GetProperty("chosen").GetBoolean())
                .GetProperty("weight_gwei").GetString()!;
    }

    [Fact]
    public async Task TheOverviewHasTheClockAndTheDeadlinesOfTheFork()
    {
        var (view, chain) = Planned();
        await using var server = await PageServer.Start(view, Board(view), chain);
        var look = await server.Data("/consensoor/v1/overview");
        Assert.Equal($"{view.CurrentSlot}", look.GetProperty("slot").GetString());
        Assert.Equal(view.Head.Root.ToString(), look.GetProperty("head").GetProperty("root").GetString());
        Assert.Equal(
            [3332, 6667], look.GetProperty("deadlines").EnumerateArray().Select(static due => due.GetProperty("bps").GetInt32()));
    }

    private static (ChainView View, IActorRef Chain) Planned()
    {
        var planned = new PlannedChain();
        planned.Build(3, 0);
        planned.Build(5, 0);
        return (planned.ViewIn(6, isEarly: true), ActorRefs.Nobody);
    }

    private static BoardMemory Memory() => new(new SlotSchedule(PlannedChain.Spec, 0));

    private static BlockImported Imported(Root root, Slot slot) => new(
        new SignedBeaconBlock { Message = new BeaconBlock { Slot = slot, Body = new BeaconBlockBody() } },
        root,
        null!,
        Source.Own.Instance,
        TimeSpan.Zero,
        DateTimeOffset.UnixEpoch,
        false);

    private static Root RootOf(int number)
    {
        var bytes = new byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return new Root(bytes);
    }

    private static Root Filled(byte fill) => new([.. Enumerable.Repeat(fill, 32)]);

    private static ForkChoiceBlock Row(Root root, Root parent, ulong slot, ulong weight, ulong empty, ulong full, bool hasPayload) =>
        new(new ChainBlock(new BlockSummary(root, slot, 7, parent, default)), true, hasPayload, weight, empty, full)
        {
            Justified = new Checkpoint(),
            Finalized = new Checkpoint(),
            PayloadHash = default,
            ParentHash = default,
        };

    private IActorRef Board(ChainView view) => Sys.ActorOf(BoardActor.Props(new SlotSchedule(view.Spec, view.GenesisTimeMs / 1000)));

    // Answers anything with an answer, and who asks for the board with an empty one.
    private TestProbe Answering(object answer)
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, _) =>
        {
            sender.Tell(answer, probe);
            return AutoPilot.KeepRunning;
        }));
        return probe;
    }

    private sealed class Broken : ReceiveActor
    {
        public Broken() => Receive<string>(static text => throw new InvalidOperationException($"{text} is wrong"));
    }
}
