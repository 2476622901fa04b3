using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Faults;

/// <summary>Makes payloads and sidecars wrong on purpose, whoever shows them.</summary>
internal static class WrongPayload
{
    /// <summary>A payload whose withdrawals are not those that the state expects, and how; its block hash is left as it was.</summary>
    public static (ExecutionPayload Payload, string What) WithWrongWithdrawals(ExecutionPayload payload) => payload.Withdrawals.Count > 0
        ? (payload with { Withdrawals = [] }, "without its withdrawals")
        : (payload with { Withdrawals = [new Withdrawal { Amount = 1 }] }, "with one that is none");

    /// <summary>A sidecar whose proof does not hold.</summary>
    public static object Spoilt(object sidecar) => sidecar switch
    {
        BlobSidecar blob => blob with { Blob = Spoilt(blob.Blob) },
        DataColumnSidecar column => column with { Column = [Spoilt(column.Column[0]), .. column.Column.Skip(1)] },
        _ => sidecar,
    };

    // The last bit of the first field element, which stays below the modulus.
    private static ByteList Spoilt(ByteList bytes)
    {
        var spoilt = bytes.AsSpan().ToArray();
        spoilt[31] ^= 1;
        return ByteList.Create(spoilt);
    }
}
