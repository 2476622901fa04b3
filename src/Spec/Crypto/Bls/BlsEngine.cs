using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls.Lanes;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>What signatures need for many independent points, by the widest vectors there are. All engines answer alike.</summary>
internal abstract class BlsEngine
{
    private static readonly BlsEngine? s_eight = Lanes512.IsSupported ? new LaneEngine<Lanes512, Vector512<double>>() : null;
    private static readonly BlsEngine? s_four = Lanes256.IsSupported ? new LaneEngine<Lanes256, Vector256<double>>() : null;

    /// <summary>The engine of the width in use.</summary>
    internal static BlsEngine Current => Of(CryptoLanes.Width);

    /// <summary>The engine for vectors of a width, or of the next narrower one that there is an engine for.</summary>
    internal static BlsEngine Of(VectorWidth width) => width switch
    {
        VectorWidth.V512 => s_eight ?? s_four ?? PlainEngine.Instance,
        VectorWidth.V256 => s_four ?? PlainEngine.Instance,
        _ => PlainEngine.Instance,
    };

    /// <summary>Independent computations side by side.</summary>
    internal abstract int Lanes { get; }

    /// <summary>Decodes compressed points of G1 that follow each other, as <see cref="G1.Decode"/> does each.</summary>
    internal abstract void DecodeG1(ReadOnlySpan<byte> bytes, Span<G1Affine> points, Span<PointError> errors);

    /// <summary>Decodes compressed points of G2 that follow each other, as <see cref="G2.Decode"/> does each.</summary>
    internal abstract void DecodeG2(ReadOnlySpan<byte> bytes, Span<G2Affine> points, Span<PointError> errors);

    /// <summary>The sum of keys.</summary>
    internal abstract G1Affine Sum(ReadOnlySpan<ManagedPublicKey> keys);

    /// <summary>Hashes messages to G2, as <see cref="HashToG2.Hash(ReadOnlySpan{byte})"/> does each.</summary>
    internal abstract void Hash(ReadOnlySpan<Root> messages, Span<G2Affine> points);

    /// <summary>Multiplies points of G1 by the scalars (c mod 2^32) + floor(c / 2^32) z^2.</summary>
    internal abstract void MultiplyEach(Span<G1Affine> points, ReadOnlySpan<ulong> words);

    /// <summary>The sum of multiples of points of G1 by such scalars.</summary>
    internal abstract G1Affine SumOfMultiples(ReadOnlySpan<G1Affine> points, ReadOnlySpan<ulong> words);

    /// <summary>The sum of multiples of points of G2 by such scalars.</summary>
    internal abstract G2Affine SumOfMultiples(ReadOnlySpan<G2Affine> points, ReadOnlySpan<ulong> words);

    /// <summary>As <see cref="MsmBuckets.Windows"/>, for finite points.</summary>
    internal abstract G1Jacobian[] MsmWindows(ReadOnlySpan<G1Affine> points, ReadOnlySpan<int> digits, int buckets);

    /// <summary>As <see cref="Pairing.MillerLoop"/>.</summary>
    internal abstract Fp12 MillerLoop(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Affine> q);
}
