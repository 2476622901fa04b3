using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>
/// What lists, vectors and progressive lists share: elements one after another, or behind offsets where their length varies.
/// </summary>
public static class SszSequence
{
    /// <summary>The encoded length of elements.</summary>
    public static int Length<T, TCodec>(ReadOnlySpan<T> items, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        var fixedLength = TCodec.FixedLength(context);
        if (fixedLength >= 0)
        {
            return fixedLength * items.Length;
        }

        var length = 4 * items.Length;
        foreach (var item in items)
        {
            length += TCodec.Length(item, context);
        }

        return length;
    }

    /// <summary>Writes elements one behind the other, with their offsets before them where their size varies.</summary>
    public static void Encode<T, TCodec>(ReadOnlySpan<T> items, Span<byte> destination, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        var fixedLength = TCodec.FixedLength(context);
        if (fixedLength >= 0)
        {
            if (IsPlain<T, TCodec>())
            {
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items)), fixedLength * items.Length)
                    .CopyTo(destination);
                return;
            }

            for (var i = 0; i < items.Length; i++)
            {
                TCodec.Encode(items[i], destination.Slice(i * fixedLength, fixedLength), context);
            }

            return;
        }

        var writer = new SszFieldWriter(destination, 4 * items.Length);
        foreach (var item in items)
        {
            TCodec.Encode(item, writer.Variable(TCodec.Length(item, context)), context);
        }
    }

    /// <summary>Reads elements; their number follows from the bytes and is checked before anything is allocated.</summary>
    public static bool TryDecode<T, TCodec>(
        ReadOnlySpan<byte> bytes, int at, ulong? limit, SszContext context, out T[] items, ref SszFailure failure)
        where TCodec : struct, ISszCodec<T>
    {
        items = [];
        var fixedLength = TCodec.FixedLength(context);
        return fixedLength >= 0
            ? TryDecodeFixed<T, TCodec>(bytes, at, fixedLength, limit, context, out items, ref failure)
            : bytes.IsEmpty || TryDecodeVariable<T, TCodec>(bytes, at, limit, context, out items, ref failure);
    }

    /// <summary>
    /// The root of elements in a tree with room for <paramref name="limit"/> of them (null: progressive), without a length mixed in.
    /// </summary>
    public static Bytes32 Root<T, TCodec>(ReadOnlySpan<T> items, ulong? limit, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        var length = TCodec.IsBasic ? (Length<T, TCodec>(items, context) + 31) / 32 * 32 : 32 * items.Length;
        byte[]? rented = null;
        var chunks = length <= 1024 ? stackalloc byte[1024] : rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            chunks = chunks[..length];
            Leaves<T, TCodec>(items, chunks, context);
            var room = TCodec.IsBasic && limit is { } count ? ChunkCount(count, TCodec.FixedLength(context)) : limit;
            return room is { } leaves ? Merkle.Merkleize(chunks, leaves) : Merkle.MerkleizeProgressive(chunks);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>The leaves of elements: packed for basic types, roots for others.</summary>
    public static void Leaves<T, TCodec>(ReadOnlySpan<T> items, Span<byte> chunks, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        if (TCodec.IsBasic)
        {
            var length = Length<T, TCodec>(items, context);
            Encode<T, TCodec>(items, chunks, context);
            chunks[length..].Clear();
        }
        else
        {
            TCodec.Roots(items, chunks, context);
        }
    }

    /// <summary>Makes the Merkle tree of elements, as deep as the limit needs, or progressive without one.</summary>
    public static SszNode Node<T, TCodec>(ReadOnlySpan<T> items, ulong? limit, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        SszNode[] nodes;
        if (TCodec.IsBasic)
        {
            var bytes = new byte[Length<T, TCodec>(items, context)];
            Encode<T, TCodec>(items, bytes, context);
            nodes = SszNode.Chunks(bytes);
        }
        else
        {
            nodes = new SszNode[items.Length];
            var roots = new byte[32 * items.Length];
            TCodec.Roots(items, roots, context);
            for (var i = 0; i < nodes.Length; i++)
            {
                nodes[i] = LazyNode<T, TCodec>(items[i], new Bytes32(roots.AsSpan(32 * i, 32)), context);
            }
        }

        var room = TCodec.IsBasic && limit is { } count ? ChunkCount(count, TCodec.FixedLength(context)) : limit;
        return room is { } leaves ? SszNode.Tree(nodes, Merkle.Depth(leaves)) : SszNode.ProgressiveTree(nodes);
    }

    /// <summary>Writes elements as an array.</summary>
    public static void WriteJson<T, TCodec>(Utf8JsonWriter writer, ReadOnlySpan<T> items, SszContext context)
        where TCodec : struct, ISszCodec<T>
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            TCodec.WriteJson(writer, item, context);
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads a JSON array of at most so many elements.</summary>
    public static bool TryReadJson<T, TCodec>(JsonElement json, ulong limit, SszContext context, out T[] items, ref SszFailure failure)
        where TCodec : struct, ISszCodec<T>
    {
        items = [];
        if (!SszChecks.Array(json, limit, ref failure))
        {
            return false;
        }

        var result = new T[json.GetArrayLength()];
        var index = 0;
        foreach (var element in json.EnumerateArray())
        {
            if (!TCodec.TryReadJson(element, context, out result[index], ref failure))
            {
                return failure.In(index);
            }

            index++;
        }

        items = result;
        return true;
    }

    private static ulong ChunkCount(ulong count, int size) => unchecked((ulong)(((UInt128)count * (ulong)size + 31) / 32));

    private static SszNode LazyNode<T, TCodec>(T item, Bytes32 root, SszContext context)
        where TCodec : struct, ISszCodec<T> => SszNode.Lazy(root, () => TCodec.Node(item, context));

    // Types whose memory is their SSZ form on a little-endian machine.
    private static bool IsPlain<T, TCodec>() =>
        BitConverter.IsLittleEndian
        && (typeof(TCodec) == typeof(UIntCodec<byte>)
            || typeof(TCodec) == typeof(UIntCodec<ulong>)
            || typeof(T) == typeof(Bytes32)
            || typeof(T) == typeof(Bytes48))
        && !RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    private static bool TryDecodeFixed<T, TCodec>(
        ReadOnlySpan<byte> bytes, int at, int size, ulong? limit, SszContext context, out T[] items, ref SszFailure failure)
        where TCodec : struct, ISszCodec<T>
    {
        items = [];
        if (size == 0 || bytes.Length % size != 0)
        {
            return failure.Fail(SszErrorKind.ElementLength, at, $"{bytes.Length} bytes are no whole number of {size}-byte elements");
        }

        var count = bytes.Length / size;
        if (limit is { } most && (ulong)count > most)
        {
            return failure.Fail(SszErrorKind.ListTooLong, at, $"{count} elements, at most {most} allowed");
        }

        var result = new T[count];
        if (IsPlain<T, TCodec>())
        {
            bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(result)), bytes.Length));
            items = result;
            return true;
        }

        for (var i = 0; i < count; i++)
        {
            if (!TCodec.TryDecode(bytes.Slice(i * size, size), at + (i * size), context, out result[i], ref failure))
            {
                return failure.In(i);
            }
        }

        items = result;
        return true;
    }

    private static bool TryDecodeVariable<T, TCodec>(
        ReadOnlySpan<byte> bytes, int at, ulong? limit, SszContext context, out T[] items, ref SszFailure failure)
        where TCodec : struct, ISszCodec<T>
    {
        items = [];
        if (bytes.Length < 4)
        {
            return failure.Fail(SszErrorKind.TooShort, at, $"{bytes.Length} bytes cannot hold an offset");
        }

        var first = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (first == 0 || first % 4 != 0 || first > (uint)bytes.Length)
        {
            return failure.Fail(SszErrorKind.FirstOffset, at, $"the first offset is {first} in {bytes.Length} bytes");
        }

        var count = (int)(first / 4);
        if (limit is { } most && (ulong)count > most)
        {
            return failure.Fail(SszErrorKind.ListTooLong, at, $"{count} elements, at most {most} allowed");
        }

        var previous = -1;
        for (var i = 0; i < count; i++)
        {
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
            if (!SszFieldReader.CheckOffset(offset, previous, (int)first, bytes.Length, at + (4 * i), ref failure))
            {
                return false;
            }

            previous = (int)offset;
        }

        var result = new T[count];
        for (var i = 0; i < count; i++)
        {
            var start = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
            var end = i + 1 < count ? (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * (i + 1))..]) : bytes.Length;
            if (!TCodec.TryDecode(bytes[start..end], at + start, context, out result[i], ref failure))
            {
                return failure.In(i);
            }
        }

        items = result;
        return true;
    }
}
