using System.CommandLine;
using System.Reflection;

namespace Consensoor.Actors.Cli;

/// <summary>The command line: without arguments the embedded devnet, else one of the commands.</summary>
public static class CommandLine
{
    /// <summary>Name, version and commit, as /eth/v1/node/version and --version show them.</summary>
    public static string Version { get; } = $"Consensoor.Actors/{InformationalVersion()}";

    /// <summary>Parses and runs; the exit code is 0 on success, 1 where something was refused, 2 where the arguments are not understood.</summary>
    public static async Task<int> Run(string[] args)
    {
        var root = new RootCommand("An Ethereum consensus client as an actor system: beacon node, validator and builder in one process. Without a command: the embedded devnet.")
        {
            RunCommand.Create(),
            DevnetCommand.Create(),
            ScenarioCommand.Create(),
            SszCommand.Create(),
            TransitionCommand.Create(),
        };
        var result = root.Parse(args.Length == 0 ? ["devnet"] : args);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            return 2;
        }

        return await result.InvokeAsync();
    }

    /// <summary>Says why a command cannot do what was asked, and gives its exit code.</summary>
    public static int Refuse(string reason)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }

    private static string InformationalVersion() =>
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
