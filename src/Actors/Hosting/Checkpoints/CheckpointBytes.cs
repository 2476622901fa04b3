using System.Buffers.Binary;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>Reads the fork of SSZ bytes from their slot, which stands in the same place in all forks.</summary>
internal static class CheckpointBytes
{
    // genesis_time and genesis_validators_root stand before the slot of a state.
    private const int SlotOfState = 8 + 32;

    // The offset of the message and the signature stand before the block, which begins with its slot.
    private const int SlotOfBlock = 4 + 96;

    /// <summary>Gives the fork of a state's bytes by the configuration; null where they are too short for one.</summary>
    public static Func<byte[], ForkName?> ForkOfState(ChainSpec spec) => bytes => ForkAt(spec, bytes, SlotOfState);

    /// <summary>Gives the fork of a signed block's bytes by the configuration; null where they are too short for one.</summary>
    public static Func<byte[], ForkName?> ForkOfBlock(ChainSpec spec) => bytes => ForkAt(spec, bytes, SlotOfBlock);

    private static ForkName? ForkAt(ChainSpec spec, byte[] bytes, int at) => bytes.Length < at + sizeof(ulong)
        ? null
        : spec.ForkAtSlot(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)));
}
