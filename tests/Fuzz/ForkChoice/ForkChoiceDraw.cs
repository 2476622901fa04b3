using Consensoor.Fuzz.Gossip;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Fuzz.ForkChoice;

/// <summary>
/// Draws parts of messages for a store: mostly what fits it, else neighbours, the ends of the type, and roots it does not know.
/// </summary>
internal sealed class ForkChoiceDraw(FuzzRandom random, ForkChoiceWorld world, GossipBlock anchor, Store store)
{
    private readonly GossipDraw _gossip = new(random, world.Gossip, anchor, StoreTime.GetCurrentSlot(store));

    internal Store Store => store;

    /// <summary>The blocks that fit on the store's anchor, known to the store or not.</summary>
    internal IReadOnlyList<ForkChoiceBlock> Candidates => world.Blocks[anchor.Root];

    internal SszContext Context(ForkName fork) => _gossip.Context(fork);

    internal bool OneIn(int count) => random.OneIn(count);

    internal int Below(int bound) => random.Next(bound);

    internal T Pick<T>(IReadOnlyList<T> items) => random.Pick(items);

    internal ulong Number(ulong honest) => random.OneIn(2) ? honest : _gossip.Number(honest);

    internal ulong Validator() => _gossip.Validator();

    internal BitList Bits(int honestLength, int ones) => _gossip.Bits(honestLength, ones);

    internal SszList<T> Several<T>(T item, params int[] counts) => _gossip.Several(item, counts);

    internal T? Receive<T>(T message, ForkName form)
        where T : class, ISszType<T> => _gossip.Receive(message, form);

    /// <summary>The fork of a slot, or any other.</summary>
    internal ForkName Form(ulong slot) => random.OneIn(12) ? (ForkName)random.Next((int)ForkName.Heze + 1) : store.Spec.ForkAtSlot(slot);

    /// <summary>A block of the store.</summary>
    internal StoreBlock Known() => random.Pick([.. store.Blocks.Values]);

    /// <summary>An honest root in most cases, else another block's or nobody's.</summary>
    internal Root Root(Root honest) => random.Next(12) switch
    {
        0 => Known().Root,
        1 => random.Pick([.. world.Gossip.Blocks.Keys]),
        2 => random.OneIn(2) ? default : Misc.HashWith(honest, random.Next()),
        _ => honest,
    };

    /// <summary>A vote for a block of the store, at one of the slots since.</summary>
    internal AttestationData Vote()
    {
        var block = Known();
        var current = StoreTime.GetCurrentSlot(store);
        var slot = block.Slot + (current > block.Slot ? (ulong)random.Next((int)Math.Min(current - block.Slot, 12)) : 0);
        var epoch = Misc.ComputeEpochAtSlot(store.Preset, slot);
        return new AttestationData
        {
            Slot = Number(slot),
            Index = random.OneIn(3) ? Number((ulong)random.Next(2)) : 0,
            BeaconBlockRoot = Root(block.Root),
            Source = new Checkpoint { Epoch = Number(0), Root = Root(default) },
            Target = new Checkpoint { Epoch = Number(epoch), Root = Root(Ancestry.GetCheckpointBlock(store, block.Root, epoch)) },
        };
    }
}
