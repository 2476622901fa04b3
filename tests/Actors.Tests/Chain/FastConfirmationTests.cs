using Consensoor.Actors.Clock;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Fast confirmation in a node: once a slot, and what it confirms is what the execution layer is told to be safe.</summary>
public sealed class FastConfirmationTests
{
    private const int Slots = 44;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WithAllVotesABlockIsConfirmedWhenItsSlotEnds(bool gloasFromGenesis)
    {
        using var world = SimulatedWorld.Create(5);
        var chain = TestNode.ChainFor(world, gloasFromGenesis);
        var node = TestNode.Start(world, new SimulatedNetwork(world), chain, "node", new InMemoryChainStore(), 0, 64);
        var runs = RunsOf(world, node);
        TestNode.RunUntilSlot(world, Slots);
        Assert.Equal(Enumerable.Range(0, Slots + 1), runs.Select(static run => (int)run.CurrentSlot));

        // It begins where an epoch's first checkpoint is justified for all.
        var blocks = node.Blocks.ToDictionary(static block => block.Message.Slot);
        foreach (var run in runs.Where(static run => run.CurrentSlot > 24))
        {
            Assert.Equal(run.CurrentSlot - 1, run.Slot);
            Assert.Equal(RootOf(blocks[run.Slot], chain.Spec), run.Block);
        }

        var body = blocks[Slots - 1].Message.Body;
        var safe = chain.Spec.ForkAtSlot(Slots - 1) >= ForkName.Gloas
            ? body.SignedExecutionPayloadBid.Message.ParentBlockHash
            : body.ExecutionPayload.BlockHash;
        Assert.NotEqual(default, safe);
        Assert.Equal((Slot)Slots, node.Head!.Slot);
        Assert.Equal(safe, node.Head.Execution.Safe);
    }

    [Fact]
    public void WithAThirdOfTheVotesMissingBlocksAreConfirmedLaterOrNotAtAll()
    {
        using var world = SimulatedWorld.Create(5);
        var node = TestNode.Start(
            world, new SimulatedNetwork(world), TestNode.ChainFor(world), "node", new InMemoryChainStore(), 0, 43);
        var runs = RunsOf(world, node);
        TestNode.RunUntilSlot(world, Slots);
        Assert.Equal(Enumerable.Range(0, Slots + 1), runs.Select(static run => (int)run.CurrentSlot));
        Assert.All(runs, static run => Assert.True(run.Slot < run.CurrentSlot - 1 || run.Slot == 0));
    }

    [Fact]
    public void SwitchedOffTheSafeBlockIsTheJustifiedOne()
    {
        using var world = SimulatedWorld.Create(5);
        var chain = TestNode.ChainFor(world);
        var options = new DevnetNodeOptions("node", new InMemoryChainStore())
        {
            Validators = 64,
            Bls = RememberingBls.Shared,
            Hocon = "consensoor.chain.fast-confirmation = off",
        };
        var node = DevnetNode.Start(world, new SimulatedNetwork(world), chain, options);
        world.RunQuiet();
        var runs = RunsOf(world, node);
        TestNode.RunUntilSlot(world, Slots);
        Assert.Empty(runs);
        var justified = node.Blocks.Single(block => RootOf(block, chain.Spec) == node.Head!.Justified.Root);
        Assert.Equal(justified.Message.Body.SignedExecutionPayloadBid.Message.ParentBlockHash, node.Head!.Execution.Safe);
    }

    [Fact]
    public void ASlotThatIsHeardOfAfterItsVotesAreDueIsLeftOut()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        SlotSchedule? schedule = null;
        var core = DirectChain.Start(ports, settings =>
        {
            schedule = settings.Schedule;
            return settings;
        });
        for (Slot slot = 2; slot < 6; slot++)
        {
            ports.Now = slot == 3 ? schedule!.DueAt(slot, DutyPoint.Attestation) : schedule!.StartOf(slot);
            core.OnSlot(slot);
            ports.Run(core);
        }

        Assert.Equal<IEnumerable<Slot>>([2, 4, 5], ports.Events.OfType<FastConfirmationRun>().Select(static run => run.CurrentSlot));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AStateThatAWorkerMakesIsWaitedForWithinTheSlot(bool isLate)
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        SlotSchedule? schedule = null;
        var core = DirectChain.Start(ports, settings =>
        {
            schedule = settings.Schedule;
            return settings;
        });
        foreach (var block in RecordedChain.Instance.Blocks)
        {
            DirectChain.Import(core, ports, block);
        }

        // The head is of the epoch before.
        const Slot Begin = 16;
        Assert.Equal(Begin / 8, (core.Head!.Slot / 8) + 1);
        ports.Now = schedule!.StartOf(Begin);
        core.OnSlot(Begin);
        Assert.Empty(ports.Events.OfType<FastConfirmationRun>());
        if (isLate)
        {
            ports.Now = schedule.StartOf(Begin + 1);
            core.OnSlot(Begin + 1);
        }

        ports.Run(core);
        Assert.Equal(isLate ? Begin + 1 : Begin, Assert.Single(ports.Events.OfType<FastConfirmationRun>()).CurrentSlot);
    }

    private static List<FastConfirmationRun> RunsOf(SimulatedWorld world, DevnetNode node)
    {
        var runs = new List<FastConfirmationRun>();
        world.Observe<FastConfirmationRun>(node.System, run =>
        {
            runs.Add(run);
            return null;
        });
        return runs;
    }

    private static Root RootOf(SignedBeaconBlock block, ChainSpec spec) =>
        block.Message.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(block.Message.Slot)));
}
