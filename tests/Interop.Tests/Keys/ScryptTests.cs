using System.Runtime.Intrinsics;
using System.Text;
using Consensoor.Interop.Keys.Keystores;
using CsCheck;
using NBitcoin.Crypto;
using Xunit;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>scrypt gives what RFC 7914 says, and what another implementation gives.</summary>
public sealed class ScryptTests
{
    [Theory]
    [InlineData(
        "",
        "",
        16,
        1,
        1,
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")]
    [InlineData(
        "password",
        "NaCl",
        1024,
        8,
        16,
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")]
    [InlineData(
        "pleaseletmein",
        "SodiumChloride",
        16384,
        8,
        1,
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")]
    public void The_vectors_of_rfc_7914_hold(string password, string salt, int n, int r, int p, string expected) => Assert.Equal(
        expected, Convert.ToHexStringLower(Derive(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(salt), n, r, p, 64)));

    [Fact]
    public void Any_costs_give_what_another_implementation_gives() => Gen.Select(
        Gen.Byte.Array[0, 70], Gen.Byte.Array[0, 70], Gen.Int[1, 7], Gen.Int[1, 9], Gen.Int[1, 3], Gen.Int[1, 80])
        .Sample(static (password, salt, power, r, p, length) => Derive(password, salt, 1 << power, r, p, length).AsSpan().SequenceEqual(
            SCrypt.ComputeDerivedKey(password, salt, 1 << power, r, p, 1, length)), iter: 200);

    [Theory]
    [InlineData(1, 8, 1)]
    [InlineData(3, 8, 1)]
    [InlineData(16, 0, 1)]
    [InlineData(16, 8, 0)]
    [InlineData(-16, 8, 1)]
    public void Other_costs_are_refused(int n, int r, int p) =>
        Assert.Throws<ArgumentException>(() => Scrypt.Derive([], [], n, r, p, new byte[32], new Vector128<uint>[1_024]));

    [Fact]
    public void Too_little_memory_is_refused() =>
        Assert.Throws<ArgumentException>(() => Scrypt.Derive([], [], 16, 1, 1, new byte[32], new Vector128<uint>[127]));

    private static byte[] Derive(byte[] password, byte[] salt, int n, int r, int p, int length)
    {
        var key = new byte[length];
        Scrypt.Derive(password, salt, n, r, p, key, new Vector128<uint>[Scrypt.VectorsOf(n, r)]);
        return key;
    }
}
