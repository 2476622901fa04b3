using System.Text;
using Consensoor.Messages;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Proposers;

public sealed class BlockGraffitiTests
{
    private static readonly ClientCode Own = ClientCode.Of("CA", "0xabcdef01")!;
    private static readonly ClientCode Geth = ClientCode.Of("GE", "0x168DCAFE")!;

    [Theory]
    [InlineData("", "GE168dCAabcd")]
    [InlineData("Bob", "GE168dCAabcd Bob")]
    [InlineData("nineteen letters ok", "GE168dCAabcd nineteen letters ok")]
    [InlineData("twenty letters of it", "GE16CAab twenty letters of it")]
    [InlineData("twenty-three letters ok", "GE16CAab twenty-three letters ok")]
    [InlineData("twenty-four letters of it", "GECA twenty-four letters of it")]
    [InlineData("twenty-eight letters of text", "twenty-eight letters of text")]
    [InlineData("thirty-two letters of one's own.", "thirty-two letters of one's own.")]
    public void TheLongestFormThatLeavesRoomForTheTextIsTaken(string text, string expected) =>
        Assert.Equal(expected, TextOf(BlockGraffiti.Of(text, Own, Geth)));

    [Fact]
    public void WithoutTheExecutionLayersCodeTheOwnStandsAlone()
    {
        Assert.Equal("CA Bob", TextOf(BlockGraffiti.Of("Bob", Own, null)));
        Assert.Equal("CA", TextOf(BlockGraffiti.Of("", Own, null)));
    }

    [Fact]
    public void TheTextIsNeverCut() => Gen.String[0, 32].Where(static text => BlockGraffiti.TryText(text, out _)).Sample(text =>
    {
        var graffiti = TextOf(BlockGraffiti.Of(text, Own, Geth));
        Assert.EndsWith(text.TrimEnd('\0'), graffiti, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount(text) <= 27, graffiti.StartsWith("GE", StringComparison.Ordinal) && graffiti != text);
    });

    [Theory]
    [InlineData("GE", "", "0000")]
    [InlineData("GE", "0xzz", "0000")]
    [InlineData("RH", "1234567890", "1234")]
    public void ACommitThatIsNoneIsZeros(string code, string commit, string expected) =>
        Assert.Equal(expected, ClientCode.Of(code, commit)!.Commit);

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("G\0")]
    [InlineData("Geth")]
    [InlineData("éé")]
    public void ACodeThatIsNoneIsRefused(string code) => Assert.Null(ClientCode.Of(code, "0x12345678"));

    private static string TextOf(Spec.Ssz.Bytes32 graffiti) => Encoding.UTF8.GetString(graffiti.AsSpan()).TrimEnd('\0');
}
