using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary><see cref="Fr"/> against integers modulo r.</summary>
public sealed class FrTests
{
    [Fact]
    public void ArithmeticIsThatOfIntegersModuloR() =>
        Gen.Select(CryptoInputs.Scalars, CryptoInputs.Scalars, Gen.ULong).Sample((a, b, exponent) =>
        {
            Fr x = Bridge.ToFr(a), y = Bridge.ToFr(b);
            Check(x, a);
            Check(x + y, a + b);
            Check(x - y, a - b);
            Check(-x, -a);
            Check(x * y, a * b);
            Check(x.Inverse(), Integers.Inverse(a, BigFr.R));
            Check(x.Pow(exponent), BigInteger.ModPow(a, exponent, BigFr.R));
            Check(Fr.FromUInt64(exponent), exponent);
            Assert.Equal(a == b, x == y);
            Fr[] both = [x, Fr.Zero, y];
            Fr.InvertAll(both);
            Assert.Equal([x.Inverse(), Fr.Zero, y.Inverse()], both);
        });

    [Fact]
    public void OnlyIntegersBelowTheOrderAreRead()
    {
        Assert.True(Fr.TryRead(Integers.Bytes(BigFr.R - 1, Fr.Size), out _));
        Assert.False(Fr.TryRead(Integers.Bytes(BigFr.R, Fr.Size), out _));
        Assert.False(Fr.TryRead(Integers.Bytes((BigInteger.One << 256) - 1, Fr.Size), out _));
    }

    [Fact]
    public void BytesAreReducedModuloR() =>
        Gen.Byte.Array[64].Sample(bytes =>
        {
            Check(Fr.FromWideBytes(bytes), new BigInteger(bytes, isUnsigned: true, isBigEndian: true));
            Check(Fr.FromBytesReduced(bytes.AsSpan(0, 32)), new BigInteger(bytes.AsSpan(0, 32), isUnsigned: true, isBigEndian: true));
        });

    private static void Check(in Fr actual, BigInteger expected) =>
        Assert.Equal(Integers.Mod(expected, BigFr.R), Bridge.FromFr(in actual));
}
