namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Room for intermediate values, aligned to 64 bytes, which the stack of .NET is not (a vector across two cache lines costs twice). Passed
/// by value: what a function took is free again when it returns.
/// </summary>
internal unsafe struct Scratch
{
    private const int Alignment = 64;
    private const int Size = 1 << 20;

    [ThreadStatic]
    private static AlignedBuffer? s_block;

    private byte* _next;
    private readonly byte* _end;

    private Scratch(byte* start, byte* end)
    {
        _next = start;
        _end = end;
    }

    /// <summary>The thread's own megabyte; the caller must not call <see cref="Rent"/> again before it is done.</summary>
    internal static Scratch Rent()
    {
        s_block ??= new AlignedBuffer(Size);
        return new Scratch(s_block.Start, s_block.Start + Size);
    }

    /// <summary>Room for so many values, not cleared.</summary>
    /// <exception cref="InvalidOperationException">A function took more than there is: a bug.</exception>
    internal T* Take<T>(int count = 1)
        where T : unmanaged
    {
        var taken = (T*)_next;
        _next += ((count * sizeof(T)) + Alignment - 1) & -Alignment;
        if (_next > _end)
            throw new InvalidOperationException("the lanes' scratch memory is too small");
        return taken;
    }
}
