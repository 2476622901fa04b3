using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>A codec for values that are only known as objects: options of unions, and types that tools and tests learn by name.</summary>
public abstract class SszObjectCodec
{
    private protected SszObjectCodec()
    {
    }

    /// <summary>The codec of a type that carries its own.</summary>
    public static SszObjectCodec Of<T>()
        where T : ISszType<T> => Of<T, SszTypeCodec<T>>();

    /// <summary>A codec as an object.</summary>
    public static SszObjectCodec Of<T, TCodec>()
        where TCodec : struct, ISszCodec<T> => SszObjectCodec<T, TCodec>.Instance;

    /// <summary>The type as a value.</summary>
    public abstract SszSchema Schema(SszContext context);

    /// <summary>Makes the value that SSZ gives the type by default.</summary>
    public abstract object Default(SszContext context);

    /// <summary>Reads one value that takes up all of the bytes.</summary>
    public bool TryDecode(ReadOnlySpan<byte> bytes, SszContext context, out object value, out SszError error)
    {
        var failure = default(SszFailure);
        var decoded = TryDecode(bytes, 0, context, out value, ref failure);
        error = failure.ToError();
        return decoded;
    }

    /// <summary>Reads one value that takes up all of the bytes and stands at byte <paramref name="at"/> of an outer one.</summary>
    public abstract bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out object value, ref SszFailure failure);

    /// <summary>The SSZ bytes of a value; throws InvalidCastException on a value of another type.</summary>
    public abstract byte[] Encode(object value, SszContext context);

    /// <summary>`hash_tree_root` of a value.</summary>
    public abstract Bytes32 Root(object value, SszContext context);

    /// <summary>The tree of a value.</summary>
    public abstract SszNode Node(object value, SszContext context);

    /// <summary>Writes a value as the Beacon API's JSON.</summary>
    public abstract void WriteJson(Utf8JsonWriter writer, object value, SszContext context);

    /// <summary>Reads a value from the Beacon API's JSON.</summary>
    public abstract bool TryReadJson(JsonElement json, SszContext context, out object value, ref SszFailure failure);
}
