using System.CommandLine;
using System.Net;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Cli;

/// <summary>Makes `validators`: keys that act on nodes that run elsewhere, over the Beacon API, whoever wrote them.</summary>
internal static class ValidatorsCommand
{
    public static Command Create(CliOptions cli)
    {
        var networkConfig = cli.NetworkConfig();
        var preset = cli.Preset();
        var nodes = cli.MakeList<Uri>(
            "--beacon-node-url",
            "Beacon nodes to act on, the first that is of use first; may be repeated, or joined by commas",
            "a URL http://HOST:PORT or https://HOST:PORT",
            CliText.TryServer!,
            mayHoldSecret: true);
        var distributed = cli.Switch(
            "--distributed",
            "The keys are shares of distributed validators, and the beacon nodes the middleware that combines what they sign");
        var interop = cli.InteropValidators();
        var keys = new KeyCliOptions(cli);
        var node = new NodeCliOptions(cli, IPAddress.Loopback);
        var command = new Command("validators", "Act for validators on beacon nodes elsewhere, by the Beacon API")
        {
            nodes, networkConfig, preset, interop, distributed,
        };
        keys.AddTo(command);
        node.AddTo(command, hasBeaconApi: false);
        command.SetAction(async (result, cancellation) => result.GetValue(nodes)! is { Count: > 0 } urls
            ? await ValidatorsHost.Run(
                new ValidatorsOptions(
                    result.GetValue(networkConfig),
                    result.GetValue(preset),
                    urls,
                    result.GetValue(interop),
                    node.Read(result, keys.Settings(result)),
                    result.InvocationConfiguration.Error)
                {
                    IsDistributed = result.GetValue(distributed),
                },
                cancellation)
            : result.Refuse("--beacon-node-url says on which nodes to act"));
        return command;
    }
}
