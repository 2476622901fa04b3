using System.Buffers.Binary;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// What version 0.1.0 kept of a devnet in each of its stores: genesis time, validators, slot length, and where it begins.
/// </summary>
internal sealed record DevnetPlan(ulong GenesisTime, int Validators, ulong SlotMs, bool GloasFromGenesis)
{
    private const string Name = "devnet";

    /// <summary>The plan of a store, or null where the store is new.</summary>
    public static DevnetPlan? Load(LiteDbChainStore store) => store.GetValue(Name) is { Length: 21 } bytes
        ? new DevnetPlan(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(12)),
            bytes[20] != 0)
        : null;
}
