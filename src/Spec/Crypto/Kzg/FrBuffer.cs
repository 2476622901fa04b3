using System.Buffers;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>
/// Field elements borrowed from the shared pool until disposed; a blob's worth would otherwise land on the large-object heap.
/// </summary>
internal readonly struct FrBuffer : IDisposable
{
    private readonly Fr[] rented;
    private readonly int length;

    private FrBuffer(int length)
    {
        rented = ArrayPool<Fr>.Shared.Rent(length);
        this.length = length;
        Span.Clear();
    }

    public Span<Fr> Span => rented.AsSpan(0, length);

    /// <summary>Borrows <paramref name="length"/> elements, all zero.</summary>
    public static FrBuffer Rent(int length) => new(length);

    public void Dispose() => ArrayPool<Fr>.Shared.Return(rented);
}
