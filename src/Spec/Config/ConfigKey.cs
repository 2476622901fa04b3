using System.Globalization;
using System.Numerics;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Config;

/// <summary>
/// A scalar key of a configuration: how its text is read into a <see cref="ChainConfig"/> and written from one. Read returns null on text
/// that is not a value of the key's type.
/// </summary>
internal sealed partial record ConfigKey(
    string Name, string Expects, Func<ChainConfig, string> Write, Func<ChainConfig, string, ChainConfig?> Read)
{
    /// <summary>Says whether the value is text, which YAML has in quotes.</summary>
    public bool IsText { get; private init; }

    /// <summary>The unsigned decimal number a text stands for; nothing else is accepted, neither sign nor blanks.</summary>
    public static bool TryNumber(string text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static ConfigKey Number(string name, Func<ChainConfig, ulong> get, Func<ChainConfig, ulong, ChainConfig> set) =>
        new(
            name,
            "an unsigned 64-bit decimal",
            c => get(c).ToString(CultureInfo.InvariantCulture),
            (c, text) => TryNumber(text, out var value) ? set(c, value) : null);

    /// <summary>Makes the key of a number that the specification divides by.</summary>
    private static ConfigKey Divisor(string name, Func<ChainConfig, ulong> get, Func<ChainConfig, ulong, ChainConfig> set) =>
        new(name, "an unsigned 64-bit decimal above zero", c => Decimal(get(c)), (c, text) =>
            TryNumber(text, out var value) && value > 0 ? set(c, value) : null);

    /// <summary>Makes the key of a number from 1 to a bound, beyond which times overflow.</summary>
    private static ConfigKey DivisorUpTo(ulong max, string name, Func<ChainConfig, ulong> get, Func<ChainConfig, ulong, ChainConfig> set) =>
        new(name, $"a decimal from 1 to {max}", c => Decimal(get(c)), (c, text) =>
            TryNumber(text, out var value) && value > 0 && value <= max ? set(c, value) : null);

    /// <summary>Makes the key of a number up to a bound, beyond which what the node computes from it overflows or has no meaning.</summary>
    private static ConfigKey UpTo(ulong max, string name, Func<ChainConfig, ulong> get, Func<ChainConfig, ulong, ChainConfig> set) =>
        new(name, $"a decimal of at most {max}", c => Decimal(get(c)), (c, text) =>
            TryNumber(text, out var value) && value <= max ? set(c, value) : null);

    private static string Decimal(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    private static ConfigKey Wide(string name, Func<ChainConfig, BigInteger> get, Func<ChainConfig, BigInteger, ChainConfig> set) =>
        new(name, "an unsigned 256-bit decimal", c => get(c).ToString(CultureInfo.InvariantCulture), (c, text) =>
            text.Length <= 78
            && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value.GetBitLength() <= 256
                ? set(c, value)
                : null);

    private static ConfigKey Text(string name, Func<ChainConfig, string> get, Func<ChainConfig, string, ChainConfig> set) =>
        new(name, "a short text", get, (c, text) => text.Length <= 256 ? set(c, text) : null) { IsText = true };

    private static ConfigKey Hex4(string name, Func<ChainConfig, Bytes4> get, Func<ChainConfig, Bytes4, ChainConfig> set) =>
        new(
            name,
            "4 bytes of 0x hex",
            c => get(c).ToString(),
            (c, text) => IsHex(text) && Bytes4.TryParse(text, out var value) ? set(c, value) : null);

    private static ConfigKey Hex20(string name, Func<ChainConfig, Bytes20> get, Func<ChainConfig, Bytes20, ChainConfig> set) =>
        new(
            name,
            "20 bytes of 0x hex",
            c => get(c).ToString(),
            (c, text) => IsHex(text) && Bytes20.TryParse(text, out var value) ? set(c, value) : null);

    private static ConfigKey Hex32(string name, Func<ChainConfig, Bytes32> get, Func<ChainConfig, Bytes32, ChainConfig> set) =>
        new(
            name,
            "32 bytes of 0x hex",
            c => get(c).ToString(),
            (c, text) => IsHex(text) && Bytes32.TryParse(text, out var value) ? set(c, value) : null);

    private static bool IsHex(string text) => text.StartsWith("0x", StringComparison.Ordinal);
}
