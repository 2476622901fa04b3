using System.Numerics;

namespace Consensoor.Fuzz;

/// <summary>Field elements of 32 bytes, about half of them not below the modulus, and the plain test of that.</summary>
internal static class HostileElements
{
    private static readonly byte[] Modulus = Convert.FromHexString("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
    private static readonly BigInteger R = new(Modulus, isUnsigned: true, isBigEndian: true);

    internal static bool IsCanonical(ReadOnlySpan<byte> element) => element.Length == 32 && element.SequenceCompareTo(Modulus) < 0;

    /// <summary>Of 32 bytes.</summary>
    internal static byte[] Next(FuzzRandom random)
    {
        switch (random.Next(6))
        {
            case 0:
                return (R + random.Next(9) - 4).ToByteArray(isUnsigned: true, isBigEndian: true);
            case 1:
                byte[] fill = new byte[32];
                Array.Fill(fill, (byte)random.Pick<int>([0, 0x73, 0x74, 0xff]));
                return fill;
            case 2:
                byte[] near = (byte[])Modulus.Clone();
                near[random.Next(32)] ^= (byte)(1 << random.Next(8));
                return near;
            default:
                return random.Bytes(32);
        }
    }

    /// <summary>Of 32 bytes, or of another length now and then.</summary>
    internal static byte[] NextOfAnyLength(FuzzRandom random) => random.OneIn(8) ? random.Bytes(random.Next(80)) : Next(random);

    internal static byte[] NextCanonical(FuzzRandom random)
    {
        byte[] element = random.Bytes(32);
        element[0] &= 0x3f;
        return element;
    }
}
