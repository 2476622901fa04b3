using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Consensoor.Interop.Genesis.Execution;

/// <summary>
/// A value of a JSON file with the path that leads to it. What is not of the expected form throws <see cref="JsonPlaceException"/>, which
/// names the path.
/// </summary>
internal readonly record struct JsonPlace(string Path, JsonElement Value)
{
    private const int MaxShown = 40;

    /// <summary>Says whether the object has a value under a key that is not null.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>The value under a key, which must be there.</summary>
    public JsonPlace Required(string key) => Find(key) ?? throw new JsonPlaceException($"{At(key)} is missing");

    /// <summary>The value under a key, whatever its letters' case as geth reads it; null where there is none.</summary>
    public JsonPlace? Find(string key)
    {
        Expect(JsonValueKind.Object, "an object");
        if (!Value.TryGetProperty(key, out var value))
        {
            value = Value.EnumerateObject().FirstOrDefault(property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : new JsonPlace(At(key), value);
    }

    /// <summary>The keys and values of an object.</summary>
    public IEnumerable<(string Key, JsonPlace Value)> Properties()
    {
        Expect(JsonValueKind.Object, "an object");
        var path = Path;
        return Value.EnumerateObject().Select(property => (property.Name, new JsonPlace($"{path}.{property.Name}", property.Value)));
    }

    /// <summary>An unsigned 64-bit number under a key, hex or decimal; 0 where there is none.</summary>
    public ulong Number(string key) => (ulong)Wide(key, 64);

    /// <summary>An unsigned number of some bits under a key, hex or decimal; 0 where there is none.</summary>
    public BigInteger Wide(string key, int bits = 256) => Find(key)?.AsWide(bits) ?? BigInteger.Zero;

    /// <summary>Bytes of a given length under a key; null where there are none.</summary>
    public byte[]? Bytes(string key, int length) => Find(key)?.AsBytes() is not { } bytes
        ? null
        : bytes.Length == length ? bytes : throw Expected(key, $"{length} bytes of 0x hex");

    /// <summary>Bytes up to a length under a key; empty where there are none.</summary>
    public byte[] BytesUpTo(string key, int max) => Find(key)?.AsBytes() is not { } bytes
        ? []
        : bytes.Length <= max ? bytes : throw Expected(key, $"at most {max} bytes of 0x hex");

    /// <summary>This value as bytes.</summary>
    public byte[] AsBytes()
    {
        var text = Value.ValueKind == JsonValueKind.String ? Value.GetString()! : "";
        return TryHex(text) ?? throw new JsonPlaceException($"{Path} is {Shown()}, not bytes in 0x hex");
    }

    /// <summary>This value as an unsigned number of some bits.</summary>
    public BigInteger AsWide(int bits)
    {
        var text = Value.ValueKind switch
        {
            JsonValueKind.String => Value.GetString()!,
            JsonValueKind.Number => Value.GetRawText(),
            _ => "",
        };
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var read = text.Length <= 80 && (isHex
            ? BigInteger.TryParse($"0{text.AsSpan(2)}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            : BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value))
            ? value
            : -1;
        return read.Sign >= 0 && read.GetBitLength() <= bits
            ? read
            : throw new JsonPlaceException($"{Path} is {Shown()}, not an unsigned number of {bits} bits");
    }

    /// <summary>Bytes from hex with 0x, or without it; null where the text is none.</summary>
    public static byte[]? TryHex(string text)
    {
        var digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }

    private void Expect(JsonValueKind kind, string what)
    {
        if (Value.ValueKind != kind)
        {
            throw new JsonPlaceException($"{(Path.Length == 0 ? "the file" : Path)} is {Shown()}, not {what}");
        }
    }

    private JsonPlaceException Expected(string key, string what) => new($"{At(key)} is {Find(key)!.Value.Shown()}, not {what}");

    private string At(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    private string Shown()
    {
        var raw = Value.GetRawText();
        return raw.Length <= MaxShown ? raw : $"{raw.AsSpan(0, MaxShown)}…";
    }
}
