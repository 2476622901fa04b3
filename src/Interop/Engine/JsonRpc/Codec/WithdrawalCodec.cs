using System.Text.Json;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>Reads and writes lists of `WithdrawalV1`; amounts are in Gwei.</summary>
internal static class WithdrawalCodec
{
    private const ulong All = 0b1111;

    private static readonly byte[][] Names =
        ["index"u8.ToArray(), "validatorIndex"u8.ToArray(), "address"u8.ToArray(), "amount"u8.ToArray()];

    /// <summary>Writes a list.</summary>
    public static void Write(Utf8JsonWriter writer, SszList<Withdrawal> withdrawals)
    {
        writer.WriteStartArray();
        foreach (var withdrawal in withdrawals)
        {
            writer.WriteStartObject();
            writer.WriteQuantity("index"u8, withdrawal.Index);
            writer.WriteQuantity("validatorIndex"u8, withdrawal.ValidatorIndex);
            writer.WriteData("address"u8, withdrawal.Address.AsSpan());
            writer.WriteQuantity("amount"u8, withdrawal.Amount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads a list of at most so many.</summary>
    public static SszList<Withdrawal> Read(ref EngineJson json, int max)
    {
        var list = new List<Withdrawal>();
        for (var more = json.Array(); more && json.Item(list.Count, max);)
        {
            var withdrawal = new Withdrawal();
            ulong seen = 0;
            for (var which = json.Object() ? json.Next(Names, ref seen) : -1; which >= 0; which = json.Next(Names, ref seen))
            {
                withdrawal = which switch
                {
                    0 => withdrawal with { Index = json.Quantity() },
                    1 => withdrawal with { ValidatorIndex = json.Quantity() },
                    2 => withdrawal with { Address = json.Bytes20() },
                    _ => withdrawal with { Amount = json.Quantity() },
                };
            }

            json.Require(Names, seen, All);
            list.Add(withdrawal);
        }

        return SszList.From(list);
    }
}
