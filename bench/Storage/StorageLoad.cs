using System.Buffers.Binary;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;


namespace Consensoor.Bench.Storage;

/// <summary>A made chain: sizes in bytes, of which half is noise and half compresses well, as blocks and states do.</summary>
internal sealed record StorageLoad(string Name, int Slots, int Block, int Envelope, int State)
{
    /// <summary>Slots of an epoch.</summary>
    public const int Epoch = 32;

    private byte[]? _state;

    /// <summary>The root of the block of a slot.</summary>
    public static Root RootOf(int slot)
    {
        var bytes = new byte[32];
        new Random(slot).NextBytes(bytes);
        return new Root(bytes);
    }

    /// <summary>The block of a slot.</summary>
    public StoredBlockRow BlockOf(int slot) =>
        new(RootOf(slot), RootOf(slot - 1), (ulong)slot, ForkName.Gloas, Bytes(slot, Block));

    /// <summary>The payload of the block of a slot.</summary>
    public StoredEnvelopeRow EnvelopeOf(int slot) => new(RootOf(slot), (ulong)slot, ForkName.Gloas, Bytes(-slot, Envelope));

    /// <summary>The anchor that the block of a slot makes.</summary>
    public StoredAnchor AnchorOf(int slot)
    {
        _state ??= Bytes(1, State);
        BinaryPrimitives.WriteInt32LittleEndian(_state, slot);
        return new StoredAnchor(
            (ulong)(slot / Epoch), RootOf(slot), (ulong)slot, ForkName.Gloas, BlockOf(slot).Ssz, ForkName.Gloas, _state);
    }

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        var random = new Random(seed);
        for (var at = 0; at < length; at += 2048)
        {
            random.NextBytes(bytes.AsSpan(at, Math.Min(1024, length - at)));
        }

        return bytes;
    }
}
