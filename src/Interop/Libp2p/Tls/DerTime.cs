using System.Buffers.Text;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Libp2p.Tls;

/// <summary>Reads the two forms that times have in certificates (RFC 5280, section 4.1.2.5).</summary>
internal static class DerTime
{
    private const byte UtcTime = 0x17;
    private const byte GeneralizedTime = 0x18;

    /// <summary>
    /// Takes a time: YYMMDDhhmmssZ of 1950 to 2049, or YYYYMMDDhhmmssZ; false for anything else, and for days that are none.
    /// </summary>
    public static bool TryRead(ref DerReader from, out DateTimeOffset time)
    {
        time = default;
        if (from.TryRead(UtcTime, out var text))
        {
            return text.Length == 13
                && TryNumber(text[..2], out var year)
                && TryRead(text[2..], year + (year < 50 ? 2000 : 1900), out time);
        }

        return from.TryRead(GeneralizedTime, out text)
            && text.Length == 15
            && TryNumber(text[..4], out var whole)
            && TryRead(text[4..], whole, out time);
    }

    private static bool TryRead(ReadOnlySpan<byte> text, int year, out DateTimeOffset time)
    {
        time = default;
        var isTime = TryNumber(text[..2], out var month) & TryNumber(text[2..4], out var day) & TryNumber(text[4..6], out var hour)
            & TryNumber(text[6..8], out var minute) & TryNumber(text[8..10], out var second);
        if (!isTime
            || text[10] != 'Z'
            || year is < 1 or > 9999
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 59)
        {
            return false;
        }

        time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number) =>
        Utf8Parser.TryParse(digits, out number, out var taken)
        && taken == digits.Length
        && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
