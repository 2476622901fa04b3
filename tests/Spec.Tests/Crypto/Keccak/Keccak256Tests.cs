using System.Text;
using Consensoor.Spec.Crypto;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto;

public class Keccak256Tests
{
    // The empty string, the empty RLP string and the empty RLP list: the execution layer's empty code, empty trie and empty ommers.
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("80", "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")]
    [InlineData("c0", "1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347")]
    public void KnownValuesOfTheExecutionLayer(string data, string hash) => Assert.Equal(hash, Hash(Convert.FromHexString(data)));

    [Fact]
    public void KnownValueOfTheOriginalSubmission() =>
        Assert.Equal("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45", Hash(Encoding.ASCII.GetBytes("abc")));

    // One hash over the hashes of every length around one and two blocks of 136 bytes: the padding's corners are 135, 136, 271 and 272.
    [Fact]
    public void EveryLengthAroundABlock()
    {
        byte[] hashes = new byte[300 * Keccak256.HashLength];
        for (int length = 0; length < 300; length++)
            Keccak256.Hash(Enumerable.Range(0, length).Select(i => (byte)i).ToArray(), hashes.AsSpan(length * Keccak256.HashLength));
        Assert.Equal("a7556b99d532c6a2658e83e7bf12038ea9de15dc01506e586fd97bfd3c910e1f", Hash(hashes));
    }

    private static string Hash(byte[] data)
    {
        byte[] hash = new byte[Keccak256.HashLength];
        Keccak256.Hash(data, hash);
        return Convert.ToHexStringLower(hash);
    }
}
