using System.Text.Json;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>
/// What persistent lists and vectors share beside <see cref="SszSequence"/>: block by block, without a copy of the whole.
/// </summary>
public static class SszPersistentSequence
{
    /// <summary>The encoded length of elements.</summary>
    public static int Length<T, TCodec>(PersistentList<T> items, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        var fixedLength = TCodec.FixedLength(context);
        if (fixedLength >= 0)
        {
            return fixedLength * items.Count;
        }

        var length = 0;
        for (var block = 0; block < items.BlockCount; block++)
        {
            length += SszSequence.Length<T, TCodec>(items.BlockSpan(block), context);
        }

        return length;
    }

    /// <summary>Writes elements one behind the other.</summary>
    public static void Encode<T, TCodec>(PersistentList<T> items, Span<byte> destination, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        var fixedLength = TCodec.FixedLength(context);
        var writer = new SszFieldWriter(destination, 4 * items.Count);
        for (var block = 0; block < items.BlockCount; block++)
        {
            var span = items.BlockSpan(block);
            if (fixedLength >= 0)
            {
                SszSequence.Encode<T, TCodec>(span, destination, context);
                destination = destination[(fixedLength * span.Length)..];
                continue;
            }

            foreach (var item in span)
            {
                TCodec.Encode(item, writer.Variable(TCodec.Length(item, context)), context);
            }
        }
    }

    /// <summary>Writes elements as an array.</summary>
    public static void WriteJson<T, TCodec>(Utf8JsonWriter writer, PersistentList<T> items, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        writer.WriteStartArray();
        for (var block = 0; block < items.BlockCount; block++)
        {
            foreach (var item in items.BlockSpan(block))
            {
                TCodec.WriteJson(writer, item, context);
            }
        }

        writer.WriteEndArray();
    }
}
