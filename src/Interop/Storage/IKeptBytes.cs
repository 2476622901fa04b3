namespace Consensoor.Interop.Storage;

/// <summary>A few bytes that outlive their owner. Used by one thread at a time; nothing is thrown.</summary>
public interface IKeptBytes
{
    /// <summary>The bytes that were written last; null where there are none, with the problem where they cannot be read.</summary>
    byte[]? Read(out string? problem);

    /// <summary>Keeps bytes in the place of those before, whole or not at all; gives the problem where it cannot.</summary>
    string? Write(ReadOnlySpan<byte> bytes);
}
