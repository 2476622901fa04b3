using Consensoor.Spec.Crypto;
using Consensoor.Spec.Crypto.Bls;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz;

/// <summary>
/// Lists of 1 to 40 encodings, as long as they should be but mostly wrong, decoded together over every width of lanes that the CPU has, and
/// one by one.
/// </summary>
internal sealed class PointListTarget : IFuzzTarget
{
    private static readonly BlsEngine[] Engines =
        [.. ((VectorWidth[])[VectorWidth.V512, VectorWidth.V256])
            .Where(CryptoLanes.IsSupported)
            .Select(static width => BlsEngine.Of(width))];

    public string Name => "lists of points";

    public int Share => 1;

    public string Run(FuzzRandom random)
    {
        bool narrow = random.OneIn(2);
        int size = narrow ? G1.CompressedSize : G2.CompressedSize;
        byte[] bytes = new byte[size * (1 + random.Next(40))];
        for (int at = 0; at < bytes.Length; at += size)
        {
            byte[] encoding = (narrow ? HostilePoints.G1 : HostilePoints.G2).Next(random);
            encoding.AsSpan(0, Math.Min(size, encoding.Length)).CopyTo(bytes.AsSpan(at));
        }

        if (narrow)
            CheckG1(bytes);
        else
            CheckG2(bytes);
        return narrow ? "G1" : "G2";
    }

    private static void CheckG1(byte[] bytes)
    {
        int count = bytes.Length / G1.CompressedSize;
        AffinePoint<Fp>[] expected = new AffinePoint<Fp>[count], points = new AffinePoint<Fp>[count];
        PointError[] expectedErrors = new PointError[count], errors = new PointError[count];
        for (int i = 0; i < count; i++)
            expectedErrors[i] = G1.Decode(bytes.AsSpan(G1.CompressedSize * i, G1.CompressedSize), out expected[i]);
        foreach (BlsEngine engine in Engines)
        {
            engine.DecodeG1(bytes, points, errors);
            for (int i = 0; i < count; i++)
                Require(
                    errors[i] == expectedErrors[i] && points[i].Equals(in expected[i]),
                    $"{engine.Lanes} lanes at {i}: {errors[i]}, not {expectedErrors[i]}",
                    bytes);
        }
    }

    private static void CheckG2(byte[] bytes)
    {
        int count = bytes.Length / G2.CompressedSize;
        AffinePoint<Fp2>[] expected = new AffinePoint<Fp2>[count], points = new AffinePoint<Fp2>[count];
        PointError[] expectedErrors = new PointError[count], errors = new PointError[count];
        for (int i = 0; i < count; i++)
            expectedErrors[i] = G2.Decode(bytes.AsSpan(G2.CompressedSize * i, G2.CompressedSize), out expected[i]);
        foreach (BlsEngine engine in Engines)
        {
            engine.DecodeG2(bytes, points, errors);
            for (int i = 0; i < count; i++)
                Require(
                    errors[i] == expectedErrors[i] && points[i].Equals(in expected[i]),
                    $"{engine.Lanes} lanes at {i}: {errors[i]}, not {expectedErrors[i]}",
                    bytes);
        }
    }
}
