using System.Text;
using System.Text.Json;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>
/// Reads a JSON value that is known to be well formed, member by member. The first thing that is not as it has to be is kept, with its
/// place, and from then on every loop ends and every value is a default; nothing throws. Members that are not known are passed over.
/// </summary>
internal ref struct EngineJson
{
    /// <summary>The deepest that an answer of the Engine API is nested, with room.</summary>
    public const int MaxDepth = 16;

    private Utf8JsonReader _reader;
    private string _member;
    private int _index = -1;

    /// <summary>Begins at a value, which has a name for people.</summary>
    public EngineJson(ReadOnlySpan<byte> json, string name = "the result")
    {
        _member = name;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        _reader.Read();
    }

    /// <summary>What is wrong and where; null where nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>True at a null.</summary>
    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    /// <summary>True at an object.</summary>
    public readonly bool IsObject => _reader.TokenType == JsonTokenType.StartObject;

    /// <summary>Enters an object; false where the value is none.</summary>
    public bool Object() => Expect(JsonTokenType.StartObject, "an object");

    /// <summary>Enters a list; false where the value is none.</summary>
    public bool Array()
    {
        _index = -1;
        return Expect(JsonTokenType.StartArray, "a list");
    }

    /// <summary>
    /// Goes to the value of the next member that has one of the names, and says which; -1 at the object's end. A member that was seen is
    /// refused.
    /// </summary>
    public int Next(ReadOnlySpan<byte[]> names, ref ulong seen)
    {
        while (Problem is null && _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var which = names.Length - 1;
            while (which >= 0 && !_reader.ValueSpan.SequenceEqual(names[which]))
            {
                which--;
            }

            _reader.Read();
            if (which < 0)
            {
                _reader.Skip();
                continue;
            }

            _member = Encoding.UTF8.GetString(names[which]);
            _index = -1;
            if ((seen & (1UL << which)) != 0)
            {
                Fail("is there twice");
                return -1;
            }

            seen |= 1UL << which;
            return which;
        }

        return -1;
    }

    /// <summary>
    /// Goes to the next item of a list, the one at an index; false at the list's end, and where it has more than a bound.
    /// </summary>
    public bool Item(int at, int max = int.MaxValue)
    {
        if (Problem is not null || !_reader.Read() || _reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        _index = at;
        if (at >= max)
        {
            Fail($"has more than {max} items");
        }

        return Problem is null;
    }

    /// <summary>Passes over the value at hand.</summary>
    public void Skip() => _reader.Skip();

    /// <summary>Refuses an object that lacks one of the members whose bits are set.</summary>
    public void Require(ReadOnlySpan<byte[]> names, ulong seen, ulong needed)
    {
        if (Problem is null && (needed & ~seen) is var missing and not 0)
        {
            Problem = $"{Encoding.UTF8.GetString(names[System.Numerics.BitOperations.TrailingZeroCount(missing)])} is missing";
        }
    }

    /// <summary>Reads a quantity of 64 bits.</summary>
    public ulong Quantity()
    {
        ulong value = 0;
        return IsText() && (HexText.TryQuantity(_reader.ValueSpan, out value) || Fail("is not a quantity of 64 bits in 0x hex"))
            ? value
            : 0;
    }

    /// <summary>Reads a quantity of 256 bits.</summary>
    public UInt256 Quantity256()
    {
        UInt256 value = default;
        return IsText() && (HexText.TryQuantity(_reader.ValueSpan, out value) || Fail("is not a quantity of 256 bits in 0x hex"))
            ? value
            : default;
    }

    /// <summary>Reads a number that is written as one: whole, and of 64 bits.</summary>
    public ulong Number()
    {
        ulong value = 0;
        return Problem is null
            && ((_reader.TokenType == JsonTokenType.Number && _reader.TryGetUInt64(out value)) || Fail("is not a number of 64 bits"))
                ? value
                : 0;
    }

    /// <summary>Reads data of a known length.</summary>
    public bool Data(scoped Span<byte> destination) =>
        IsText() && (HexText.TryData(_reader.ValueSpan, destination) || Fail($"is not {destination.Length} bytes in 0x hex"));

    /// <summary>Reads data of 32 bytes.</summary>
    public Bytes32 Bytes32()
    {
        Span<byte> bytes = stackalloc byte[32];
        return Data(bytes) ? new Bytes32(bytes) : default;
    }

    /// <summary>Reads data of 48 bytes.</summary>
    public Bytes48 Bytes48()
    {
        Span<byte> bytes = stackalloc byte[48];
        return Data(bytes) ? new Bytes48(bytes) : default;
    }

    /// <summary>Reads data of 20 bytes.</summary>
    public Bytes20 Bytes20()
    {
        Span<byte> bytes = stackalloc byte[20];
        return Data(bytes) ? new Bytes20(bytes) : default;
    }

    /// <summary>Reads data of 8 bytes.</summary>
    public Bytes8 Bytes8()
    {
        Span<byte> bytes = stackalloc byte[8];
        return Data(bytes) ? new Bytes8(bytes) : default;
    }

    /// <summary>Reads data of a length up to a bound, or of exactly that.</summary>
    public ByteList Bytes(int max = int.MaxValue, bool isExact = false)
    {
        if (!IsText())
        {
            return ByteList.Empty;
        }

        if (!HexText.TryLength(_reader.ValueSpan, out var length) || length > max || (isExact && length != max))
        {
            Fail(max == int.MaxValue ? "is not bytes in 0x hex" : $"is not {(isExact ? "" : "at most ")}{max} bytes in 0x hex");
            return ByteList.Empty;
        }

        var bytes = new byte[length];
        return Data(bytes) ? ByteList.Adopt(bytes) : ByteList.Empty;
    }

    /// <summary>Reads a list of data.</summary>
    public SszList<ByteList> BytesList(int max = int.MaxValue)
    {
        var list = new List<ByteList>();
        for (var more = Array(); more && Item(list.Count, max);)
        {
            list.Add(Bytes());
        }

        return SszList.From(list);
    }

    /// <summary>Reads text for people or a name, cut where it is long.</summary>
    public string Text() => IsText() ? RpcText.Clean(_reader.ValueSpan) : "";

    /// <summary>True where the value is this very text.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text) => _reader.TokenType == JsonTokenType.String && _reader.ValueSpan.SequenceEqual(text);

    /// <summary>Reads true or false.</summary>
    public bool Boolean()
    {
        if (_reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return _reader.TokenType == JsonTokenType.True;
        }

        Fail("is not true or false");
        return false;
    }

    /// <summary>Keeps what is wrong with the value at hand, unless something was before; always false.</summary>
    public bool Fail(string what)
    {
        Problem ??= _index < 0 ? $"{_member} {what}" : $"{_member}[{_index}] {what}";
        return false;
    }

    private bool Expect(JsonTokenType type, string what) => Problem is null && (_reader.TokenType == type || Fail($"is not {what}"));

    private bool IsText() => Problem is null && (_reader.TokenType == JsonTokenType.String || Fail("is not text"));
}
