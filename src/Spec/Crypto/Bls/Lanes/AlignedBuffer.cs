using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>Pinned memory that starts at a multiple of 64 bytes.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;

    private readonly byte[] _bytes;

    /// <summary>So many bytes, not cleared.</summary>
    internal AlignedBuffer(int length)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(length + Alignment, pinned: true);
        Start = (byte*)(((nuint)Unsafe.AsPointer(ref _bytes[0]) + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    /// <summary>
    /// The first byte; valid while the buffer is referenced, for which whoever takes it calls <see cref="GC.KeepAlive"/> after its last
    /// use.
    /// </summary>
    internal byte* Start { get; }
}
