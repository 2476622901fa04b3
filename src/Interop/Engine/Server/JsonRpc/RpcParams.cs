using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Server.JsonRpc;

/// <summary>Reads what the methods of the Engine API take besides payloads.</summary>
internal static class RpcParams
{
    private const int BitBytes = 16;

    private static readonly byte[][] Timestamp = ["timestamp"u8.ToArray()];

    private static readonly byte[][] State =
        ["headBlockHash"u8.ToArray(), "safeBlockHash"u8.ToArray(), "finalizedBlockHash"u8.ToArray()];

    private static readonly byte[][] Attributes =
    [
        "timestamp"u8.ToArray(), "prevRandao"u8.ToArray(), "suggestedFeeRecipient"u8.ToArray(), "withdrawals"u8.ToArray(),
        "parentBeaconBlockRoot"u8.ToArray(), "slotNumber"u8.ToArray(), "targetGasLimit"u8.ToArray(),
        "inclusionListTransactions"u8.ToArray(),
    ];

    /// <summary>
    /// The timestamp of the object at an index, which says of which fork's form it is; null where there is none, or null stands there.
    /// </summary>
    public static ulong? TimestampOf(ReadOnlySpan<byte> parameters, int index)
    {
        var json = new EngineJson(parameters, "the parameters");
        var at = 0;
        for (var more = json.Array(); more && json.Item(at) && at < index; at++)
        {
            json.Skip();
        }

        if (at != index || json.Problem is not null || json.IsNull || !json.IsObject || !json.Object())
        {
            return null;
        }

        ulong seen = 0;
        var time = json.Next(Timestamp, ref seen) == 0 ? json.Quantity() : 0;
        return seen != 0 && json.Problem is null ? time : null;
    }

    /// <summary>Reads head, safe and finalized block.</summary>
    public static (Hash32 Head, Hash32 Safe, Hash32 Finalized) ReadState(ref EngineJson json)
    {
        var (head, safe, finalized) = (default(Hash32), default(Hash32), default(Hash32));
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(State, ref seen) : -1; which >= 0; which = json.Next(State, ref seen))
        {
            switch (which)
            {
                case 0:
                    head = json.Bytes32();
                    break;
                case 1:
                    safe = json.Bytes32();
                    break;
                default:
                    finalized = json.Bytes32();
                    break;
            }
        }

        json.Require(State, seen, 0b111);
        return (head, safe, finalized);
    }

    /// <summary>Reads the attributes of a build in the form of a fork.</summary>
    public static BuildAttributes ReadAttributes(ref EngineJson json, SszContext context)
    {
        var known = context.Fork switch
        {
            >= ForkName.Heze => 8,
            ForkName.Gloas => 7,
            >= ForkName.Deneb => 5,
            ForkName.Capella => 4,
            _ => 3,
        };
        var read = new BuildAttributes(0, default, default, null, null, null, null);
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(Attributes, ref seen) : -1; which >= 0; which = json.Next(Attributes, ref seen))
        {
            if (which >= known)
            {
                _ = json.IsNull || json.Fail($"is not of {context.Fork}");
                continue;
            }

            read = which switch
            {
                0 => read with { Timestamp = json.Quantity() },
                1 => read with { PrevRandao = json.Bytes32() },
                2 => read with { SuggestedFeeRecipient = json.Bytes20() },
                3 => read with { Withdrawals = WithdrawalCodec.Read(ref json, (int)context.Preset.MaxWithdrawalsPerPayload) },
                4 => read with { ParentBeaconBlockRoot = json.Bytes32() },
                5 => read with { SlotNumber = json.Quantity() },
                6 => read with { TargetGasLimit = json.Quantity() },
                _ => read with { InclusionListTransactions = json.BytesList() },
            };
        }

        json.Require(Attributes, seen, (1UL << known) - 1);
        return read;
    }

    /// <summary>Reads the bits of columns: 16 bytes, bit 0 being the last one.</summary>
    public static ColumnSet ReadColumns(ref EngineJson json)
    {
        var bytes = json.Bytes(BitBytes, isExact: true);
        return bytes.Length == BitBytes
            ? new ColumnSet(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan()))
            : ColumnSet.None;
    }

    /// <summary>Reads a list of hashes of at most so many.</summary>
    public static SszList<Hash32> ReadHashes(ref EngineJson json, int max)
    {
        var hashes = new List<Hash32>();
        for (var more = json.Array(); more && json.Item(hashes.Count, max);)
        {
            hashes.Add(json.Bytes32());
        }

        return SszList.From(hashes);
    }
}
