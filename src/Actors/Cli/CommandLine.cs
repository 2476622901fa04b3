using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using System.Text.RegularExpressions;
using Consensoor.Actors.Cli.Diagnosis;
using Consensoor.Actors.Cli.Operations;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Cli;

/// <summary>Runs the command line: without arguments the embedded devnet, else one of the commands.</summary>
public static partial class CommandLine
{
    // How long a node may take to write what it has after Ctrl-C or SIGTERM, before the process ends whatever it does.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);

    /// <summary>Names the program, its version and commit, as /eth/v1/node/version and --version show them.</summary>
    public static string Version { get; } = $"Consensoor.Actors/{InformationalVersion()}";

    /// <summary>
    /// Parses and runs a command line with the process's variables, output and error; gives one of <see cref="ExitCodes"/>.
    /// </summary>
    public static Task<int> Run(string[] args) =>
        Run(
            args,
            Console.Out,
            Console.Error,
            Environment.GetEnvironmentVariable,
            CancellationToken.None,
            [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()]);

    /// <summary>
    /// Parses and runs a command line, with the names of all variables where they are known; gives one of <see cref="ExitCodes"/>.
    /// </summary>
    public static async Task<int> Run(
        string[] args,
        TextWriter output,
        TextWriter error,
        Func<string, string?> variables,
        CancellationToken cancellation,
        IReadOnlyList<string>? names = null)
    {
        var result = Parse(args, new CliOptions(variables, null, names));
        if (result.Action is HelpAction)
        {
            // Help shows what each option is without a value: the defaults, and not what variables say, a password among it.
            HelpPage.Write(output, Parse(args, new CliOptions(static _ => null)).CommandResult.Command);
            return ExitCodes.Done;
        }

        if (FileOf(result) is { } file)
        {
            result = Parse(args, new CliOptions(variables, HoconText.RunSettingsIn(file), names));
        }

        if (result.Errors.Count > 0)
        {
            foreach (var message in CommandLineErrors.Of(result))
            {
                // A word that belongs to no option is shown as it is, and may be a URL.
                await error.WriteLineAsync(UserOfUrl().Replace(message, "://…@"));
            }

            await error.WriteLineAsync($"{HelpPage.PathOf(result.CommandResult.Command)} --help says what there is");
            return ExitCodes.BadCommandLine;
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = StopTime,
        };
        try
        {
            return await result.InvokeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (Exception fault)
        {
            return Fault(error, fault);
        }
    }

    /// <summary>Makes the commands.</summary>
    internal static RootCommand Root(CliOptions options) =>
        new(
            "An Ethereum consensus client as an actor system: beacon node, validator and builder in one process. "
            + "Without a command: the embedded devnet.")
        {
            RunCommand.Create(options),
            ValidatorsCommand.Create(options),
            DevnetCommand.Create(options),
            ElCommand.Create(options),
            GenesisCommand.Create(),
            ConfigCommand.Create(options),
            DoctorCommand.Create(options, TimeProvider.System),
            CtlCommand.Create(options),
            KeysCommand.Create(options),
            ProtectionCommand.Create(options),
            DbCommand.Create(options),
            OperationCommands.Validator(options),
            OperationCommands.Builder(options),
            ScenarioCommand.Create(),
            SszCommand.Create(options),
            TransitionCommand.Create(),
            CompletionCommand.Create(static () => Root(new CliOptions(static _ => null))),
        };

    /// <summary>Says why a command cannot do what was asked, and gives its exit code.</summary>
    internal static int Refuse(this ParseResult result, string reason)
    {
        result.InvocationConfiguration.Error.WriteLine(reason);
        return ExitCodes.Refused;
    }

    /// <summary>Names a fault of the program in one line, with the place it comes from, and gives its exit code.</summary>
    internal static int Fault(TextWriter error, Exception fault)
    {
        var place = fault.StackTrace?
            .Split('\n')
            .FirstOrDefault(static line => line.Contains("Consensoor", StringComparison.Ordinal))?
            .Trim();
        var message = fault.Message.ReplaceLineEndings(" ");
        error.WriteLine(
            $"a fault of the program, please report it: {fault.GetType().Name}: {message}{(place is null ? "" : $" ({place})")}");
        return ExitCodes.Fault;
    }

    // The HOCON file that options lie over; null where there is none, or its option is malformed.
    private static string? FileOf(ParseResult result) =>
        result.CommandResult.Command.Options.FirstOrDefault(static option => option.Name == "--config") is Option<string?> config
        && config.Description == CliOptions.ConfigDescription
        && result.GetResult(config)?.Errors.Any() != true
            ? result.GetValue(config)
            : null;

    private static ParseResult Parse(string[] args, CliOptions options) => Root(options).Parse(
        args.Length == 0 ? ["devnet"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static string InformationalVersion() =>
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    [GeneratedRegex("://[^/]*@")]
    private static partial Regex UserOfUrl();
}
