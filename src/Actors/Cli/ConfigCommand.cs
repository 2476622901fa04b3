using System.CommandLine;
using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `config print`: every setting and every key of the chain's configuration with its value and where that comes from.
/// </summary>
internal static class ConfigCommand
{
    public static Command Create(CliOptions cli)
    {
        var devnet = new Option<bool>("--devnet") { Description = "Print what `devnet` would use, not `run`" };
        var networkConfig = cli.NetworkConfig();
        var preset = cli.Preset();
        var node = new NodeCliOptions(cli, IPAddress.Any);
        var execution = new ExecutionCliOptions(cli);
        var keys = new KeyCliOptions(cli);
        var print = new Command("print", "Print every setting with its value and its origin") { devnet, networkConfig, preset };
        execution.AddTo(print);
        keys.AddTo(print);
        node.AddTo(print);
        print.SetAction(result =>
        {
            try
            {
                var output = result.InvocationConfiguration.Output;
                var settings = node.Read(result, execution.Settings(result).Concat(keys.Settings(result))).Settings;
                var hocon = NodeHocon.Load(
                    result.GetValue(devnet) ? "devnet" : "reference", result.GetValue<string?>("--config"), settings);
                var spec = result.GetValue(devnet) ? null : RunHost.SpecOf(result.GetValue(networkConfig), result.GetValue(preset));
                PrintOptions(output, cli, result, node, result.GetValue(devnet) ? IPAddress.Loopback : IPAddress.Any);
                PrintHocon(output, hocon);
                if (spec is not null)
                {
                    PrintChain(output, spec, result.GetValue(networkConfig) ?? result.GetValue(preset) ?? "mainnet");
                }

                foreach (var warning in hocon.Warnings)
                {
                    result.InvocationConfiguration.Error.WriteLine($"warning: {warning}");
                }

                return ExitCodes.Done;
            }
            catch (Exception e) when (e is NodeStartException or Akka.Configuration.ConfigurationException)
            {
                return result.Refuse(e.Message);
            }
        });
        return new Command("config", "Look at the configuration") { print };
    }

    private static void PrintOptions(TextWriter output, CliOptions cli, ParseResult result, NodeCliOptions node, IPAddress host)
    {
        output.WriteLine("# Options");
        foreach (
            var option in node.All.Where(
                static option => option.Name is not "--fee-recipient" and not "--graffiti" and not "--target-gas-limit"))
        {
            var origin = cli.OriginOf(result, option);
            var value = origin == CliOptions.Default && option.ValueType == typeof(IPAddress)
                ? host
                : result.GetValue<object?>(option.Name);
            Line(output, option.Name, value?.ToString() ?? "", origin);
        }
    }

    private static void PrintHocon(TextWriter output, NodeHocon hocon)
    {
        output.WriteLine("# HOCON");
        foreach (var entry in hocon.Entries)
        {
            Line(output, entry.Path, entry.Value, entry.Origin);
        }
    }

    private static void PrintChain(TextWriter output, ChainSpec spec, string source)
    {
        output.WriteLine("# Chain");
        var file = Networks.Names.Contains(source, StringComparer.Ordinal) ? $"{source}.yaml, built in" : source;
        foreach (var entry in spec.Config.Entries)
        {
            Line(output, entry.Key, ConfigError.Shown(entry.Value), entry.Origin switch
            {
                ConfigOrigin.File => $"{file}:{entry.Line}",
                ConfigOrigin.Derived => $"SECONDS_PER_SLOT in {file}:{entry.Line}",
                ConfigOrigin.Preset => $"{file}:{entry.Line}, the {spec.Preset.Name} preset's",
                ConfigOrigin.Unknown => $"{file}:{entry.Line}, unknown and ignored",
                ConfigOrigin.NotScheduled => "default: not scheduled",
                _ => $"default of {spec.Preset.Name}",
            });
        }
    }

    private static void Line(TextWriter output, string key, string value, string origin) =>
        output.WriteLine($"{key} = {value}  ({origin})");
}
