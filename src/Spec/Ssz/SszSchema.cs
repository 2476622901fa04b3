using System.Collections.Immutable;

namespace Consensoor.Spec.Ssz;

/// <summary>
/// An SSZ type as a value, limits as numbers: for generalized indices, and for whoever wants to walk a type without code written for it.
/// </summary>
public sealed class SszSchema
{
    private SszSchema(SszKind kind, string name, ulong limit = 0, bool isProgressive = false, SszSchema? element = null)
    {
        Kind = kind;
        Name = name;
        Limit = limit;
        IsProgressive = isProgressive;
        Element = element;
    }

    /// <summary>Which kind of SSZ type it is: a number, bytes, bits, a vector, a list, a container or a union.</summary>
    public SszKind Kind { get; }

    /// <summary>The type in the specification's notation.</summary>
    public string Name { get; }

    /// <summary>Bytes of a Uint, bits of a bit list or vector, elements of a list or vector; nothing for progressive types.</summary>
    public ulong Limit { get; }

    /// <summary>True for ProgressiveList, ProgressiveBitList and ProgressiveContainer (EIP-7916, EIP-7495).</summary>
    public bool IsProgressive { get; }

    /// <summary>The type of the elements of a list or vector.</summary>
    public SszSchema? Element { get; }

    /// <summary>The fields of a container.</summary>
    public ImmutableArray<SszSchemaField> Fields { get; private init; } = [];

    /// <summary>The options of a union by selector; null for None.</summary>
    public ImmutableSortedDictionary<byte, SszSchema?> Options { get; private init; } = ImmutableSortedDictionary<byte, SszSchema?>.Empty;

    /// <summary>True for types that are packed into chunks.</summary>
    public bool IsBasic => Kind is SszKind.Uint or SszKind.Boolean;

    /// <summary>True for types whose values have a length of their own: its number is mixed into the root.</summary>
    public bool HasLength => Kind is SszKind.List or SszKind.BitList;

    /// <summary>The bytes of every value, or null where values differ in length ("variable-size").</summary>
    public long? FixedLength => Kind switch
    {
        SszKind.Uint => (long)Limit,
        SszKind.Boolean => 1,
        SszKind.BitVector => (long)((Limit + 7) / 8),
        SszKind.Vector => Element!.FixedLength * (long)Limit,
        SszKind.Container => Fields.Aggregate((long?)0, static (sum, one) => sum + one.Type.FixedLength),
        _ => null,
    };

    /// <summary>
    /// The most bytes a value has (`phase0/p2p-interface.md#what-are-ssz-type-size-bounds`); ulong.MaxValue where the type has no bound, as
    /// progressive lists have none, or more than that.
    /// </summary>
    public ulong MostBytes => FixedLength is { } length ? (ulong)length : Kind switch
    {
        SszKind.BitList => IsProgressive ? ulong.MaxValue : (Limit / 8) + 1,
        SszKind.Vector or SszKind.List => IsProgressive ? ulong.MaxValue : Times(Element!.MostInside, Limit),
        SszKind.Container => Fields.Aggregate(0UL, static (sum, one) => Sum(sum, one.Type.MostInside)),
        _ => Sum(1, Options.Values.Max(static option => option?.MostBytes ?? 0)),
    };

    // Where values differ in length, an offset says where each begins.
    private ulong MostInside => FixedLength is null ? Sum(4, MostBytes) : MostBytes;

    /// <summary>
    /// `chunk_count`: the leaves of the tree, in a progressive container up to the last field; nothing for progressive lists.
    /// </summary>
    public ulong ChunkCount => Kind switch
    {
        SszKind.BitVector or SszKind.BitList => (Limit + 255) / 256,
        SszKind.Vector or SszKind.List =>
            Element!.IsBasic ? (ulong)((((UInt128)Limit * (ulong)Element.FixedLength!.Value) + 31) / 32) : Limit,
        SszKind.Container => (ulong)Fields[^1].Position + 1,
        _ => 1,
    };

    /// <summary>All that decides about bytes and roots, as text: types with the same layout share both.</summary>
    public string Layout => Kind switch
    {
        SszKind.Container => $"{Name}{(IsProgressive ? "*" : "")}{{"
            + $"{string.Join(", ", Fields.Select(static part => $"{part.Position} {part.Name}: {part.Type.Layout}"))}}}",
        SszKind.Vector => $"Vector[{Element!.Layout}, {Limit}]",
        SszKind.List => IsProgressive ? $"ProgressiveList[{Element!.Layout}]" : $"List[{Element!.Layout}, {Limit}]",
        SszKind.Union => $"Union[{string.Join(", ", Options.Select(static option => $"{option.Key}: {option.Value?.Layout ?? "None"}"))}]",
        _ => Name,
    };

    /// <summary>The type of one byte, 0 or 1.</summary>
    public static SszSchema Boolean { get; } = new(SszKind.Boolean, "Boolean");

    /// <summary>The type of any number of bits, hashed as a progressive tree (EIP-7916).</summary>
    public static SszSchema ProgressiveBitList { get; } = new(SszKind.BitList, "ProgressiveBitList", isProgressive: true);

    /// <summary>UintN of so many bytes.</summary>
    public static SszSchema Uint(int bytes) => new(SszKind.Uint, $"Uint{8 * bytes}", (ulong)bytes);

    /// <summary>The type of exactly so many bits.</summary>
    public static SszSchema BitVector(ulong bits) => new(SszKind.BitVector, $"BitVector[{bits}]", bits);

    /// <summary>The type of at most so many bits.</summary>
    public static SszSchema BitList(ulong limit) => new(SszKind.BitList, $"BitList[{limit}]", limit);

    /// <summary>The type of exactly so many elements.</summary>
    public static SszSchema Vector(SszSchema element, ulong length) =>
        new(SszKind.Vector, $"Vector[{element.Name}, {length}]", length, element: element);

    /// <summary>The type of at most so many elements.</summary>
    public static SszSchema List(SszSchema element, ulong limit) =>
        new(SszKind.List, $"List[{element.Name}, {limit}]", limit, element: element);

    /// <summary>The type of any number of elements, hashed as a progressive tree (EIP-7916).</summary>
    public static SszSchema ProgressiveList(SszSchema element) =>
        new(SszKind.List, $"ProgressiveList[{element.Name}]", isProgressive: true, element: element);

    /// <summary>The type of named fields in order.</summary>
    public static SszSchema Container(string name, params ReadOnlySpan<SszSchemaField> fields) =>
        new(SszKind.Container, name) { Fields = [.. fields] };

    /// <summary>A progressive container; the fields say their leaves.</summary>
    public static SszSchema ProgressiveContainer(string name, params ReadOnlySpan<SszSchemaField> fields) =>
        new(SszKind.Container, name, isProgressive: true) { Fields = [.. fields] };

    /// <summary>A union or compatible union.</summary>
    public static SszSchema Union(ImmutableSortedDictionary<byte, SszSchema?> options) =>
        new(SszKind.Union, $"Union[{string.Join(", ", options.Select(static option => $"{option.Key}: {option.Value?.Name ?? "None"}"))}]")
        {
            Options = options
        };

    private static ulong Sum(ulong one, ulong other) => one > ulong.MaxValue - other ? ulong.MaxValue : one + other;

    private static ulong Times(ulong one, ulong count) =>
        (UInt128)one * count > ulong.MaxValue ? ulong.MaxValue : one * count;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
