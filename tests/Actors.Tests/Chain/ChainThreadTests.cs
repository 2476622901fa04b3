using Akka.Actor;
using Akka.Actor.Internal;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Slots;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>Whoever needs a state that is not here has a worker make it: the chain's thread processes no slot.</summary>
public sealed class ChainThreadTests : IDisposable
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;

    public ChainThreadTests() => Assert.NotEmpty(Chain.Blocks);

    public void Dispose() => SlotProcessing.OnProcessed = null;

    [Fact]
    public void WhereEpochsBeginWithoutABlockOnlyWorkersProcessSlots()
    {
        using var world = SimulatedWorld.Create(5);
        var (chain, network, store) = (TestNode.ChainFor(world), new SimulatedNetwork(world), new InMemoryChainStore());

        var (byWorkers, byOthers) = (0, new SortedSet<string>(StringComparer.Ordinal));
        SlotProcessing.OnProcessed = _ =>
        {
            var actor = InternalCurrentActorCellKeeper.Current?.Self.Path.ToStringWithoutAddress() ?? "";
            if (actor.Contains("/work/worker-", StringComparison.Ordinal))
            {
                byWorkers++;
            }
            else
            {
                byOthers.Add(actor);
            }
        };

        // One validator of four is not there, so that some epochs begin without a block.
        var node = TestNode.Start(world, network, chain, "node-0", store, 0, 49);
        var unaligned = new HashSet<Root>();
        for (var slot = 1; slot <= 80; slot++)
        {
            TestNode.RunUntilSlot(world, slot);
            foreach (var checkpoint in (Checkpoint?[])[node.Head?.Justified, node.Finalized])
            {
                var start = Misc.ComputeStartSlotAtEpoch(chain.Spec.Preset, checkpoint?.Epoch ?? 0);
                var block = node.Blocks.FirstOrDefault(block => RootOf(block, chain.Spec) == checkpoint?.Root);
                if (block?.Message.Slot < start)
                {
                    unaligned.Add(checkpoint!.Root);
                }
            }
        }

        Assert.True(node.Finalized!.Epoch > 4);
        Assert.NotEmpty(unaligned);

        // Each slot once: what one of them made for a block, a duty or a checkpoint serves the others.
        Assert.Equal(80, byWorkers);
        Assert.Empty(byOthers);
    }

    [Fact]
    public void AHeadWhoseStateWasLetGoIsTakenWhenAWorkerHasMadeItAgain()
    {
        var ports = new DirectPorts(ManagedBls.Shared) { Verdict = EngineVerdict.Syncing };
        SlotProcessing.OnProcessed = _ => Assert.True(ports.IsWorking);
        var core = DirectChain.Start(ports, static settings => settings with { StateDensity = 1, RecentStates = 1 });
        foreach (var block in Chain.Blocks)
        {
            DirectChain.Import(core, ports, block);
            core.OnSlot(block.Message.Slot);
            ports.Run(core);
        }

        // The payload of a block without a state is invalid, its parent's valid: the block is the last to stand on, without its payload.
        var view = ports.View!;
        var was = view.Head;
        var bad = view.Blocks.Values
            .Where(block => block is { State: null, HasEnvelope: true } && view.Blocks[block.ParentRoot].HasEnvelope)
            .MaxBy(static block => block.Slot)!;
        core.On(new ExecutionHeadInvalid(PayloadHashOf(bad.Root), PayloadHashOf(bad.ParentRoot), "on purpose"));
        Assert.Equal(was.Root, ports.View!.Head.Root);
        ports.Run(core);
        Assert.Contains(ports.Tasks, static task => task is RegenerateState);
        Assert.Equal(bad.Root, ports.View.Head.Root);
        Assert.Equal(bad.Summary.StateRoot, ports.View.Head.State.HashTreeRoot());
    }

    [Fact]
    public void ACheckpointIsJustifiedWhenAWorkerHasMadeItsState()
    {
        // An anchor whose checkpoint is of a later epoch than its block: before anything is weighed, its state is advanced.
        var ports = new DirectPorts(ManagedBls.Shared);
        SlotProcessing.OnProcessed = _ => Assert.True(ports.IsWorking);
        var core = DirectChain.Start(ports, static settings => settings, epoch: 1);
        var asked = Assert.IsType<AdvanceSlots>(Assert.Single(ports.Tasks));
        Assert.Equal(Chain.World.Spec.Preset.SlotsPerEpoch, asked.Slot);
        Assert.Null(core.View);
        core.Answer(new GetForkChoiceDump(), ActorRefs.Nobody);
        Assert.Empty(ports.Answers);
        ports.Run(core);
        Assert.NotNull(core.View);
        Assert.Equal(1UL, Assert.IsType<ForkChoiceDump>(Assert.Single(ports.Answers)).Justified.Epoch);
    }

    private static Hash32 PayloadHashOf(Root root) =>
        Chain.Envelopes.Single(envelope => envelope.Message.BeaconBlockRoot == root).Message.Payload.BlockHash;

    private static Root RootOf(SignedBeaconBlock block, ChainSpec spec) =>
        block.Message.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(block.Message.Slot)));
}
