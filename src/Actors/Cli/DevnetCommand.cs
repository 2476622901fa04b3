using System.CommandLine;
using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Genesis;

namespace Consensoor.Actors.Cli;

/// <summary>Makes `devnet`: nodes in this process with interop validators and embedded execution layers; the default command.</summary>
internal static class DevnetCommand
{
    public static Command Create(CliOptions cli)
    {
        var nodes = cli.Make("--nodes", "Nodes, among which the validators are split", 1, "a number", CliText.TryCount);
        var validators = cli.Make("--validators", "Validators", 64, "a number", CliText.TryCount);
        var slotMs = cli.Make(
            "--slot-ms", "Length of a slot in milliseconds, whole seconds", DevnetChain.DefaultSlotMs, "a number", CliText.TryNumber);
        var gloas = cli.Switch("--gloas-from-genesis", "Begin in gloas instead of phase0");
        var builders = cli.Make(
            "--builders",
            "Builders that bid, one a node, from the first on (with --gloas-from-genesis)",
            0,
            "a number",
            CliText.TryCount);

        // Without a variable: each start would forget the chain.
        var reset = new Option<bool>("--reset")
        {
            Description = "Forget the chains of earlier runs in the data directory, and what their keys signed"
        };
        var node = new NodeCliOptions(cli, IPAddress.Loopback);
        var command = new Command("devnet", "Run the embedded devnet") { nodes, validators, slotMs, gloas, builders, reset };
        node.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var common = node.Read(result);
            var options = new DevnetOptions(
                result.GetValue(nodes),
                result.GetValue(validators),
                result.GetValue(slotMs),
                result.GetValue(gloas),
                result.GetValue(reset),
                common.DataDir,
                common.BeaconApiPort,
                common.MetricsPort,
                common.ConfigFile,
                common.LogLevel)
            {
                Builders = result.GetValue(builders),
                BeaconApiHost = common.BeaconApiHost,
                MetricsHost = common.MetricsHost,
                Settings = common.Settings,
                Warnings = common.Warnings,
                Error = result.InvocationConfiguration.Error,
                NotGiven = [.. ((Option[])[nodes, validators, slotMs, gloas, builders])
                    .Where(option => cli.OriginOf(result, option) == "default").Select(static option => option.Name)],
            };
            return options.Problem() is { } problem ? result.Refuse(problem) : await DevnetHost.Run(options, cancellation);
        });
        return command;
    }
}
