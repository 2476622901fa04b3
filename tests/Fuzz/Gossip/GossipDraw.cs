using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Fuzz.Gossip;

/// <summary>Draws parts of messages: mostly what an honest sender would write, else neighbours of it and the ends of the type.</summary>
internal sealed class GossipDraw(FuzzRandom random, GossipWorld world, GossipBlock head, ulong clockSlot)
{
    private static readonly ulong[] Ends =
        [0, 1, 2, 1UL << 31, 1UL << 32, (1UL << 63) - 1, 1UL << 63, ulong.MaxValue - 32, ulong.MaxValue - 1, ulong.MaxValue];

    internal GossipWorld World => world;

    internal SszContext Context(ForkName fork) => world.Spec.Ssz(fork);

    internal bool OneIn(int count) => random.OneIn(count);

    internal T Pick<T>(IReadOnlyList<T> items) => random.Pick(items);

    internal int Below(int bound) => random.Next(bound);

    /// <summary>A number: the honest one in most cases.</summary>
    internal ulong Number(ulong honest) => random.Next(8) switch
    {
        0 => random.Pick(Ends),
        1 => unchecked(honest + (ulong)random.Next(5) - 2),
        2 when random.OneIn(2) => random.Next(),
        _ => honest,
    };

    /// <summary>A slot: about now, at a boundary of epochs or forks, of a block, or anything.</summary>
    internal ulong Slot() => random.Next(6) switch
    {
        0 => Number(clockSlot),
        1 => Number((ulong)random.Next(6) * world.Spec.Preset.SlotsPerEpoch),
        2 => random.Pick(world.Main).Slot,
        _ => clockSlot,
    };

    internal ulong Validator() => Number((ulong)random.Next(GossipWorld.Validators));

    /// <summary>A fork whose form a message has: that of a slot, or any.</summary>
    internal ForkName Form(ulong slot) => random.OneIn(4) ? (ForkName)random.Next((int)ForkName.Heze + 1) : world.Spec.ForkAtSlot(slot);

    /// <summary>A block a message names: the head, another known one, or none.</summary>
    internal Root Block() => random.Next(8) switch
    {
        0 => random.Pick([.. world.Blocks.Keys]),
        1 => random.Pick([world.Branch.Root, world.Failed.Root, world.LetGo.Root]),
        2 when random.OneIn(2) => Misc.HashWith(Root.Zero, random.Next()),
        3 => random.Pick(world.Main).Root,
        _ => head.Root,
    };

    internal BitList Bits(int honestLength, int ones)
    {
        var length = random.Next(8) switch { 0 => 0, 1 => 1, 2 => honestLength + 1, 3 => 131_072, _ => honestLength };
        var bits = BitList.Zeros(length);
        var set = random.Next(6) switch { 0 => 0, 1 => Math.Min(length, 20), _ => Math.Min(length, ones) };
        for (var i = 0; i < set; i++)
        {
            bits = bits.SetItem(random.Next(length), true);
        }

        return bits;
    }

    internal AttestationData Vote(ulong slot)
    {
        var epoch = slot / world.Spec.Preset.SlotsPerEpoch;
        var voted = Block();
        return new AttestationData
        {
            Slot = slot,
            Index = random.OneIn(2) ? Number(0) : (ulong)random.Next(2),
            BeaconBlockRoot = voted,
            Source = new Checkpoint { Epoch = Number(0) },
            Target = new Checkpoint { Epoch = Number(epoch), Root = random.OneIn(3) ? Block() : TargetOf(voted, epoch) },
        };
    }

    internal SignedBeaconBlockHeader Header(ulong slot)
    {
        var parent = Block();
        return new SignedBeaconBlockHeader
        {
            Message = new BeaconBlockHeader
            {
                Slot = slot,
                ProposerIndex = Validator(),
                ParentRoot = parent,
                StateRoot = parent,
                BodyRoot = parent
            },
        };
    }

    internal SszList<T> Several<T>(T item, params int[] counts) => SszList.From(Enumerable.Repeat(item, random.Pick(counts)));

    /// <summary>
    /// Sends a message through the wire form of a fork, as whatever reaches a condition was decoded; null where it has none.
    /// </summary>
    internal T? Receive<T>(T message, ForkName form)
        where T : class, ISszType<T>
    {
        var context = Context(form);
        try
        {
            var bytes = new byte[message.EncodedLength(context)];
            message.Encode(bytes, context);
            return T.TryDecode(bytes, context, out var decoded, out _) ? decoded : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private Root TargetOf(Root voted, ulong epoch)
    {
        var block = world.Blocks.GetValueOrDefault(voted);
        while (block is not null
            && block.Slot / world.Spec.Preset.SlotsPerEpoch >= epoch
            && block.Slot % world.Spec.Preset.SlotsPerEpoch != 0)
        {
            block = world.Blocks.GetValueOrDefault(block.Block.ParentRoot);
        }

        return block?.Root ?? voted;
    }
}
