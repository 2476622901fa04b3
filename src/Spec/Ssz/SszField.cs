using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Spec.Ssz;

/// <summary>What generated containers do with one field.</summary>
public static class SszField
{
    /// <summary>The bytes a field takes in the fixed part: its length, or an offset's.</summary>
    public static int Head<T, TCodec>(SszContext context)
        where TCodec : struct, ISszCodec<T> => TCodec.FixedLength(context) is var length and >= 0 ? length : 4;

    /// <summary>The bytes a field takes in all.</summary>
    public static int Length<T, TCodec>(T value, SszContext context)
        where TCodec : struct, ISszCodec<T> =>
            TCodec.FixedLength(context) is var length and >= 0 ? length : 4 + TCodec.Length(value, context);

    /// <summary>Writes a field at the writer's place: its bytes, or its offset and later its bytes.</summary>
    public static void Encode<T, TCodec>(ref SszFieldWriter writer, T value, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        var length = TCodec.FixedLength(context);
        TCodec.Encode(value, length >= 0 ? writer.Fixed(length) : writer.Variable(TCodec.Length(value, context)), context);
    }

    /// <summary>Writes the root of a field as the chunk of a position.</summary>
    public static void Root<T, TCodec>(T value, Span<byte> chunks, int position, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        var root = TCodec.Root(value, context);
        root.AsSpan().CopyTo(chunks[(32 * position)..]);
    }

    /// <summary>The tree of a field, built when a proof goes there.</summary>
    public static SszNode Node<T, TCodec>(T value, SszContext context)
        where TCodec : struct, ISszCodec<T> => SszNode.Lazy(TCodec.Root(value, context), () => TCodec.Node(value, context));
}
