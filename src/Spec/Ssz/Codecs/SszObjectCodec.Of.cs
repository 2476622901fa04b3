using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>A codec composed of structs, as an object.</summary>
internal sealed class SszObjectCodec<T, TCodec> : SszObjectCodec
    where TCodec : struct, ISszCodec<T>
{
    private SszObjectCodec()
    {
    }

    public static SszObjectCodec<T, TCodec> Instance { get; } = new();

    public override SszSchema Schema(SszContext context) => TCodec.Schema(context);

    public override object Default(SszContext context) => TCodec.Default(context)!;

    public override bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out object value, ref SszFailure failure)
    {
        var decoded = TCodec.TryDecode(bytes, at, context, out var typed, ref failure);
        value = typed!;
        return decoded;
    }

    public override byte[] Encode(object value, SszContext context)
    {
        var typed = (T)value;
        var bytes = new byte[TCodec.Length(typed, context)];
        TCodec.Encode(typed, bytes, context);
        return bytes;
    }

    public override Bytes32 Root(object value, SszContext context) => TCodec.Root((T)value, context);

    public override SszNode Node(object value, SszContext context) => TCodec.Node((T)value, context);

    public override void WriteJson(Utf8JsonWriter writer, object value, SszContext context) => TCodec.WriteJson(writer, (T)value, context);

    public override bool TryReadJson(JsonElement json, SszContext context, out object value, ref SszFailure failure)
    {
        var read = TCodec.TryReadJson(json, context, out var typed, ref failure);
        value = typed!;
        return read;
    }
}
