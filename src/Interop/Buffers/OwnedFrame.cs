namespace Consensoor.Interop.Buffers;

/// <summary>
/// A frame that belongs to whoever has it: its bytes, the same with their length in front as they came, and the shared buffer they lie in,
/// null where they lie in memory of their own.
/// </summary>
public readonly record struct OwnedFrame(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> WithLength, SharedBytes? Buffer)
{
    /// <summary>The number of bytes without their length.</summary>
    public int Length => Bytes.Length;

    /// <summary>Lets go of the bytes, which nobody may use any more who does not hold their buffer.</summary>
    public void Release() => Buffer?.Release();
}
