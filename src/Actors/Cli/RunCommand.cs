using System.CommandLine;
using System.Net;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `run`: a node on a given genesis, with the options of ethpandaops' consensoor so that a launcher needs no change. Options whose
/// part is not built yet are refused when given.
/// </summary>
internal static class RunCommand
{
    // Name, description and what is missing; given on the command line or by variable they refuse the start.
    private static readonly (string Name, string Description, string Missing)[] NotBuilt =
    [
        ("--emit-payload-attributes", "payload_attributes events every slot", "the payload_attributes event"),
    ];

    public static Command Create(CliOptions cli)
    {
        var genesisState = cli.Make<string?>(
            "--genesis-state", "Genesis state as SSZ, .ssz_snappy or .json", null, CliText.PathExpected, CliText.TryPath!);
        var networkConfig = cli.NetworkConfig();
        var preset = cli.Preset();
        var interop = cli.InteropValidators();
        var (p2pPort, p2pHost, peers, bootNodes) = (cli.P2pPort(), cli.P2pHost(), cli.Peers(), cli.BootNodes());
        var quicPort = cli.QuicPort();
        var (keymanagerPort, keymanagerHost, keymanagerToken) = (cli.KeymanagerPort(), cli.KeymanagerHost(), cli.KeymanagerTokenFile());
        var checkpoint = new CheckpointCliOptions(cli);
        var supernode = new Option<bool>("--supernode")
        {
            Description = "Keep all data columns (128 custody groups), recover missing ones and pass them on",
        };
        var execution = new ExecutionCliOptions(cli);
        var keys = new KeyCliOptions(cli);
        var node = new NodeCliOptions(cli, IPAddress.Any);
        var command = new Command("run", "Run a node on a given genesis")
        {
            genesisState, networkConfig, preset, interop, p2pPort, p2pHost, quicPort, peers, bootNodes, supernode,
            keymanagerPort, keymanagerHost, keymanagerToken,
        };
        execution.AddTo(command);
        keys.AddTo(command);
        checkpoint.AddTo(command);
        node.AddTo(command);
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
            if (Missing(cli, result, notBuilt) is { } missing)
            {
                return result.Refuse(missing);
            }

            var options = new RunOptions(
                result.GetValue(genesisState),
                result.GetValue(networkConfig),
                result.GetValue(preset),
                result.GetValue(interop),
                node.Read(result, execution.Settings(result).Concat(keys.Settings(result))),
                result.InvocationConfiguration.Error)
            {
                IsSupernode = result.GetValue(supernode),
                P2pPort = result.GetValue(p2pPort),
                P2pHost = result.GetValue(p2pHost)!,
                QuicPort = result.GetValue(quicPort),
                Peers = result.GetValue(peers)!,
                BootNodes = result.GetValue(bootNodes)!,
                KeymanagerPort = result.GetValue(keymanagerPort),
                KeymanagerHost = result.GetValue(keymanagerHost)!,
                KeymanagerTokenFile = result.GetValue(keymanagerToken),
            };
            return await RunHost.Run(checkpoint.Read(result, options), cancellation);
        });
        return command;
    }

    private static string? Missing(CliOptions cli, ParseResult result, Option<string[]>[] options)
    {
        for (var i = 0; i < options.Length; i++)
        {
            var (name, _, missing) = NotBuilt[i];
            var isGiven = result.GetResult(options[i]) is { Implicit: false };
            if (isGiven || cli.Variable(name) is not null)
            {
                return $"{(isGiven ? name : CliOptions.VariableOf(name))} needs a part that is not built yet: {missing}";
            }
        }

        return null;
    }
}
