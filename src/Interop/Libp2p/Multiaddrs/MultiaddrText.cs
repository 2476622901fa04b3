using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Wire;
using SimpleBase;

namespace Consensoor.Interop.Libp2p.Multiaddrs;

/// <summary>Values of multiaddrs between text and bytes, and what bytes are a value of which form.</summary>
internal static class MultiaddrText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>Reads the text of a value; null where it is none of the form.</summary>
    public static byte[]? Parse(MultiaddrValue form, string text)
    {
        var value = form switch
        {
            MultiaddrValue.Ip4 => Ip4(text),
            MultiaddrValue.Ip6 => Ip6(text),
            MultiaddrValue.Port => Number(text, ushort.MaxValue) is { } port ? [(byte)(port >> 8), (byte)port] : null,
            MultiaddrValue.Mask => Number(text, byte.MaxValue) is { } mask ? [(byte)mask] : null,
            MultiaddrValue.Name or MultiaddrValue.Path => Utf8.GetBytes(text),
            MultiaddrValue.Escaped => Unescape(text),
            MultiaddrValue.Peer => PeerId.Parse(text, out _)?.Bytes.ToArray(),
            MultiaddrValue.Onion => Onion(text, 16),
            MultiaddrValue.Onion3 => Onion(text, 56),
            MultiaddrValue.Garlic64 => Garlic64(text),
            MultiaddrValue.Garlic32 => MultibaseText.FromBase32(text),
            MultiaddrValue.CertHash => MultibaseText.Decode(text, "bfuz"),
            _ => null,
        };
        return value is not null && IsValue(form, value) ? value : null;
    }

    /// <summary>Writes a value that <see cref="IsValue"/> holds of.</summary>
    public static string Format(MultiaddrValue form, ReadOnlySpan<byte> value) => form switch
    {
        MultiaddrValue.Ip4 or MultiaddrValue.Ip6 => new IPAddress(value).ToString(),
        MultiaddrValue.Port => BinaryPrimitives.ReadUInt16BigEndian(value).ToString(CultureInfo.InvariantCulture),
        MultiaddrValue.Mask => value[0].ToString(CultureInfo.InvariantCulture),
        MultiaddrValue.Name or MultiaddrValue.Path => Utf8.GetString(value),
        MultiaddrValue.Escaped => Uri.EscapeDataString(Utf8.GetString(value)),
        MultiaddrValue.Peer => PeerId.FromBytes(value, out _)!.ToString(),
        MultiaddrValue.Onion or MultiaddrValue.Onion3 =>
            string.Create(CultureInfo.InvariantCulture, $"{Lower32(value[..^2])}:{BinaryPrimitives.ReadUInt16BigEndian(value[^2..])}"),
        MultiaddrValue.Garlic64 => Convert.ToBase64String(value).Replace('+', '-').Replace('/', '~'),
        MultiaddrValue.Garlic32 => Lower32(value),
        MultiaddrValue.CertHash => "u" + Convert.ToBase64String(value).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        _ => "",
    };

    /// <summary>Tells whether bytes of the right length are a value of a form.</summary>
    public static bool IsValue(MultiaddrValue form, ReadOnlySpan<byte> value) => form switch
    {
        MultiaddrValue.Name => value.Length > 0 && !value.Contains((byte)'/') && IsText(value),
        // A slash at the end is not of the path: it ends the text of an address.
        MultiaddrValue.Path => value.Length > 0 && value[0] != '/' && value[^1] != '/' && IsText(value),
        MultiaddrValue.Escaped => value.Length > 0 && IsText(value),
        MultiaddrValue.Peer => PeerId.FromBytes(value, out _) is not null,
        MultiaddrValue.Onion or MultiaddrValue.Onion3 => BinaryPrimitives.ReadUInt16BigEndian(value[^2..]) != 0,
        MultiaddrValue.Garlic64 => value.Length >= 386,
        MultiaddrValue.Garlic32 => value.Length is 32 or >= 35,
        MultiaddrValue.CertHash => IsMultihash(value),
        _ => true,
    };

    private static bool IsText(ReadOnlySpan<byte> value) => System.Text.Unicode.Utf8.IsValid(value) && !value.Contains((byte)0);

    private static bool IsMultihash(ReadOnlySpan<byte> value) =>
        Varint.TryRead(value, out _, out var code) == VarintStatus.Read
        && Varint.TryRead(value[code..], out var length, out var prefix) == VarintStatus.Read
        && length > 0 && (ulong)(value.Length - code - prefix) == length;

    private static int? Number(string text, int max) =>
        text.Length is > 0 and <= 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
            ? number : null;

    // IPAddress reads one number, octal and hexadecimal too: those are no multiaddrs.
    private static byte[]? Ip4(string text) =>
        text.Split('.') is { Length: 4 } parts && parts.All(static part => part is "0" || (part.Length is > 0 and <= 3 && part[0] != '0'))
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork
            ? address.GetAddressBytes() : null;

    private static byte[]? Ip6(string text) =>
        !text.AsSpan().ContainsAny("%[]/") && IPAddress.TryParse(text, out var address)
        && address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.GetAddressBytes() : null;

    private static byte[]? Unescape(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.AddRange(Utf8.GetBytes(text[i..(char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? ++i + 1 : i + 1)]));
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add((byte)((Convert.ToInt32(text[i + 1].ToString(), 16) << 4) | Convert.ToInt32(text[i + 2].ToString(), 16)));
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return [.. bytes];
    }

    private static byte[]? Onion(string text, int letters) =>
        text.IndexOf(':') == letters && MultibaseText.FromBase32(text.AsSpan(0, letters)) is { } host
        && Number(text[(letters + 1)..], ushort.MaxValue) is { } port
            ? [.. host, (byte)(port >> 8), (byte)port] : null;

    // Base64 with two letters of its own. The library skips spaces and the ends of lines, which are none of it.
    private static byte[]? Garlic64(string text)
    {
        var bytes = new byte[text.Length];
        return !text.AsSpan().ContainsAny(" \t\r\n+/")
            && Convert.TryFromBase64String(text.Replace('-', '+').Replace('~', '/'), bytes, out var length)
                ? bytes[..length] : null;
    }

    private static string Lower32(ReadOnlySpan<byte> value) => Base32.Rfc4648.Encode(value, padding: false).ToLowerInvariant();
}
