using System.Collections.Immutable;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>
/// Tests which blocks answer a question for a range where nothing is finalized for longer than the head's state remembers roots, against
/// the chain itself.
/// </summary>
public sealed class ServeContextTests
{
    private const int Slots = 200;
    private const int Oldest = 20;

    [Fact]
    public void ARangeOfOldBlocksThatAreNotFinalizedIsAnsweredFromTheView() => Gen.Select(
        Gen.Bool.Array[Slots], Gen.Int[0, Slots + 5], Gen.Int[0, Slots]).Sample((isThere, start, count) =>
    {
        isThere[Oldest] = isThere[Slots - 1] = true;
        var genesis = RecordedChain.Instance.World.Genesis;
        var state = genesis.Copy();
        state.Slot = Slots - 1;
        var (blocks, parent) = (new Dictionary<Root, ChainBlock>(), default(Root));
        for (var slot = 0; slot < Slots; slot++)
        {
            var root = isThere[slot] ? RootOf(slot) : parent;
            if (slot < Slots - 1)
            {
                // A state has the roots before its own slot.
                state.BlockRoots[slot % state.BlockRoots.Count] = root;
            }

            if (isThere[slot] && slot >= Oldest)
            {
                blocks.Add(root, new ChainBlock(new BlockSummary(root, (Slot)slot, 0, parent, default)));
            }

            parent = root;
        }

        var context = new ServeContext(genesis.Spec, Slots, View(state, blocks), 0, null!);
        var expected = Enumerable.Range(Math.Max(1, start), count).Where(slot => slot < start + count && slot < Slots)
            .Where(slot => slot < Oldest || isThere[slot])
            .Select(slot => new ServeKey(slot < Oldest ? null : RootOf(slot), (Slot)slot));
        Assert.Equal(expected, context.Canonical((Slot)start, (ulong)count));
        var behind = Enumerable.Range(0, Slots).Where(slot => slot >= Math.Max(start + count, Oldest) && isThere[slot]).Take(1);
        var unknown = Enumerable.Range(0, Slots).Where(slot => slot >= Math.Max(1, start + count) && slot < Oldest);
        Assert.Equal(
            expected.Concat(unknown.Select(static slot => new ServeKey(null, (Slot)slot)))
                .Concat(behind.Where(slot => slot >= Math.Max(1, start)).Select(static slot => new ServeKey(RootOf(slot), (Slot)slot))),
            context.Canonical((Slot)start, (ulong)count, andNext: true));
    });

    [Fact]
    public void ARangeNeedsNoBlockBetweenTheHeadAndItself()
    {
        var genesis = RecordedChain.Instance.World.Genesis;
        var state = genesis.Copy();
        state.Slot = Slots - 1;
        var blocks = Enumerable.Range(Oldest, Slots - Oldest).ToDictionary(
            RootOf, slot => new ChainBlock(new BlockSummary(RootOf(slot), (Slot)slot, 0, RootOf(slot - 1), default)));
        var view = View(state, blocks);
        var few = view.Blocks.RemoveRange(Enumerable.Range(40, 100).Select(RootOf));
        var context = new ServeContext(genesis.Spec, Slots, view with { Blocks = few }, 0, null!);
        Assert.Equal(
            Enumerable.Range(25, 10).Select(static slot => new ServeKey(RootOf(slot), (Slot)slot)), context.Canonical(25, 10));
        Assert.Equal(RootOf(30), context.View!.CanonicalAt(30)?.Root);
    }

    private static Root RootOf(int slot) => new([.. BitConverter.GetBytes(slot + 1), .. new byte[28]]);

    private static ChainView View(Spec.State.BeaconState state, Dictionary<Root, ChainBlock> blocks)
    {
        var block = SignedBeaconBlock.Default(state.Ssz);
        var checkpoint = new Checkpoint();
        return new ChainView
        {
            Spec = state.Spec,
            GenesisTimeMs = 0,
            CurrentSlot = Slots,
            Head = new HeadSnapshot(
                RootOf(Slots - 1),
                HeadPayloadStatus.Empty,
                block with { Message = block.Message with { Slot = Slots - 1 } },
                state,
                checkpoint,
                checkpoint,
                new ExecutionHead(default, default, default),
                false),
            JustifiedCheckpoint = checkpoint,
            FinalizedCheckpoint = checkpoint,
            Blocks = blocks.ToImmutableDictionary(),
            Canonical = CanonicalChain.Empty.Follow(blocks.ToImmutableDictionary(), RootOf(Slots - 1), Oldest),
            BuildsOnFullInNextSlot = false,
            ProposalParentOnTime = new ProposalParent(default, false, new ExecutionHead(default, default, default)),
            ProposalParentLater = new ProposalParent(default, false, new ExecutionHead(default, default, default)),
            ProposalParentInNextSlot = new ProposalParent(default, false, new ExecutionHead(default, default, default)),
            OldestSlot = Oldest,
        };
    }
}
