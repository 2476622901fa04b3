using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Consensoor.Interop.Keys.Passwords;

/// <summary>
/// Decomposes text into Unicode's compatibility form (NFKD) by tables of its own: the program runs without the culture data of the system,
/// where .NET gives back what it was given.
/// </summary>
/// <remarks>
/// `nfkd.gz` was made of Unicode 14.0's data: two counts of 2 bytes; a code point (3 bytes, little-endian, as all are), the number of its
/// parts and the parts; then first, last and combining class of each range that has one. Syllables of Hangul are computed.
/// </remarks>
internal static class CompatibilityDecomposition
{
    private const int HangulFirst = 0xAC00;
    private const int HangulCount = 11_172;
    private const int HangulLead = 0x1100;
    private const int HangulVowel = 0x1161;
    private const int HangulTail = 0x11A7;
    private const int VowelsTimesTails = 588;
    private const int Tails = 28;

    private static readonly Lazy<Tables> Data = new(Read);

    /// <summary>Gives the form of a text, whose code points must be whole; throws ArgumentException for half of a surrogate pair.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var (parts, classes) = Data.Value;
        var decomposed = new List<int>(text.Length + 8);
        for (var at = 0; at < text.Length; at += char.IsSurrogate(text[at]) ? 2 : 1)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                throw new ArgumentException("the text has half of a surrogate pair", nameof(text));
            }

            Append(decomposed, rune.Value, parts);
        }

        Order(decomposed, classes);
        var result = new StringBuilder(decomposed.Count);
        foreach (var codePoint in decomposed)
        {
            result.Append(new Rune(codePoint).ToString());
        }

        return result.ToString();
    }

    private static void Append(List<int> decomposed, int codePoint, Dictionary<int, int[]> parts)
    {
        if (parts.TryGetValue(codePoint, out var found))
        {
            decomposed.AddRange(found);
        }
        else if (codePoint - HangulFirst is var syllable and >= 0 and < HangulCount)
        {
            decomposed.Add(HangulLead + (syllable / VowelsTimesTails));
            decomposed.Add(HangulVowel + (syllable % VowelsTimesTails / Tails));
            if (syllable % Tails is var tail and > 0)
            {
                decomposed.Add(HangulTail + tail);
            }
        }
        else
        {
            decomposed.Add(codePoint);
        }
    }

    // The canonical order: marks behind one letter by their classes, those of one class as they came.
    private static void Order(List<int> codePoints, Dictionary<int, byte> classes)
    {
        for (var first = 0; first < codePoints.Count; first++)
        {
            var end = first;
            while (end < codePoints.Count && classes.ContainsKey(codePoints[end]))
            {
                end++;
            }

            if (end - first > 1)
            {
                var marks = codePoints.GetRange(first, end - first).OrderBy(mark => classes[mark]).ToArray();
                for (var i = 0; i < marks.Length; i++)
                {
                    codePoints[first + i] = marks[i];
                }
            }

            first = Math.Max(first, end);
        }
    }

    private static Tables Read()
    {
        using var packed = typeof(CompatibilityDecomposition).Assembly.GetManifestResourceStream("Consensoor.Interop.Keys.nfkd.gz")!;
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Decompress))
        {
            gzip.CopyTo(plain);
        }

        var bytes = plain.GetBuffer().AsSpan(0, (int)plain.Length);
        var (count, ranges, at) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), 4);
        var parts = new Dictionary<int, int[]>(count);
        for (var i = 0; i < count; i++)
        {
            var whole = CodePoint(bytes, ref at);
            var into = new int[bytes[at++]];
            for (var part = 0; part < into.Length; part++)
            {
                into[part] = CodePoint(bytes, ref at);
            }

            parts.Add(whole, into);
        }

        var classes = new Dictionary<int, byte>();
        for (var i = 0; i < ranges; i++)
        {
            var (first, last) = (CodePoint(bytes, ref at), CodePoint(bytes, ref at));
            for (var mark = first; mark <= last; mark++)
            {
                classes.Add(mark, bytes[at]);
            }

            at++;
        }

        return new Tables(parts, classes);
    }

    private static int CodePoint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var codePoint = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
        at += 3;
        return codePoint;
    }

    private sealed record Tables(Dictionary<int, int[]> Parts, Dictionary<int, byte> Classes);
}
