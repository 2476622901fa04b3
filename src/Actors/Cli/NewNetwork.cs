using System.Globalization;
using System.Text;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Genesis.Execution;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Cli;

/// <summary>A network that was made by `genesis create`: its chain, its genesis state and what its maker should know.</summary>
internal sealed record NewNetwork(ChainSpec Spec, BeaconState State, Hash32 ExecutionHash, IReadOnlyList<string> Warnings)
{
    private const long MaxExecutionGenesis = 64L << 20;

    /// <summary>Makes a network; null and the reason where what was asked for is not one.</summary>
    public static NewNetwork? Create(GenesisRequest request, IBls bls, out string? error)
    {
        ExecutionGenesis? execution = null;
        if (request.ExecutionGenesis is { } file && (execution = ReadExecution(file, out error)) is null)
        {
            return null;
        }

        var embedded = EmbeddedExecutionLayer.Genesis(request.GenesisTime);
        var hash = execution?.Hash() ?? embedded.Hash;
        if (NetworkKeys.Open(request.MnemonicFile, out error) is not { } keys
            || NewConfig.Create(request, execution, hash, out error) is not { } spec
            || Problem(request, spec) is { } problem && (error = problem) is not null)
        {
            return null;
        }

        ExecutionAddress AddressOf(int index) => request.WithdrawalAddress ?? InteropGenesis.AddressOf(index);
        IEnumerable<(BLSPubkey Pubkey, ExecutionAddress Address)> Keyed((int First, int Count) range) =>
            keys.Pubkeys(range, bls).Select((pubkey, i) => (pubkey, AddressOf(range.First + i)));

        var contents = new GenesisContents(
            request.GenesisTime,
            hash,
            context => execution?.ToPayloadHeader(context) ?? embedded.ToPayloadHeader(context),
            [.. Keyed(request.Validators).Select(static key => new GenesisValidator(key.Pubkey, InteropGenesis.Credentials(key.Address)))],
            [.. Keyed(request.Builders ?? default)
                .Select(key => new GenesisBuilder(key.Pubkey, key.Address, request.BuilderBalance * Constants.EthToGwei))]);
        return new NewNetwork(spec, TestNetworkGenesis.Create(spec, contents, bls), hash, [.. WarningsOf(spec, execution)]);
    }

    /// <summary>Writes the files of the network into a folder, none over one that is there; the reason where that cannot be done.</summary>
    public string? Write(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (CliFiles.IsOfFiles(e))
        {
            return $"{folder}: {e.Message.ReplaceLineEndings(" ")}";
        }

        // The state comes last: where it stands the folder is whole.
        (string Name, byte[] Bytes)[] files =
        [
            (NetworkFiles.ConfigName, Encoding.UTF8.GetBytes(Spec.Config.ToYaml())),
            ("genesis_validators_root.txt", Line(State.GenesisValidatorsRoot.ToString())),
            ("deposit_contract.txt", Line(Spec.Config.DepositContractAddress.ToString())),
            ("deposit_contract_block.txt", Line("0")),
            ("deposit_contract_block_hash.txt", Line(ExecutionHash.ToString())),
            (NetworkFiles.GenesisName, State.ToSsz(State.Ssz)),
        ];
        if (files.Select(file => Path.Combine(folder, file.Name)).FirstOrDefault(Path.Exists) is { } taken)
        {
            return $"{taken}: is there already, and is not overwritten";
        }

        return files
            .Select(file => CliFiles.WriteNew(Path.Combine(folder, file.Name), file.Bytes))
            .FirstOrDefault(static problem => problem is not null);
    }

    /// <summary>Says in a few lines what the network is.</summary>
    public void Describe(TextWriter output)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds((long)State.GenesisTime).ToString("u", CultureInfo.InvariantCulture);
        output.WriteLine(
            $"{Spec.Config.ConfigName}, preset {Spec.Preset.Name}, begins in {State.ForkName.Text()} at {at} ({State.GenesisTime})");
        output.WriteLine($"genesis validators root {State.GenesisValidatorsRoot}, state root {State.HashTreeRoot()}");
        output.WriteLine($"execution genesis block {ExecutionHash}");
        output.WriteLine($"{State.Validators.Count} validators, {(State.ForkName < ForkName.Gloas ? 0 : State.Builders.Count)} builders");
    }

    private static ExecutionGenesis? ReadExecution(string file, out string? error)
    {
        if (CliFiles.Read(file, MaxExecutionGenesis, out error) is not { } bytes)
        {
            return null;
        }

        var genesis = ExecutionGenesisFile.TryParse(bytes, out var reason);
        error = genesis is null ? $"{file} is no genesis file of an execution chain: {reason}{FileKind.Aside(bytes)}" : null;
        return genesis;
    }

    private static string? Problem(GenesisRequest request, ChainSpec spec)
    {
        if (GenesisTimes.Problem(request.GenesisTime) is { } problem)
        {
            return $"--genesis-time: {problem}";
        }

        if (request.Builders is not var (first, count))
        {
            return null;
        }

        if (spec.ForkAtSlot(Constants.GenesisSlot) is var fork and < ForkName.Gloas)
        {
            return $"--builders: the chain begins in {fork.Text()}, and builders come with gloas";
        }

        if (request.BuilderBalance > ulong.MaxValue / Constants.EthToGwei)
        {
            return $"--builder-balance: {request.BuilderBalance} ETH are more than a balance holds";
        }

        return first < request.Validators.First + request.Validators.Count && request.Validators.First < first + count
            ? "--builders: a key is among those of --validators too"
            : null;
    }

    private static IEnumerable<string> WarningsOf(ChainSpec spec, ExecutionGenesis? execution)
    {
        if (execution is null)
        {
            yield return "the chain begins on the genesis of the embedded execution layer; --execution-genesis names another's";
            yield break;
        }

        var fork = spec.ForkAtSlot(Constants.GenesisSlot);
        var needed = ExecutionForks.Of(fork);
        if (execution.Fork < needed)
        {
            yield return $"the chain begins in {fork.Text()}, but its execution genesis is of {execution.Fork}, before {needed}";
        }
    }

    private static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\n");
}
