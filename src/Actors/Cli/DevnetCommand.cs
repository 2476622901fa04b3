using System.CommandLine;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Genesis;

namespace Consensoor.Actors.Cli;

/// <summary>`devnet`: nodes in this process with interop validators and embedded execution layers; the default command.</summary>
internal static class DevnetCommand
{
    public static Command Create()
    {
        var nodes = new Option<int>("--nodes") { Description = "Nodes, among which the validators are split", DefaultValueFactory = static _ => 1 };
        var validators = new Option<int>("--validators") { Description = "Validators", DefaultValueFactory = static _ => 64 };
        var slotMs = new Option<ulong>("--slot-ms") { Description = "Length of a slot in milliseconds, whole seconds", DefaultValueFactory = static _ => DevnetChain.DefaultSlotMs };
        var gloas = new Option<bool>("--gloas-from-genesis") { Description = "Begin in gloas instead of phase0" };
        var reset = new Option<bool>("--reset") { Description = "Forget the chain of an earlier run in the data directory" };
        var config = new Option<string?>("--config") { Description = "A HOCON file laid over the defaults" };
        var (dataDir, apiPort, metricsPort, logLevel) = (CliOptions.DataDir(), CliOptions.BeaconApiPort(), CliOptions.MetricsPort(), CliOptions.LogLevel());
        var command = new Command("devnet", "Run the embedded devnet") { nodes, validators, slotMs, gloas, reset, config, dataDir, apiPort, metricsPort, logLevel };
        command.SetAction(async (result, cancellation) =>
        {
            var options = new DevnetOptions(
                result.GetValue(nodes),
                result.GetValue(validators),
                result.GetValue(slotMs),
                result.GetValue(gloas),
                result.GetValue(reset),
                result.GetValue(dataDir)!,
                result.GetValue(apiPort),
                result.GetValue(metricsPort),
                result.GetValue(config),
                LogLevels.Parse(result.GetValue(logLevel)!));
            return options.Problem() is { } problem ? CommandLine.Refuse(problem) : await DevnetHost.Run(options, cancellation);
        });
        return command;
    }
}
