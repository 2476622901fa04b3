using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.DataColumns;

/// <summary>Commitments and proofs in the form that <see cref="Crypto.Kzg.IKzg"/> takes.</summary>
internal static class KzgInputs
{
    public static ReadOnlyMemory<byte>[] Of(IReadOnlyList<Bytes48> points)
    {
        var bytes = new byte[points.Count * Bytes48.Length];
        var slices = new ReadOnlyMemory<byte>[points.Count];
        for (var i = 0; i < slices.Length; i++)
        {
            points[i].AsSpan().CopyTo(bytes.AsSpan(i * Bytes48.Length));
            slices[i] = bytes.AsMemory(i * Bytes48.Length, Bytes48.Length);
        }

        return slices;
    }

    public static ReadOnlyMemory<byte>[] Of(IReadOnlyList<ByteList> blobs) => [.. blobs.Select(static blob => blob.AsMemory())];
}
