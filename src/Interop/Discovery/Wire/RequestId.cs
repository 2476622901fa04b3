namespace Consensoor.Interop.Discovery.Wire;

/// <summary>What ties an answer to its request: up to 8 bytes of the requester's choice.</summary>
public readonly record struct RequestId(ulong Value, int Length)
{
    /// <summary>The most bytes.</summary>
    public const int MaxLength = 8;

    /// <summary>Reads up to 8 bytes; null for more.</summary>
    public static RequestId? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLength)
        {
            return null;
        }

        ulong value = 0;
        foreach (var digit in bytes)
        {
            value = (value << 8) | digit;
        }

        return new RequestId(value, bytes.Length);
    }

    /// <summary>The bytes as they were read.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        for (var i = 0; i < Length; i++)
        {
            bytes[i] = (byte)(Value >> (8 * (Length - 1 - i)));
        }

        return bytes;
    }
}
