using System.Buffers.Binary;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Hosting;

/// <summary>What makes a devnet the one it is, kept in its stores so that a restart goes on with it: genesis time, validators, slot length, and where it begins.</summary>
internal sealed record DevnetPlan(ulong GenesisTime, int Validators, ulong SlotMs, bool GloasFromGenesis)
{
    private const string Name = "devnet";

    /// <summary>A plan for options, with genesis at a time (whole seconds).</summary>
    public static DevnetPlan New(DevnetOptions options, DateTimeOffset genesis) =>
        new((ulong)genesis.ToUnixTimeSeconds(), options.Validators, options.SlotMs, options.GloasFromGenesis);

    /// <summary>The plan of a store, or null where the store is new.</summary>
    public static DevnetPlan? Load(IChainStore store) => store.GetValue(Name) is { Length: 21 } bytes
        ? new DevnetPlan(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(12)),
            bytes[20] != 0)
        : null;

    /// <summary>Writes the plan into a store, where a restart finds it.</summary>
    public void Save(IChainStore store)
    {
        var bytes = new byte[21];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, GenesisTime);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Validators);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(12), SlotMs);
        bytes[20] = GloasFromGenesis ? (byte)1 : (byte)0;
        store.PutValue(Name, bytes);
    }
}
