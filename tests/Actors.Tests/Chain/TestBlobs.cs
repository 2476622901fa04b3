using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>A blob as it waits for a payload, with its cells.</summary>
internal static class TestBlobs
{
    private static readonly ManagedKzg Kzg = new();

    /// <summary>Makes one; the same each time.</summary>
    public static (PooledBlob Blob, CellsAndProofs Cells) Create()
    {
        var bytes = new byte[KzgSizes.BytesPerBlob];
        for (var i = 1; i < bytes.Length; i += KzgSizes.BytesPerFieldElement)
        {
            bytes[i] = (byte)i;
        }

        var blob = PooledBlob.Create(Kzg, bytes, out _);
        Assert.NotNull(blob);
        return (blob, CellsAndProofs.Compute(Kzg, bytes, out _)!);
    }
}
