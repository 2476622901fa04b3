using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.ReqResp;

/// <summary>
/// The least and the most bytes of a payload, from its SSZ type (`phase0/p2p-interface.md#what-are-ssz-type-size-bounds`).
/// </summary>
public readonly record struct SizeBounds(ulong Least, ulong Most)
{
    /// <summary>True where a length is within the bounds.</summary>
    public bool Hold(ulong length) => length >= Least && length <= Most;

    /// <summary>
    /// The bounds of a type in a fork: its one length, or from that of its default value, which has empty lists, to that with full lists.
    /// The limit holds where the type has no bound or a wider one.
    /// </summary>
    public static SizeBounds Of<T>(SszContext context, ulong limit)
        where T : ISszType<T>
    {
        var length = T.FixedLength(context);
        return length >= 0
            ? new SizeBounds((ulong)length, (ulong)length)
            : new SizeBounds((ulong)T.Default(context).EncodedLength(context), Math.Min(T.Schema(context).MostBytes, limit));
    }

    /// <summary>The bounds of a list of items of one length.</summary>
    public static SizeBounds List(int item, ulong most) => new(0, (ulong)item * most);

    /// <inheritdoc/>
    public override string ToString() => Least == Most ? $"{Most} bytes" : $"{Least} to {Most} bytes";
}
