using System.Numerics;
using System.Text;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis.Execution;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.Genesis;

/// <summary>
/// The block hash of a genesis file is the one that execution clients compute: EthereumJS's of files with code, storage and all header
/// fields, and the known one of the Sepolia network.
/// </summary>
public sealed class ExecutionGenesisTests
{
    private const string Forks =
        """
        "homesteadBlock": 0, "eip150Block": 0, "eip155Block": 0, "eip158Block": 0, "byzantiumBlock": 0, "constantinopleBlock": 0,
        "petersburgBlock": 0, "istanbulBlock": 0, "berlinBlock": 0
        """;

    private const string Fields =
        """
        "nonce": "0x1234", "timestamp": "0x65b0f3a0", "extraData": "0xc0ffee", "gasLimit": "0x3938700", "difficulty": "0x1",
        "mixHash": "0x00000000000000000000000000000000000000000000000000000000000000aa",
        "coinbase": "0x00000000000000000000000000000000000000bb"
        """;

    private const string Accounts =
        """
        "4242424242424242424242424242424242424242": { "balance": "0x0", "nonce": "0x1", "code": "0x6001600255", "storage": {
            "0x0000000000000000000000000000000000000000000000000000000000000022":
                "0xf5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b",
            "0x23": "0x00000000000000000000000000000000000000000000000000000000000000ff",
            "0x24": "0x0100",
            "0x25": "0x0000" } },
        "0x0000000000000000000000000000000000000001": { "balance": 1 },
        "0x0000000000000000000000000000000000000002": { "balance": "0xffffffffffffffffffffffffffffffffffffffffffff" },
        "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": { "balance": "1000000000000000000000", "nonce": "5" }
        """;

    private const string Sepolia =
        """
        { "config": { "chainId": 11155111, "londonBlock": 0, "shanghaiTime": 1677557088, "cancunTime": 1706655072 },
          "extraData": "0x5365706f6c69612c20417468656e732c204174746963612c2047726565636521",
          "difficulty": "0x20000", "gasLimit": "0x1c9c380",
          "nonce": "0x000000000000000", "mixhash": "0x0000000000000000000000000000000000000000000000000000000000000000",
          "timestamp": "0x6159af19",
          "alloc": {
                "0xa2A6d93439144FFE4D27c9E088dCD8b783946263": { "balance": "0xD3C21BCECCEDA1000000" },
                "0xBc11295936Aa79d594139de1B2e12629414F3BDB": { "balance": "0xD3C21BCECCEDA1000000" },
                "0x7cF5b79bfe291A67AB02b393E456cCc4c266F753": { "balance": "0xD3C21BCECCEDA1000000" },
                "0xaaec86394441f915bce3e6ab399977e9906f3b69": { "balance": "0xD3C21BCECCEDA1000000" },
                "0xF47CaE1CF79ca6758Bfc787dbD21E6bdBe7112B8": { "balance": "0xD3C21BCECCEDA1000000" },
                "0xd7eDDB78ED295B3C9629240E8924fb8D8874ddD8": { "balance": "0xD3C21BCECCEDA1000000" },
                "0x8b7F0977Bb4f0fBE7076FA22bC24acA043583F5e": { "balance": "0xD3C21BCECCEDA1000000" },
                "0xe2e2659028143784d557bcec6ff3a0721048880a": { "balance": "0xD3C21BCECCEDA1000000" },
                "0xd9a5179f091d85051d3c982785efd1455cec8699": { "balance": "0xD3C21BCECCEDA1000000" },
                "0xbeef32ca5b9a198d27B4e02F4c70439fE60356Cf": { "balance": "0xD3C21BCECCEDA1000000" },
                "0x0000006916a87b82333f4245046623b23794c65c": { "balance": "0x84595161401484A000000" },
                "0xb21c33de1fab3fa15499c62b59fe0cc3250020d1": { "balance": "0x52B7D2DCC80CD2E4000000" },
                "0x10F5d45854e038071485AC9e402308cF80D2d2fE": { "balance": "0x52B7D2DCC80CD2E4000000" },
                "0xd7d76c58b3a519e9fA6Cc4D22dC017259BC49F1E": { "balance": "0x52B7D2DCC80CD2E4000000" },
                "0x799D329e5f583419167cD722962485926E338F4a": { "balance": "0xDE0B6B3A7640000" } } }
        """;

    [Theory]
    [InlineData("", "", "0x839e642532c1f7f78f02920e6ce2ab9faf6101cb4ad153ec453f757ccc8f784a")]
    [InlineData("\"londonBlock\": 0", "", "0x4b2f664f9683be71de8397acd33bd62bb37561d8d1a39172ce450981663ebadf")]
    [InlineData(
        "\"londonBlock\": 0, \"shanghaiTime\": 0, \"cancunTime\": \"0x0\", \"pragueTime\": 1800000000",
        "\"excessBlobGas\": \"0x20000\"",
        "0x74b16ae38be06d31b8849d8d4c0f9c8f344ab0f217ba8d16df99f64be7340b4d")]
    public void OfEthereumJs(string forks, string fields, string hash) =>
        Assert.Equal(hash, Read(File(forks, $"{fields}{(fields.Length == 0 ? "" : ",")} \"baseFeePerGas\": 7")).Hash().ToString());

    [Fact]
    public void OfSepolia()
    {
        var genesis = Read(Sepolia);
        Assert.Equal("0x25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9", genesis.Hash().ToString());
        Assert.Equal((ExecutionFork.London, 11155111UL, null), (genesis.Fork, genesis.ChainId, genesis.DepositContract));
    }

