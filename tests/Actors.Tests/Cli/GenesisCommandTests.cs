using System.Text;
using Consensoor.Actors.Cli;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Derivation;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>`genesis create` writes a network that can be read again and begun with, or says why not and writes nothing.</summary>
public sealed class GenesisCommandTests : IDisposable
{
    private const string Words = "test test test test test test test test test test test waste";

    private readonly string _folder = Directory.CreateTempSubdirectory("consensoor-genesis").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ForkName.Phase0)]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Capella)]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Gloas)]
    [InlineData(ForkName.Heze)]
    public async Task The_state_is_of_the_fork_of_epoch_0(ForkName genesis)
    {
        var epochs = ForkNames.All.Skip(1).Select(fork => $"{fork.Text()}={(fork <= genesis ? "0" : "7")}");
        var (spec, state) = await Made(["--fork-epoch", .. epochs, "--genesis-time", "1800000000", "--validators", "3..19"]);
        Assert.Equal((genesis, 1_800_000_000UL, 16), (state.ForkName, state.GenesisTime, state.Validators.Count));
        Assert.Equal((1_800_000_000UL, 0UL, 16UL), (
            spec.Config.MinGenesisTime, spec.Config.GenesisDelay, spec.Config.MinGenesisActiveValidatorCount));
        Assert.Equal(ManagedBls.Shared.SkToPk(new Bytes32(InteropKeys.SecretKey(3)))!.Value, state.Validators[0].Pubkey);
        Assert.NotNull(ChainGenesis.TryCreate(state, out _));
        Assert.Equal($"{state.GenesisValidatorsRoot}\n", await Text("genesis_validators_root.txt"));
    }

    [Fact]
    public async Task It_stands_on_the_execution_genesis()
    {
        var file = Path.Combine(_folder, "genesis.json");
        await File.WriteAllTextAsync(
            file,
            """
            { "config": { "chainId": 3151908, "londonBlock": 0, "shanghaiTime": 0,
                          "depositContractAddress": "0x00000000219ab540356cBB839Cbe05303d7705Fa" },
              "alloc": {}, "gasLimit": "0x3938700", "timestamp": 1800000000, "excessBlobGas": "0x20000" }
            """);
        var run = await Run(["--execution-genesis", file, "--fork-epoch", "altair=0", "bellatrix=0", "capella=0", "deneb=0"]);
        Assert.Contains("begins in deneb, but its execution genesis is of Shanghai, before Cancun", run.Error, StringComparison.Ordinal);
        var (spec, state) = await Read();
        var hash = (await Text("deposit_contract_block_hash.txt")).Trim();
        Assert.Equal(hash, state.LatestExecutionPayloadHeader!.BlockHash.ToString());
        Assert.Equal((60_000_000UL, 1_800_000_000UL, 0x20000UL), (
            state.LatestExecutionPayloadHeader.GasLimit,
            state.LatestExecutionPayloadHeader.Timestamp,
            state.LatestExecutionPayloadHeader.ExcessBlobGas));
        Assert.Equal((3151908UL, 3151908UL), (spec.Config.DepositChainId, spec.Config.DepositNetworkId));
        Assert.Equal("0x00000000219ab540356cbb839cbe05303d7705fa", (await Text("deposit_contract.txt")).Trim());
    }

    [Fact]
    public async Task Keys_are_of_the_words_and_builders_in_the_registry()
    {
        var file = Path.Combine(_folder, "words.txt");
        await File.WriteAllTextAsync(file, Words + "\n");
        var (_, state) = await Made([
            "--mnemonic-file", file, "--validators", "0..8", "--builders", "8..10", "--builder-balance", "32",
            "--withdrawal-address", "0x00000000000000000000000000000000000000aa",
            "--fork-epoch", .. ForkNames.All.Skip(1).TakeWhile(static f => f <= ForkName.Gloas).Select(static f => $"{f.Text()}=0"),
        ]);
        var seed = Mnemonics.Seed(Words, "", out _)!;
        BLSPubkey Key(uint index) => ManagedBls.Shared.SkToPk(new Bytes32(KeyDerivation.SigningKey(seed, index)))!.Value;
        Assert.Equal([Key(0), Key(7)], [state.Validators[0].Pubkey, state.Validators[7].Pubkey]);
        Assert.Equal($"0x01{new string('0', 60)}aa", state.Validators[7].WithdrawalCredentials.ToString());
        Assert.Equal(2, state.Builders.Count);
        Assert.Equal((Key(9), 32_000_000_000UL, Constants.FarFutureEpoch), (
            state.Builders[1].Pubkey, state.Builders[1].Balance, state.Builders[1].WithdrawableEpoch));
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        await Made(["--validators", "0..4"]);
        var before = await File.ReadAllBytesAsync(Path.Combine(_folder, "net", "genesis.ssz"));
        (await Run(["--validators", "0..5"])).IsRefused(ExitCodes.Refused, "config.yaml: is there already");
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(_folder, "net", "genesis.ssz")));
    }

    [Fact]
    public async Task Settings_go_into_the_configuration()
    {
        var (spec, _) = await Made([
            "--set", "SLOT_DURATION_MS=2000", "MAX_BLOBS_PER_BLOCK_ELECTRA=12", "--name", "it's new", "--validators", "0..4",
        ]);
        Assert.Equal((2_000UL, "it's new"), (spec.Config.SlotDurationMs, spec.Config.ConfigName));
    }

    [Theory]
    [InlineData("--fork-epoch gloas", "'gloas' is not FORK=EPOCH")]
    [InlineData("--fork-epoch phase0=0", "'phase0=0' is not FORK=EPOCH")]
    [InlineData("--fork-epoch gloas=-1", "is not FORK=EPOCH")]
    [InlineData("--fork-epoch altair=0 altair=1", "altair is given twice")]
    [InlineData("--fork-epoch altair=5 bellatrix=4", "the configuration would be refused")]
    [InlineData("--set NO_SUCH_KEY=1", "NO_SUCH_KEY is no key")]
    [InlineData("--set SLOT_DURATION_MS=0", "SLOT_DURATION_MS")]
    [InlineData("--network-config nowhere.yaml", "--network-config: nowhere.yaml")]
    [InlineData("--execution-genesis nowhere.json", "nowhere.json: is not there")]
    [InlineData("--mnemonic-file nowhere.txt", "nowhere.txt: is not there")]
    [InlineData("--builders 0..4 --validators 4..8", "builders come with gloas")]
    [InlineData("--genesis-time 18446744073709551615", "--genesis-time: genesis time 18446744073709551615")]
    public async Task What_is_no_network_is_refused_and_nothing_written(string arguments, string reason)
    {
        (await Run(arguments.Split(' '))).IsRefused(ExitCodes.Refused, reason);
        Assert.False(Path.Exists(Path.Combine(_folder, "net")));
    }

    private async Task<(ChainSpec Spec, BeaconState State)> Made(string[] arguments)
    {
        var run = await Run(arguments);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        return await Read();
    }

    private async Task<(ChainSpec Spec, BeaconState State)> Read()
    {
        var spec = ChainSpecs.Load(Path.Combine(_folder, "net", "config.yaml"), out var error);
        Assert.True(spec is not null, error);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(_folder, "net", "genesis.ssz"));
        Assert.True(BeaconState.TryDecode(bytes, spec.Ssz(spec.ForkAtSlot(0)), out var state, out _));
        return (spec, state!);
    }

    private Task<string> Text(string file) => File.ReadAllTextAsync(Path.Combine(_folder, "net", file), Encoding.UTF8);

    private Task<CliRun> Run(string[] arguments) =>
        CliRun.Of(["genesis", "create", "--output", Path.Combine(_folder, "net"), .. arguments]);
}
