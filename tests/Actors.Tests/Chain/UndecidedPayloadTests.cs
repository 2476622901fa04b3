using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// An execution layer that was syncing: what it has not decided, what it finds valid, and what it finds invalid with some that were taken
/// undecided.
/// </summary>
public sealed class UndecidedPayloadTests
{
    private const ulong LastValid = 4;
    private const ulong Judged = 8;
    private static readonly RecordedChain Chain = RecordedChain.Instance;

    [Fact]
    public void TheHeadFallsBackToTheLastBlockThatStandsOnAValidPayload()
    {
        var (world, system) = RecordedChain.StartFollower(
            Chain, 1, RecordedChain.Slots, static inner => new JudgedEngine(inner, Judge) { JudgeHead = Undecided });
        using (world)
        {
            var (chain, outcomes) = (ChainOf(system), new List<ImportOutcome>());
            Import(world, system, outcomes, 0, RecordedChain.Slots);

            // The payload of the next slot is invalid, its block is not: it is the head, without a payload.
            var head = world.Ask<ChainViewChanged>(chain, GetChainView.Instance, TimeSpan.FromSeconds(1)).View.Head;
            Assert.Equal((LastValid + 1, HeadPayloadStatus.Empty), (head.Slot, head.PayloadStatus));
            Assert.Equal(PayloadOf(LastValid), head.Execution.Head);
            Assert.Contains(outcomes, static outcome => outcome.Root == RootOf(Judged) && outcome.Verdict == ImportVerdict.Refused);

            // What stood on it waits when it comes again, for a payload or a parent: the execution layer may say otherwise then.
            foreach (var slot in (ulong[])[LastValid + 2, Judged])
            {
                Assert.Null(ViewOf(world, chain).Lookup(RootOf(slot)));
                var again = world.Ask<ImportOutcome>(
                    chain, new ImportBlock(BlockOf(slot), ForkName.Gloas, new Source.Sync("peer")), TimeSpan.FromSeconds(1));
                Assert.Equal(ImportVerdict.Waiting, again.Verdict);
            }

            var empty = ViewOf(world, chain).Lookup(RootOf(LastValid + 1))!;
            Assert.NotNull(empty.State);
            Assert.Null(empty.Envelope);
        }
    }

    [Fact]
    public void WithoutALastValidHashThePayloadAloneIsRefused()
    {
        var (world, system) = RecordedChain.StartFollower(
            Chain, 1, RecordedChain.Slots, static inner => new JudgedEngine(inner, JudgeAlone) { JudgeHead = Undecided });
        using (world)
        {
            var outcomes = new List<ImportOutcome>();
            Import(world, system, outcomes, 0, RecordedChain.Slots);
            var head = ViewOf(world, ChainOf(system)).Head;
            Assert.Equal((Judged, HeadPayloadStatus.Empty, true), (head.Slot, head.PayloadStatus, head.IsOptimistic));
            Assert.Equal(PayloadOf(Judged - 1), head.Execution.Head);
            Assert.Single(outcomes, static outcome => outcome.Verdict == ImportVerdict.Refused);
        }
    }

    /// <summary>Nothing is refused for good for what an execution layer said: it may have been the one that was wrong.</summary>
    [Fact]
    public void WhatIsValidAfterItWasInvalidIsTaken()
    {
        var isInvalid = true;
        var (world, system) = RecordedChain.StartFollower(
            Chain,
            1,
            RecordedChain.Slots,
            inner => new JudgedEngine(inner, request => isInvalid ? Judge(request) : null)
            {
                JudgeHead = told => isInvalid ? Undecided(told) : null,
            });
        using (world)
        {
            var chain = ChainOf(system);
            Import(world, system, [], 0, RecordedChain.Slots);
            Assert.Equal(LastValid + 1, ViewOf(world, chain).Head.Slot);
            isInvalid = false;
            Import(world, system, [], 0, RecordedChain.Slots);
            var head = ViewOf(world, chain).Head;
            Assert.Equal((Chain.Head.Root, HeadPayloadStatus.Full, false), (head.Root, head.PayloadStatus, head.IsOptimistic));
        }
    }

