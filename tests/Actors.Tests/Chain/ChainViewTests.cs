using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// The snapshot that readers go by: it says what the store says, it is always of the present slot, and the states it carries are those of
/// `process_slots`.
/// </summary>
public sealed class ChainViewTests
{
    [Fact]
    public void ItIsOfThePresentSlotAndItsAdvancedStatesAreThoseOfProcessSlots()
    {
        using var world = SimulatedWorld.Create(7);
        var views = new List<ChainView>();
        var chain = TestNode.ChainFor(world);
        var node = TestNode.Start(world, new SimulatedNetwork(world), chain, "node", new InMemoryChainStore(), 0, 64);
        world.Observe<ChainViewChanged>(node.System, changed =>
        {
            views.Add(changed.View);
            return null;
        });
        var ahead = 0;
        for (var slot = 1; slot <= 18; slot++)
        {
            TestNode.RunUntilSlot(world, slot);
            world.RunFor(TestNode.SlotTime - TimeSpan.FromSeconds(2));
            var view = views[^1];
            Assert.Equal(((Slot)slot, (Slot)slot, 0UL), (view.CurrentSlot, view.Head.Slot, view.Distance));
            Assert.Equal(node.Head!.Root, view.Head.Root);
            foreach (var (at, state) in view.AdvancedStates)
            {
                var (expected, refusal) = StateTransition.AdvanceTo(view.Head.State, at, AcceptAllVerifier.Instance);
                Assert.Null(refusal);
                Assert.Equal(expected!.HashTreeRoot(), state.HashTreeRoot());
                ahead += at == (Slot)slot + 1 ? 1 : 0;
            }

            // Ahead of an epoch its committees are known from the view alone.
            var next = view.StateAt((Slot)slot + 1);
            Assert.Equal(Misc.ComputeEpochAtSlot(chain.Spec.Preset, (Slot)slot + 1), Accessors.GetCurrentEpoch(next!));
        }

        Assert.Equal(18, ahead);
    }

    [Fact]
    public void ARootIsAValidDependentOneWhereABlockAfterTheSlotStandsOnIt()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings);
        foreach (var block in RecordedChain.Instance.Blocks)
        {
            DirectChain.Import(core, ports, block);
            var view = ports.View!;
            foreach (var root in view.Blocks.Keys)
            {
                for (Slot slot = 0; slot <= (Slot)RecordedChain.Slots + 1; slot++)
                {
                    var literal = root == view.HeadRoot
                        || view.Blocks.Values.Any(other => other.ParentRoot == root && other.Slot > slot);
                    Assert.Equal(literal, view.IsValidDependentRoot(root, slot));
                }
            }
        }

        Assert.Equal(RecordedChain.Instance.Head.Root, ports.View!.HeadRoot);
    }

    /// <summary>The committee votes behind the slot's last deadline; by the view bids for the next slot are judged.</summary>
    [Fact]
    public void WhatThePayloadTimelinessCommitteeSaysIsInTheViewAtOnce()
    {
        var ports = new DirectPorts(ManagedBls.Shared);
        var core = DirectChain.Start(ports, static settings => settings);
        var block = RecordedChain.Instance.Blocks[0];
        DirectChain.Import(core, ports, block);
        var (view, slot) = (ports.View!, block.Message.Slot);
        Assert.True(view.BuildsOnFullInNextSlot);
        Assert.True(view.ProposalParentInNextSlot.BuildOnFull);

        var data = new PayloadAttestationData { BeaconBlockRoot = view.HeadRoot, Slot = slot };
        var committee = Accessors.GetPtc(view.HeadState, slot).AsSpan().ToArray().Distinct();
        core.Apply(new ApplyPayloadAttestations(
            [.. committee.Select(member => new PayloadAttestationMessage { ValidatorIndex = member, Data = data })]));
        Assert.False(ports.View!.BuildsOnFullInNextSlot);
        Assert.False(ports.View.ProposalParentInNextSlot.BuildOnFull);
    }

    [Fact]
    public void BlocksAreFoundByRootSlotAndState()
    {
        var recorded = RecordedChain.Instance;
        var (world, system) = RecordedChain.StartFollower(recorded, 1, RecordedChain.Slots);
        using (world)
        {
            ChainView? view = null;
            world.Observe<ChainViewChanged>(system, changed =>
            {
                view = changed.View;
                return null;
            });
            var source = new Source.Sync("peer");
            world.Invoke(() =>
            {
                var chain = system.ActorSelection($"/user/{Node.Name}/{NodeChildren.Chain}");
                foreach (var block in recorded.Blocks)
                {
                    chain.Tell(new ImportBlock(block, ForkName.Gloas, source));
                }

                foreach (var envelope in recorded.Envelopes)
                {
                    chain.Tell(new ImportEnvelope(envelope, source));
                }

                return chain;
            });
            world.RunQuiet();
            var first = recorded.Blocks[0];
            var root = first.Message.HashTreeRoot(recorded.World.Spec.Ssz(ForkName.Gloas));
            Assert.Equal(root, view!.LookupAt(first.Message.Slot)!.Root);
            Assert.Equal(root, view.LookupByState(first.Message.StateRoot)!.Root);
            Assert.True(view.IsCanonical(root));
            Assert.Null(view.LookupAt(view.Head.Slot + 1));

            // Its payload was seen, but not its columns: until they are here it is not imported.
            var due = DateTimeOffset.MaxValue;
            Assert.Equal(root, recorded.Columns[0].BeaconBlockRoot);
            Assert.Null(view.Lookup(root)!.Envelope);
            Assert.Equal(new PayloadTimeliness(1, root, true, false), view.PayloadTimelinessOf(1, due));
            Assert.False(view.PayloadTimelinessOf(1, DateTimeOffset.MinValue).PayloadPresent);
            Assert.Equal(new PayloadTimeliness(2, null, false, false), view.PayloadTimelinessOf(2, due));
            world.Invoke(() =>
            {
                var chain = system.ActorSelection($"/user/{Node.Name}/{NodeChildren.Chain}");
                chain.Tell(new ImportDataColumns(root, recorded.Columns, AreVerified: false, source));
                return chain;
            });
            world.RunQuiet();
            Assert.Equal(recorded.Envelopes[0], view.Lookup(root)!.Envelope);
            Assert.Equal(new PayloadTimeliness(1, root, true, true), view.PayloadTimelinessOf(1, due));
            Assert.Equal(recorded.Head.Root, view.Head.Root);
        }
    }
}
