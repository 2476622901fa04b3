using System.Collections.Immutable;
using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>
/// `Union[…]` and `CompatibleUnion({…})` (EIP-8016): a selector byte and a value of the option it selects; in JSON an object of
/// `selector` and `data`.
/// </summary>
public readonly struct UnionCodec<TOptions> : ISszCodec<SszUnion>
    where TOptions : struct, ISszUnionOptions
{
    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => -1;

    /// <inheritdoc/>
    public static int Length(SszUnion value, SszContext context) => 1 + DataBytes(value, context).Length;

    /// <inheritdoc/>
    public static void Encode(SszUnion value, Span<byte> destination, SszContext context)
    {
        destination[0] = value.Selector;
        DataBytes(value, context).CopyTo(destination[1..]);
    }

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out SszUnion value, ref SszFailure failure)
    {
        value = null!;
        if (bytes.IsEmpty)
        {
            return failure.Fail(SszErrorKind.TooShort, at, "no selector");
        }

        var selector = bytes[0];
        if (!TOptions.Options.TryGetValue(selector, out var option))
        {
            return failure.Fail(SszErrorKind.UnionSelector, at, $"no option has the selector {selector}");
        }

        if (option is null)
        {
            value = new SszUnion(selector, null);
            return bytes.Length == 1 || failure.Fail(SszErrorKind.TooLong, at + 1, $"{bytes.Length - 1} bytes for None");
        }

        var decoded = option.TryDecode(bytes[1..], at + 1, context, out var data, ref failure);
        value = new SszUnion(selector, data);
        return decoded || failure.In("data");
    }

    /// <inheritdoc/>
    public static Bytes32 Root(SszUnion value, SszContext context) =>
        Merkle.MixIn(value.Data is { } data ? Option(value.Selector)!.Root(data, context) : Bytes32.Zero, value.Selector);

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<SszUnion> values, Span<byte> roots, SszContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Root(values[i], context).AsSpan().CopyTo(roots[(32 * i)..]);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) =>
        SszSchema.Union(TOptions.Options.ToImmutableSortedDictionary(static o => o.Key, o => o.Value?.Schema(context)));

    /// <summary>The default of the option 0; throws NotSupportedException for a compatible union, which has no default.</summary>
    public static SszUnion Default(SszContext context) =>
        TOptions.Options.TryGetValue(0, out var first)
            ? new SszUnion(0, first?.Default(context))
            : throw new NotSupportedException("a compatible union has no default");

    /// <inheritdoc/>
    public static SszNode Node(SszUnion value, SszContext context) =>
        SszNode.MixIn(value.Data is { } data ? Option(value.Selector)!.Node(data, context) : SszNode.Leaf(Bytes32.Zero), value.Selector);

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, SszUnion value, SszContext context)
    {
        writer.WriteStartObject();
        writer.WriteString("selector"u8, value.Selector.ToString(System.Globalization.CultureInfo.InvariantCulture));
        writer.WritePropertyName("data"u8);
        if (value.Data is { } data)
        {
            Option(value.Selector)!.WriteJson(writer, data, context);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out SszUnion value, ref SszFailure failure)
    {
        value = null!;
        JsonElement? selectorMember = null, dataMember = null;
        if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in json.EnumerateObject())
            {
                if (!SszChecks.Name(member, out var name, ref failure))
                {
                    return false;
                }

                selectorMember = name == "selector" ? member.Value : selectorMember;
                dataMember = name == "data" ? member.Value : dataMember;
            }
        }

        if (selectorMember is not { } selectorJson || dataMember is not { } dataJson || json.GetPropertyCount() != 2)
        {
            return failure.Fail(SszErrorKind.JsonKind, 0, "a union is an object of selector and data");
        }

        if (!UIntCodec<byte>.TryReadJson(selectorJson, context, out var selector, ref failure))
        {
            return failure.In("selector");
        }

        if (!TOptions.Options.TryGetValue(selector, out var option))
        {
            return failure.Fail(SszErrorKind.UnionSelector, 0, $"no option has the selector {selector}");
        }

        if (option is null)
        {
            value = new SszUnion(selector, null);
            return dataJson.ValueKind == JsonValueKind.Null || failure.Fail(SszErrorKind.JsonKind, 0, "the data of None is null");
        }

        var read = option.TryReadJson(dataJson, context, out var data, ref failure);
        value = new SszUnion(selector, data);
        return read || failure.In("data");
    }

    private static SszObjectCodec? Option(byte selector) =>
        TOptions.Options.TryGetValue(selector, out var option)
            ? option
            : throw new ArgumentException($"no option has the selector {selector}", nameof(selector));

    private static byte[] DataBytes(SszUnion value, SszContext context) =>
        value.Data is { } data ? Option(value.Selector)!.Encode(data, context) : [];
}
