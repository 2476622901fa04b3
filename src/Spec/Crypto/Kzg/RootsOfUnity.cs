using System.Numerics;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>
/// The 8192 roots of unity in bit-reversed order, in which blobs and cells are written
/// (<c>deneb/polynomial-commitments.md#compute_roots_of_unity</c>).
/// </summary>
/// <remarks>
/// In that order the roots come in pairs (x, -x), and the squares of the pairs are the domain of half the size in the same order. So a
/// single table, of the first of each pair, serves every size from 2 to 8192: it holds T[0] = 1, T[2 b] = sqrt(T[b]), T[2 b + 1] =
/// sqrt(-T[b]). Cell c is the 64 roots of x^64 = <see cref="CellPower"/>(c).
/// </remarks>
internal static class RootsOfUnity
{
    /// <summary>The largest domain: the extended blob.</summary>
    public const int MaxSize = KzgSizes.FieldElementsPerExtBlob;

    private const int Half = MaxSize / 2;

    // 7^((r - 1) / 8192): a generator of the largest domain, 7 being PRIMITIVE_ROOT_OF_UNITY and r BLS_MODULUS.
    private const string Generator = "485d512737b1da3d2ccddea2972e89ed146b58bc434906ac6fdd00bfc78c8967";

    private static readonly Fr[] Forward = Build(invert: false);
    private static readonly Fr[] Backward = Build(invert: true);

    /// <summary>T: root 2 b of every domain of more than 2 b elements; root 2 b + 1 is its negative.</summary>
    public static ReadOnlySpan<Fr> Twiddles => Forward;

    /// <summary>The inverses of <see cref="Twiddles"/>.</summary>
    public static ReadOnlySpan<Fr> InverseTwiddles => Backward;

    /// <summary>What x^64 is for every x of the cell: root number <paramref name="cellIndex"/> of the domain of 128.</summary>
    public static Fr CellPower(int cellIndex) =>
        (cellIndex & 1) == 0 ? Forward[cellIndex >> 1] : -Forward[cellIndex >> 1];

    private static Fr[] Build(bool invert)
    {
        Fr generator = FrBytes.Trusted(Convert.FromHexString(Generator));
        if (invert)
            generator = generator.Inverse();

        Fr[] table = new Fr[Half];
        Fr power = Fr.One;
        int shift = 1 + BitOperations.LeadingZeroCount((uint)Half);
        for (int i = 0; i < Half; i++)
        {
            table[ReverseBits((uint)i) >>> shift] = power;
            power *= generator;
        }

        return table;
    }

    private static uint ReverseBits(uint value)
    {
        uint reversed = 0;
        for (int i = 0; i < 32; i++)
            reversed |= (value >> i & 1) << (31 - i);
        return reversed;
    }
}
