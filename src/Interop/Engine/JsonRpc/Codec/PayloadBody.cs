using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>
/// `ExecutionPayloadBodyV1` and `V2`: what of a payload its header does not say. Withdrawals are null before capella, the block access list
/// before gloas and where it is not kept.
/// </summary>
public sealed record PayloadBody(SszList<ByteList> Transactions, SszList<Withdrawal>? Withdrawals, ByteList? BlockAccessList)
{
    private static readonly byte[][] Names = ["transactions"u8.ToArray(), "withdrawals"u8.ToArray(), "blockAccessList"u8.ToArray()];

    /// <summary>Reads a list of bodies, null for blocks that are not known.</summary>
    internal static IReadOnlyList<PayloadBody?> ReadList(ref EngineJson json, int max, SszContext context)
    {
        var list = new List<PayloadBody?>();
        for (var more = json.Array(); more && json.Item(list.Count, max);)
        {
            list.Add(json.IsNull ? null : Read(ref json, context));
        }

        return list;
    }

    private static PayloadBody Read(ref EngineJson json, SszContext context)
    {
        var body = new PayloadBody([], null, null);
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(Names, ref seen) : -1; which >= 0; which = json.Next(Names, ref seen))
        {
            body = which switch
            {
                0 => body with { Transactions = json.BytesList((int)context.Preset.MaxTransactionsPerPayload) },
                1 when !json.IsNull => body with
                {
                    Withdrawals = WithdrawalCodec.Read(ref json, (int)context.Preset.MaxWithdrawalsPerPayload),
                },
                2 when !json.IsNull => body with { BlockAccessList = json.Bytes() },
                _ => body,
            };
        }

        json.Require(Names, seen, 1);
        return body;
    }
}
