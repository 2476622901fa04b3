using Consensoor.Spec.Crypto;
using CsCheck;
using Xunit;
using PlatformSha256 = System.Security.Cryptography.SHA256;

namespace Consensoor.Spec.Tests.Crypto;

public class Sha256Tests
{
    public static TheoryData<VectorWidth> Widths => [.. Enum.GetValues<VectorWidth>().Where(CryptoLanes.IsSupported)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void HashPairsIsThePlatformHashOfEachPair(VectorWidth width)
    {
        for (int count = 0; count <= 70; count++)
        {
            Gen.Byte.Array[count * Sha256.PairLength].Sample(
                nodes =>
                {
                    byte[] parents = new byte[nodes.Length / 2];
                    Sha256.HashPairs(width, nodes, parents);
                    Assert.Equal(Expected(nodes), parents);
                },
                iter: 4);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void OverlappingBuffersGiveTheSameHashes(VectorWidth width)
    {
        Gen.Select(Gen.Int[0, 70], Gen.Int[0, 3000], Gen.Int[0, 3000], Gen.Byte.Array[9000]).Sample(
            (count, from, to, buffer) =>
            {
                Span<byte> nodes = buffer.AsSpan(from, count * Sha256.PairLength), parents = buffer.AsSpan(to, count * Sha256.HashLength);
                byte[] expected = Expected(nodes);
                Sha256.HashPairs(width, nodes, parents);
                Assert.Equal(expected, parents.ToArray());
            },
            iter: 500);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ATreeCompactsInPlace(VectorWidth width)
    {
        byte[] tree = new byte[Sha256.HashLength << 10];
        for (int nodes = tree.Length; nodes > Sha256.HashLength; nodes /= 2)
            Sha256.HashPairs(width, tree.AsSpan(0, nodes), tree);
        Assert.Equal(ZeroHashes.Root(10).ToArray(), tree[..Sha256.HashLength]);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void HashBlocksIsThePlatformHashOfEachShortMessage(VectorWidth width)
    {
        Gen.Byte.Array[0, Sha256.MaxBlockMessage].Array[0, 40].Sample(
            messages =>
            {
                byte[] blocks = new byte[messages.Length * Sha256.PairLength], hashes = new byte[messages.Length * Sha256.HashLength];
                for (int i = 0; i < messages.Length; i++)
                {
                    Span<byte> block = blocks.AsSpan(i * Sha256.PairLength, Sha256.PairLength);
                    block.Fill(0xff);
                    messages[i].CopyTo(block);
                    Sha256.PadBlock(block, messages[i].Length);
                }

                Sha256.HashBlocks(width, blocks, hashes);
                Assert.Equal(messages.SelectMany(PlatformSha256.HashData), hashes);
                Sha256.HashBlocks(width, blocks, blocks);
                Assert.Equal(hashes, blocks[..hashes.Length]);
            },
            iter: 500);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256.PadBlock(new byte[64], Sha256.MaxBlockMessage + 1));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ManyNodesAreHashedAlikeInEveryWidth(VectorWidth width) =>
        Gen.Int[0, 700].SelectMany(static count => Gen.Byte.Array[count * Sha256.PairLength]).Sample(
            nodes =>
            {
                byte[] parents = new byte[nodes.Length / 2];
                Sha256.HashPairs(width, nodes, parents);
                Assert.Equal(Expected(nodes), parents);
            },
            iter: 50);

    [Fact]
    public void HashIsThePlatformHashOfAnyMessageAndMayOverlapIt() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 168]).Sample(
            (message, to) =>
            {
                byte[] buffer = new byte[200];
                message.CopyTo(buffer, 0);
                byte[] expected = PlatformSha256.HashData(message);
                Sha256.Hash(buffer.AsSpan(0, message.Length), buffer.AsSpan(to));
                Assert.Equal(expected, buffer[to..(to + Sha256.HashLength)]);
            },
            iter: 2000);

    [Fact]
    public void HashOfTheEmptyStringIsTheKnownOne()
    {
        byte[] hash = new byte[Sha256.HashLength];
        Sha256.Hash([], hash);
        Assert.Equal("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", Convert.ToHexString(hash));
    }

    [Fact]
    public void LengthsThatDoNotFitAreRefused()
    {
        Assert.Throws<ArgumentException>(() => Sha256.HashPairs(new byte[63], new byte[64]));
        Assert.Throws<ArgumentException>(() => Sha256.HashPairs(new byte[128], new byte[63]));
    }

    private static byte[] Expected(ReadOnlySpan<byte> nodes)
    {
        byte[] parents = new byte[nodes.Length / 2];
        for (int i = 0; i < parents.Length / Sha256.HashLength; i++)
            PlatformSha256.HashData(nodes.Slice(i * Sha256.PairLength, Sha256.PairLength), parents.AsSpan(i * Sha256.HashLength));
        return parents;
    }
}