    [Fact]
    public void WhatIsUndecidedIsSaidSoUntilItIsValid()
    {
        var (world, system) = RecordedChain.StartFollower(
            Chain, 1, RecordedChain.Slots, static inner => new JudgedEngine(inner, Undecided) { JudgeHead = Undecided });
        using (world)
        {
            var chain = ChainOf(system);
            Import(world, system, [], 0, (int)Judged - 1);
            Assert.True(world.Ask<ChainViewChanged>(chain, GetChainView.Instance, TimeSpan.FromSeconds(1)).View.Head.IsOptimistic);
            Assert.False(IsOptimistic(LastValid));
            Assert.True(IsOptimistic(LastValid + 2));
            Import(world, system, [], (int)Judged, RecordedChain.Slots);
            Assert.False(world.Ask<ChainViewChanged>(chain, GetChainView.Instance, TimeSpan.FromSeconds(1)).View.Head.IsOptimistic);
            Assert.False(IsOptimistic(LastValid + 2));

            bool IsOptimistic(Slot slot) => ViewOf(world, chain).Lookup(RootOf(slot))!.IsOptimistic;
        }
    }

    private static ActorSelection ChainOf(ActorSystem system) => system.ActorSelection($"/user/{Node.Name}/{NodeChildren.Chain}");

    private static ChainView ViewOf(SimulatedWorld world, ActorSelection chain) =>
        world.Ask<ChainViewChanged>(chain, GetChainView.Instance, TimeSpan.FromSeconds(1)).View;

    private static void Import(SimulatedWorld world, ActorSystem system, List<ImportOutcome> outcomes, int first, int last)
    {
        object[] imports =
        [
            new ImportDataColumns(Chain.Columns[0].BeaconBlockRoot, Chain.Columns, AreVerified: false, new Source.Sync("peer")),
            .. Chain.Blocks.Select(static block => new ImportBlock(block, ForkName.Gloas, new Source.Sync("peer")))
                .Where(import => IsIn(import.Block.Message.Slot)),
            .. Chain.Envelopes.Select(static envelope => new ImportEnvelope(envelope, new Source.Sync("peer")))
                .Where(import => IsIn(import.Envelope.Message.Payload.SlotNumber)),
        ];
        world.Invoke(() =>
        {
            var probe = system.ActorOf(OutcomeProbe.Props(outcomes));
            Array.ForEach(imports, import => ChainOf(system).Tell(import, probe));
            return probe;
        });
        world.RunQuiet();

        bool IsIn(Slot slot) => slot >= (Slot)first && slot <= (Slot)last;
    }

    private static ForkchoiceUpdatedResult Undecided(ForkchoiceUpdated told) => new(told.RequestId, EngineVerdict.Syncing, null, null);

    private static NewPayloadResult? Undecided(NewPayload request) =>
        BlockOf(request.BlockRoot).Message.Slot is > LastValid and < Judged
            ? new NewPayloadResult(request.BlockRoot, EngineVerdict.Syncing, null, null)
            : null;

    private static NewPayloadResult? Judge(NewPayload request) => BlockOf(request.BlockRoot).Message.Slot switch
    {
        <= LastValid => null,
        < Judged => new NewPayloadResult(request.BlockRoot, EngineVerdict.Syncing, null, null),
        _ => new NewPayloadResult(request.BlockRoot, EngineVerdict.Invalid, PayloadOf(LastValid), "a wrong state root"),
    };

    private static NewPayloadResult? JudgeAlone(NewPayload request) => Judge(request) is { Verdict: EngineVerdict.Invalid } invalid
        ? BlockOf(request.BlockRoot).Message.Slot == Judged ? invalid with { LatestValidHash = null } : null
        : Judge(request);

    private static SignedBeaconBlock BlockOf(Slot slot) => Chain.Blocks.Single(block => block.Message.Slot == slot);

    private static SignedBeaconBlock BlockOf(Root root) => Chain.Blocks.Single(block => RootOf(block) == root);

    private static Root RootOf(Slot slot) => RootOf(BlockOf(slot));

    private static Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(Chain.World.Spec.Ssz(ForkName.Gloas));

    private static Hash32 PayloadOf(Slot slot) => BlockOf(slot).Message.Body.SignedExecutionPayloadBid.Message.BlockHash;
}
