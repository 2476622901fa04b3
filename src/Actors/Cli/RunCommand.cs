using System.CommandLine;
using System.CommandLine.Parsing;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Cli;

/// <summary>
/// `run`: a node on a given genesis, with the options of ethpandaops' consensoor so that a launcher needs no change. Options whose part is not built yet are refused when given.
/// </summary>
internal static class RunCommand
{
    // Name, description and what is missing; given on the command line or by variable they refuse the start.
    private static readonly (string Name, string Description, string Missing)[] NotBuilt =
    [
        ("--engine-api-url", "Engine API of an execution layer", "the Engine API client; the embedded execution layer runs instead"),
        ("--jwt-secret", "File with the Engine API's JWT secret", "the Engine API client"),
        ("--engine-force-json", "Engine API over JSON-RPC only", "the Engine API client"),
        ("--bootnodes", "Boot nodes as ENR or multiaddr", "the wire network (libp2p, discv5)"),
        ("--peers", "Peer addresses", "the wire network (libp2p)"),
        ("--p2p-port", "Port of the wire network", "the wire network (libp2p)"),
        ("--p2p-host", "Host the wire network binds to", "the wire network (libp2p)"),
        ("--quic-port", "UDP port of the QUIC transport", "the wire network (QUIC)"),
        ("--supernode", "Custody all column groups", "column custody over the wire network"),
        ("--checkpoint-sync-url", "Beacon node to sync a checkpoint from", "checkpoint sync"),
        ("--validator-keys", "keystores_dir:secrets_dir", "EIP-2335 keystores"),
        ("--emit-payload-attributes", "payload_attributes events every slot", "the payload_attributes event"),
    ];

    public static Command Create()
    {
        var genesisState = CliOptions.WithVariable<string?>("--genesis-state", "Genesis state as SSZ (or .ssz_snappy)", null, static text => text);
        var networkConfig = CliOptions.WithVariable<string?>("--network-config", "Network configuration in the standard YAML form", null, static text => text);
        var preset = CliOptions.Preset();
        var feeRecipient = CliOptions.WithVariable("--fee-recipient", "Fee recipient of proposals", ExecutionAddress.Zero.ToString(), static text => text);
        var graffiti = CliOptions.WithVariable("--graffiti", "Graffiti of proposals", "consensoor", static text => text);
        var targetGasLimit = CliOptions.WithVariable("--target-gas-limit", "Preferred gas limit in millions", 60UL, static text => ulong.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        var config = new Option<string?>("--config") { Description = "A HOCON file laid over the defaults" };
        var (dataDir, apiPort, metricsPort, logLevel) = (CliOptions.DataDir(), CliOptions.BeaconApiPort(), CliOptions.MetricsPort(), CliOptions.LogLevel());
        var command = new Command("run", "Run a node on a given genesis")
        {
            genesisState, networkConfig, preset, feeRecipient, graffiti, targetGasLimit, config, dataDir, apiPort, metricsPort, logLevel,
        };
        var notBuilt = NotBuilt.Select(static part => new Option<string[]>(part.Name)
        {
            Description = $"{part.Description} [not built yet]",
            AllowMultipleArgumentsPerToken = false,
            Arity = ArgumentArity.ZeroOrMore,
        }).ToArray();
        foreach (var option in notBuilt)
        {
            command.Add(option);
        }

        command.SetAction(async (result, cancellation) =>
        {
            if (Missing(result, notBuilt) is { } missing)
            {
                return CommandLine.Refuse(missing);
            }

            if (!ExecutionAddress.TryParse(result.GetValue(feeRecipient)!, out var recipient))
            {
                return CommandLine.Refuse($"--fee-recipient: '{result.GetValue(feeRecipient)}' is no execution address");
            }

            var options = new RunOptions(
                result.GetValue(genesisState),
                result.GetValue(networkConfig),
                result.GetValue(preset),
                recipient,
                result.GetValue(graffiti)!,
                result.GetValue(targetGasLimit) * 1_000_000,
                result.GetValue(config),
                result.GetValue(dataDir)!,
                result.GetValue(apiPort),
                result.GetValue(metricsPort),
                LogLevels.Parse(result.GetValue(logLevel)!));
            return await RunHost.Run(options, cancellation);
        });
        return command;
    }

    private static string? Missing(ParseResult result, Option<string[]>[] options)
    {
        for (var i = 0; i < options.Length; i++)
        {
            var (name, _, missing) = NotBuilt[i];
            var variable = CliOptions.VariableOf(name);
            var isGiven = result.GetResult(options[i]) is OptionResult { Implicit: false };
            if (isGiven || Environment.GetEnvironmentVariable(variable) is { Length: > 0 })
            {
                return $"{(isGiven ? name : variable)} needs a part that is not built yet: {missing}";
            }
        }

        return null;
    }
}