    // The hash of a payload is computed elsewhere and proven there; an empty payload with the fields of the genesis has the same header.
    [Theory]
    [InlineData(ForkName.Bellatrix, "")]
    [InlineData(ForkName.Capella, ", \"shanghaiTime\": 0")]
    [InlineData(ForkName.Deneb, ", \"shanghaiTime\": 0, \"cancunTime\": 0")]
    [InlineData(ForkName.Electra, ", \"shanghaiTime\": 0, \"cancunTime\": 0, \"pragueTime\": 0")]
    [InlineData(ForkName.Fulu, ", \"shanghaiTime\": 0, \"cancunTime\": 0, \"pragueTime\": 0, \"osakaTime\": 0")]
    [InlineData(
        ForkName.Gloas, ", \"shanghaiTime\": 0, \"cancunTime\": 0, \"pragueTime\": 0, \"osakaTime\": 0, \"amsterdamTime\": 0")]
    public void AsThePayloadOfItsFork(ForkName fork, string times)
    {
        var context = new ChainSpec(Preset.Minimal, ChainConfig.Minimal).Ssz(fork);
        var file = File($"\"londonBlock\": 0{times}", "\"slotNumber\": \"0x3\", \"excessBlobGas\": 5, \"blobGasUsed\": 6");
        var genesis = Read(file
            .Replace("\"nonce\": \"0x1234\"", "\"nonce\": 0", StringComparison.Ordinal)
            .Replace("\"difficulty\": \"0x1\"", "\"difficulty\": null", StringComparison.Ordinal));
        var payload = ExecutionPayload.Default(context) with
        {
            FeeRecipient = ExecutionAddress.Parse("0x00000000000000000000000000000000000000bb"),
            StateRoot = Bytes32.Parse("0x1f9bd5af729af5c6187eaaf0b9fbbfe4346364655b2def002cafd109a8d5d952"),
            ReceiptsRoot = Bytes32.Parse("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"),
            PrevRandao = Bytes32.Parse("0x00000000000000000000000000000000000000000000000000000000000000aa"),
            GasLimit = 60_000_000,
            Timestamp = 0x65b0f3a0,
            ExtraData = ByteList.Create([0xc0, 0xff, 0xee]),
            BaseFeePerGas = (UInt256)(BigInteger)1_000_000_000,
            BlobGasUsed = 6,
            ExcessBlobGas = 5,
            BlockAccessList = ByteList.Create([0xc0]),
            SlotNumber = 3,
        };
        Assert.Equal(BlockHeader.Hash(context, payload, default(Root), null), genesis.Hash());
    }

    [Theory]
    [InlineData("[]", "the file is [], not an object")]
    [InlineData("{", "no JSON")]
    [InlineData("{\"\\ud800\":1}", "no JSON")]
    [InlineData("{\"config\":{\"\\ud800\":1},\"alloc\":{}}", "no JSON")]
    [InlineData("{\"config\":{},\"alloc\":{\"\\ud800\":{}}}", "no JSON")]
    [InlineData("{\"config\":{\"londonBlock\":\"\\ud800\"},\"alloc\":{}}", "no JSON")]
    [InlineData("{\"config\":{}}", "alloc is missing")]
    [InlineData("{\"alloc\":{}}", "config is missing")]
    [InlineData("{\"config\":{},\"alloc\":{\"0x12\":{}}}", "alloc.0x12 is not an address")]
    [InlineData("{\"config\":{},\"alloc\":{},\"timestamp\":-1}", "timestamp is -1, not an unsigned number of 64 bits")]
    [InlineData("{\"config\":{},\"alloc\":{},\"gasLimit\":\"0x10000000000000000\"}", "gasLimit is \"0x10000000000000000\", not")]
    [InlineData("{\"config\":{\"londonBlock\":0},\"alloc\":{},\"baseFeePerGas\":1e400}", "baseFeePerGas is 1e400, not")]
    [InlineData("{\"config\":{\"londonBlock\":true},\"alloc\":{}}", "config.londonBlock is true, not")]
    [InlineData("{\"config\":{},\"alloc\":{},\"coinbase\":\"0xzz\"}", "coinbase is \"0xzz\", not bytes in 0x hex")]
    [InlineData(
        "{\"config\":{},\"alloc\":{\"00000000000000000000000000000000000000aa\":{},\"0x00000000000000000000000000000000000000AA\":{}}}",
        "is there twice")]
    [InlineData(
        "{\"config\":{},\"alloc\":{\"00000000000000000000000000000000000000aa\":{\"storage\":{\"0x1\":\"0x01\",\"0x01\":\"0x02\"}}}}",
        "storage.0x1 is not a word")]
    public void WhatIsNoGenesisIsRefusedByItsPlace(string text, string reason)
    {
        Assert.Null(ExecutionGenesisFile.TryParse(Encoding.UTF8.GetBytes(text), out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    private static string File(string forks, string fields) => string.Concat(
        $"{{ \"config\": {{ \"chainId\": 7, {Forks}{(forks.Length == 0 ? "" : ", ")}{forks} }}, ",
        $"\"alloc\": {{ {Accounts} }}, {fields}, {Fields} }}");

    private static ExecutionGenesis Read(string text) =>
        ExecutionGenesisFile.TryParse(Encoding.UTF8.GetBytes(text), out var error) ?? throw new InvalidOperationException(error);
}
