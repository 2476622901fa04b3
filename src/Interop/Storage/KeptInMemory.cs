namespace Consensoor.Interop.Storage;

/// <summary>Bytes that are kept as long as the process runs.</summary>
public sealed class KeptInMemory : IKeptBytes
{
    private byte[]? _bytes;

    /// <inheritdoc/>
    public byte[]? Read(out string? problem)
    {
        problem = null;
        return _bytes;
    }

    /// <inheritdoc/>
    public string? Write(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes.ToArray();
        return null;
    }
}
