using Consensoor.Interop.Gossipsub;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Streams;

/// <summary>
/// Raw snappy blocks. What is taken is what a literal reader of the format makes of it, and what is refused is refused there too.
/// </summary>
internal sealed class SnappyTarget : IFuzzTarget
{
    private const int Bound = 1 << 16;

    public string Name => "snappy blocks";

    public int Share => 6;

    public string Run(FuzzRandom random)
    {
        var plain = HostileBytes.Plain(random, random.OneIn(20) ? 80_000 : 600);
        var block = SnappyBlock.Compress(plain);
        if (random.OneIn(8))
        {
            Require(SnappyBlock.Decompress(block, plain.Length) is { } back && back.AsSpan().SequenceEqual(plain), "another text", block);
        }

        block = HostileBytes.Spoil(random, block);
        var taken = SnappyBlock.Decompress(block, Bound);
        var literal = Literal(block);
        Require((taken is null) == (literal is null), $"taken {taken is not null}, literally {literal is not null}", block);
        Require(taken is null || taken.AsSpan().SequenceEqual(literal), "another text than literally", block);
        return taken is null ? "refused" : "taken";
    }

    // `format_description.txt` of google/snappy, element by element.
    private static byte[]? Literal(ReadOnlySpan<byte> block)
    {
        if (!SnappyBlock.TryReadLength(block, out var length) || length > Bound)
        {
            return null;
        }

        var at = 0;
        while (block[at++] >= 0x80)
        {
        }

        var text = new List<byte>();
        while (at < block.Length)
        {
            int tag = block[at++], kind = tag & 3, high = tag >> 2;
            if (kind == 0)
            {
                var extra = high < 60 ? 0 : high - 59;
                if (block.Length - at < extra)
                {
                    return null;
                }

                var size = extra == 0 ? (uint)high : Little(block.Slice(at, extra));
                at += extra;
                if (size + 1L > block.Length - at || text.Count + size + 1 > length)
                {
                    return null;
                }

                text.AddRange(block.Slice(at, (int)size + 1));
                at += (int)size + 1;
                continue;
            }

            var bytes = kind == 3 ? 4 : kind;
            if (block.Length - at < bytes)
            {
                return null;
            }

            var count = kind == 1 ? (high & 7) + 4 : high + 1;
            var offset = kind == 1 ? ((uint)(high >> 3) << 8) | block[at] : Little(block.Slice(at, bytes));
            at += bytes;
            if (offset == 0 || offset > text.Count || text.Count + count > length)
            {
                return null;
            }

            for (; count > 0; count--)
            {
                text.Add(text[text.Count - (int)offset]);
            }
        }

        return text.Count == length ? [.. text] : null;
    }

    private static uint Little(ReadOnlySpan<byte> bytes)
    {
        var value = 0U;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }
}
