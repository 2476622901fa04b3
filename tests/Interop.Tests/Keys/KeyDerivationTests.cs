using System.Globalization;
using System.Numerics;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Derivation;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>Seeds of words (BIP-39) and keys of seeds (EIP-2333, EIP-2334) are those of the published vectors.</summary>
public sealed class KeyDerivationTests
{
    [Theory]
    [InlineData(
        "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
        "6083874454709270928345386274498605044986640685124978867557563392430687146096",
        0u,
        "20397789859736650942317412262472558107875392172444076792671091975210932703118")]
    [InlineData(
        "3141592653589793238462643383279502884197169399375105820974944592",
        "29757020647961307431480504535336562678282505419141012933316116377660817309383",
        3141592653u,
        "25457201688850691947727629385191704516744796114925897962676248250929345014287")]
    [InlineData(
        "0099FF991111002299DD7744EE3355BBDD8844115566CC55663355668888CC00",
        "27580842291869792442942448775674722299803720648445448686099262467207037398656",
        4294967295u,
        "29358610794459428860402234341874281240803786294062035874021252734817515685787")]
    [InlineData(
        "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
        "19022158461524446591288038168518313374041767046816487870552872741050760015818",
        42u,
        "31372231650479070279774297061823572166496564838472787488249775572789064611981")]
    public void Eip2333(string seed, string master, uint index, string child)
    {
        var root = KeyDerivation.DeriveMaster(Convert.FromHexString(seed));
        Assert.Equal(Number(master), new BigInteger(root, isUnsigned: true, isBigEndian: true));
        Assert.Equal(Number(child), new BigInteger(KeyDerivation.DeriveChild(root, index), isUnsigned: true, isBigEndian: true));
    }

    [Theory]
    [InlineData(
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
        "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04")]
    [InlineData(
        "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo when",
        "0cd6e5d827bb62eb8fc1e262254223817fd068a74b5b449cc2f667c3f1f985a76379b43348d952e2265b4cd129090758b3e3c2c49103b5051aac2eaeb890a528")]
    [InlineData(
        "ábaco ábaco ábaco ábaco ábaco ábaco ábaco ábaco ábaco ábaco ábaco abierto",
        "29a2ee16de47d07025de37e7d9c596869439f9bcd26a702d2bae64db2bf0f68383841c5444b5b3bd39dd720d2ebe59969e110e5955c8e6d32c6c3294fd87439b")]
    [InlineData(
        "的 的 的 的 的 的 的 的 的 的 的 在",
        "7f7c7f91ef81f0fb6a3b95b346c50e6472c1d554f8ba90637bad8afce4a4de87c322c1acafa2f6f5e9a8f9b2d2c40e9d389efdc2adbe4445c21a0939fb39e91f")]
    [InlineData(
        "歇 歇 歇 歇 歇 歇 歇 歇 歇 歇 歇 邏",
        "cfd5f4fa6f2a422811951739b1dad9f5291f9cbc977a14ae9dd35dc8ab17aeec9ee6f1455b20f881838f4f945850765dd002a9abcdbe7be002ffcdaf6f63fdaa")]
    [InlineData(
        "imitador vinheta sogro xerife veleiro pomar volumoso tratador imitador vinheta sogro xingar",
        "298d1614ff06ae803709f5be5331135cb74e6cc77fa09e07a3e887c2e370401f9a73a409dadf58b5a5197b27ffb3fa5dd528aad9a1a8750d7669ce950ee60c2c")]
    public void Bip39(string words, string seed)
    {
        Assert.Equal(seed, Convert.ToHexStringLower(Mnemonics.Seed(words, "TREZOR", out _)!));
        var spread = $"  {words.Replace(" ", "\t ", StringComparison.Ordinal)}\n";
        Assert.Equal(seed, Convert.ToHexStringLower(Mnemonics.Seed(spread, "TREZOR", out _)!));
    }

    [Theory]
    [InlineData("test test test test test test test test test test test", "has 11 words")]
    [InlineData("test test test test test test test test test test test test", "the checksum is wrong")]
    [InlineData("test test test test test test test test test test test wasted", "in no list")]
    [InlineData("", "has 0 words")]
    public void WordsThatAreNoneAreRefusedWithoutBeingShown(string words, string reason)
    {
        Assert.Null(Mnemonics.Seed(words, "", out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain("waste", error, StringComparison.Ordinal);
    }

    [Fact]
    public void LongWordsAreRefused()
    {
        Assert.Null(Mnemonics.Seed(new string('a', 1 << 20), "", out var error));
        Assert.Contains("longer than", error, StringComparison.Ordinal);
    }

    // The published deposits of the words "test … waste" begin with this validator.
    [Fact]
    public void SigningKeysAreThoseOfTheDepositTool()
    {
        var seed = Mnemonics.Seed("test test test test test test test test test test test waste", "", out _)!;
        Assert.Equal(
            "88b6b3a9b391fa5593e8bce8d06102df1a56248368086929709fbb4a8570dc6a560febeef8159b19789e9c1fd13572f0",
            ManagedBls.Shared.SkToPk(new Bytes32(KeyDerivation.SigningKey(seed, 0)))!.Value.ToString()[2..]);
    }

    [Fact]
    public void ShortSeedsThrow() => Assert.Throws<ArgumentOutOfRangeException>(() => KeyDerivation.DeriveMaster(new byte[31]));

    private static BigInteger Number(string text) => BigInteger.Parse(text, CultureInfo.InvariantCulture);
}
