namespace Consensoor.Interop.Discovery.Records;

/// <summary>Integers in RLP strings: big-endian without leading zeros.</summary>
internal static class RlpIntegers
{
    /// <summary>Reads an integer of 64 bits at most; false where it is longer or has leading zeros.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ulong value)
    {
        value = 0;
        if (payload.Length > sizeof(ulong) || payload is [0, ..])
        {
            return false;
        }

        foreach (var digit in payload)
        {
            value = (value << 8) | digit;
        }

        return true;
    }
}
