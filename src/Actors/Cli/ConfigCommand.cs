using System.CommandLine;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `config print`: every setting and every key of the chain's configuration with its value and where that comes from; and `config
/// check`: what of all that is given is unknown, with the nearest name, or would end a start.
/// </summary>
internal static class ConfigCommand
{
    public static Command Create(CliOptions cli) =>
        new("config", "Look at the configuration, and check it") { Print(cli), Check(cli) };

    private static Command Print(CliOptions cli)
    {
        var devnet = new Option<bool>("--devnet") { Description = "Print what `devnet` would use, not `run`" };
        var options = new RunCliOptions(cli);
        var print = new Command("print", "Print every setting with its value and its origin") { devnet };
        print.Aliases.Add("show");
        options.AddTo(print);
        print.SetAction(result =>
        {
            try
            {
                var (output, isDevnet) = (result.InvocationConfiguration.Output, result.GetValue(devnet));
                var given = options.Read(result);
                var hocon = NodeHocon.Load(isDevnet ? "devnet" : "reference", given.Node.ConfigFile, given.Node.Settings);
                var spec = isDevnet ? null : RunHost.SpecOf(given.NetworkConfig, given.Preset);
                PrintOptions(output, options.Described(result, isDevnet));
                PrintHocon(output, hocon);
                if (spec is not null)
                {
                    PrintChain(output, spec, given.NetworkConfig ?? given.Preset ?? "mainnet");
                }

                foreach (var warning in given.Node.Warnings.Concat(hocon.Warnings))
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
        return print;
    }

    private static Command Check(CliOptions cli)
    {
        var options = new RunCliOptions(cli);
        var check = new Command("check", "Check options, variables, HOCON file, chain and secret, as `run` would find them");
        options.AddTo(check);
        check.SetAction(result =>
        {
            var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            var run = options.Read(result);
            var problems = run.Node.Warnings.Concat(ConfigCheck.Problems(run, error.WriteLine)).ToList();
            foreach (var problem in problems)
            {
                error.WriteLine(problem);
            }

            if (problems.Count > 0)
            {
                return ExitCodes.Refused;
            }

            output.WriteLine("nothing is wrong with the configuration");
            return ExitCodes.Done;
        });
        return check;
    }

    private static void PrintOptions(TextWriter output, IEnumerable<(string Name, string Value, string Origin)> options)
    {
        output.WriteLine("# Options");
        foreach (var (name, value, origin) in options)
        {
            Line(output, name, value, origin);
        }
    }

    private static void PrintHocon(TextWriter output, NodeHocon hocon)
    {
        // What stands for an option is shown there, as it is after variables and the command line.
        output.WriteLine("# HOCON");
        foreach (var entry in hocon.Entries.Where(static entry => !RunSettings.IsOne(entry.Path)))
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
