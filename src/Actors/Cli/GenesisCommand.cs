using System.CommandLine;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `genesis create`: the genesis state and the configuration of a new test network, as files that every consensus client reads.
/// </summary>
internal static class GenesisCommand
{
    public static Command Create() => new("genesis", "Make the beginning of a network") { CreateCreate(TimeProvider.System) };

    private static Command CreateCreate(TimeProvider clock)
    {
        var output = CliOptions.Required(
            "--output", "The folder the files are written to; none is overwritten", "", CliText.PathExpected, CliText.TryPath);
        var network = CliOptions.Plain(
            "--network-config",
            $"What the configuration begins with: {string.Join(", ", Networks.Names)} or a file",
            "minimal",
            CliText.PathExpected,
            CliText.TryPath);
        var name = CliOptions.Plain<string?>("--name", "CONFIG_NAME of the network", null, "a short text", CliText.TryPath!);
        var forks = new Option<string[]>("--fork-epoch")
        {
            Description = "FORK=EPOCH, as gloas=1 or heze=never; once a fork, the others keep what the configuration says",
            AllowMultipleArgumentsPerToken = true,
        };
        var settings = new Option<string[]>("--set")
        {
            Description = "KEY=VALUE of the configuration, as SLOT_DURATION_MS=2000; once a key",
            AllowMultipleArgumentsPerToken = true,
        };
        var execution = CliOptions.Plain<string?>(
            "--execution-genesis",
            "genesis.json of the execution chain; without it the chain begins on the embedded execution layer's genesis",
            null,
            CliText.PathExpected,
            CliText.TryPath!);
        var time = CliOptions.Plain<ulong?>(
            "--genesis-time", "Seconds since 1970; a minute from now unless given", null, "a number", TryMaybe);
        var words = CliOptions.Plain<string?>(
            "--mnemonic-file",
            "A file with a mnemonic, whose keys (EIP-2334) the network has; interop keys without it",
            null,
            CliText.PathExpected,
            CliText.TryPath!);
        var validators = CliOptions.Plain<(int First, int Count)?>(
            "--validators", "The validators, by the numbers of their keys", (0, 64), CliText.RangeExpected, CliText.TryRange);
        var builders = CliOptions.Plain<(int First, int Count)?>(
            "--builders", "The builders, by the numbers of their keys; none unless given", null, CliText.RangeExpected, CliText.TryRange);
        var balance = CliOptions.Plain("--builder-balance", "What a builder has, in ETH", 100UL, "a number", CliText.TryNumber);
        var address = CliOptions.Plain<string?>(
            "--withdrawal-address",
            "Where withdrawals go, and what builders are paid to; without it one address a validator that tells its number",
            null,
            "an address of 20 bytes in 0x hex",
            CliText.TryFeeRecipient!);
        var command = new Command("create", "Write genesis.ssz, config.yaml and what belongs to them")
        {
            output, network, name, forks, settings, execution, time, words, validators, builders, balance, address,
        };
        command.SetAction(result =>
        {
            var request = new GenesisRequest
            {
                NetworkConfig = result.GetValue(network)!,
                Name = result.GetValue(name),
                ForkEpochs = result.GetValue(forks) ?? [],
                Settings = result.GetValue(settings) ?? [],
                ExecutionGenesis = result.GetValue(execution),
                GenesisTime = result.GetValue(time) ?? (ulong)clock.GetUtcNow().ToUnixTimeSeconds() + 60,
                MnemonicFile = result.GetValue(words),
                Validators = result.GetValue(validators)!.Value,
                Builders = result.GetValue(builders),
                BuilderBalance = result.GetValue(balance),
                WithdrawalAddress = result.GetValue(address) is { } text ? ExecutionAddress.Parse(text) : null,
            };
            if (NewNetwork.Create(request, ManagedBls.Shared, out var error) is not { } made
                || made.Write(result.GetValue(output)!) is { } problem && (error = problem) is not null)
            {
                return result.Refuse(error!);
            }

            foreach (var warning in made.Warnings)
            {
                result.InvocationConfiguration.Error.WriteLine($"warning: {warning}");
            }

            made.Describe(result.InvocationConfiguration.Output);
            return ExitCodes.Done;
        });
        return command;
    }

    private static bool TryMaybe(string text, out ulong? value)
    {
        var read = CliText.TryNumber(text, out var number);
        value = number;
        return read;
    }
}
