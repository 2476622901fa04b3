using System.Text.Json;

namespace Consensoor.Spec.Ssz;

/// <summary>A type with an SSZ form (`ssz/simple-serialize.md`). Containers get theirs from the source generator.</summary>
public interface ISszType<TSelf>
    where TSelf : ISszType<TSelf>
{
    /// <summary>The number of bytes of every value, or -1 where values differ in length.</summary>
    static abstract int FixedLength(SszContext context);

    /// <summary>The type as a value: fields, limits, elements.</summary>
    static abstract SszSchema Schema(SszContext context);

    /// <summary>Makes the value of zeros, empty lists and default parts that SSZ gives the type in a fork.</summary>
    static abstract TSelf Default(SszContext context);

    /// <summary>
    /// Reads one value that takes up all of <paramref name="bytes"/>; false and the first error otherwise. Never allocates more than a
    /// small multiple of the input.
    /// </summary>
    static abstract bool TryDecode(ReadOnlySpan<byte> bytes, SszContext context, out TSelf value, out SszError error);

    /// <summary>As the public form, for a value that stands at byte <paramref name="at"/> of an outer one.</summary>
    static abstract bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out TSelf value, ref SszFailure failure);

    /// <summary>The roots of many values, 32 bytes each, hashed level by level.</summary>
    static abstract void HashTreeRoots(ReadOnlySpan<TSelf> values, Span<byte> roots, SszContext context);

    /// <summary>Reads the Beacon API's JSON form; false and the first error otherwise.</summary>
    static abstract bool TryReadJson(JsonElement json, SszContext context, out TSelf value, ref SszFailure failure);

    /// <summary>The number of bytes <see cref="Encode"/> writes.</summary>
    int EncodedLength(SszContext context);

    /// <summary>Writes the value to the first <see cref="EncodedLength"/> bytes of <paramref name="destination"/>.</summary>
    void Encode(Span<byte> destination, SszContext context);

    /// <summary>The Merkle root of the value (`hash_tree_root`).</summary>
    Bytes32 HashTreeRoot(SszContext context);

    /// <summary>Writes the Beacon API's JSON form.</summary>
    void WriteJson(Utf8JsonWriter writer, SszContext context);

    /// <summary>The value as a Merkle tree, for proofs.</summary>
    SszNode ToNode(SszContext context);
}
