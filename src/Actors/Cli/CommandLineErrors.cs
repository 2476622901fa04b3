using System.CommandLine;
using System.CommandLine.Parsing;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli;

/// <summary>Says what is wrong with a command line, a line each, with the nearest command or option for one that is unknown.</summary>
internal static class CommandLineErrors
{
    /// <summary>Lists what is wrong.</summary>
    public static IEnumerable<string> Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        return Unknown(result, command)
            .Concat(Needed(result, command))
            .Concat(result.Errors.Select(problem => Said(problem, result, command)).OfType<string>())
            .Distinct();
    }

    // Words that nobody knows, without the values of options that are none.
    private static IEnumerable<string> Unknown(ParseResult result, Command command)
    {
        var isValue = false;
        foreach (var token in result.UnmatchedTokens)
        {
            var shown = ConfigError.Shown(token.Split('=')[0]);
            if (IsOption(token))
            {
                yield return $"{shown} is not an option of {command.Name}"
                    + NearestName.Aside(shown, command.Options.Select(static option => option.Name));
                isValue = !token.Contains('=', StringComparison.Ordinal);
            }
            else if (!isValue)
            {
                yield return command.Subcommands.Count > 0
                    ? $"'{shown}' is not a command of {HelpPage.PathOf(command)}"
                        + NearestName.Aside(shown, command.Subcommands.Select(static one => one.Name))
                    : $"'{shown}': {HelpPage.PathOf(command)} takes no such word";
            }
            else
            {
                isValue = false;
            }
        }
    }

    private static IEnumerable<string> Needed(ParseResult result, Command command) =>
        IsGroup(command)
            ? result.UnmatchedTokens.Count == 0
                ? [$"a command is needed: {string.Join(", ", command.Subcommands.Select(static one => one.Name))}"]
                : []
            : command.Options.Where(option => IsMissing(option, result))
                .Select(static option => $"{option.Name} is needed");

    // What the reader of a value says of it is said; null for what is said otherwise.
    private static string? Said(ParseError problem, ParseResult result, Command command) => problem.SymbolResult switch
    {
        _ when result.UnmatchedTokens.Any(token => Names(problem, token)) => null,
        CommandResult when IsGroup(command) => null,
        _ when command.Options.Any(option => IsMissing(option, result) && Names(problem, option.Name)) => null,
        OptionResult option => Counted(option) ?? problem.Message,
        ArgumentResult { Parent: OptionResult option } => Counted(option) ?? problem.Message,
        ArgumentResult argument when argument.Tokens.Count < argument.Argument.Arity.MinimumNumberOfValues =>
            $"{argument.Argument.Name} is needed: {argument.Argument.Description}",
        _ => problem.Message,
    };

    // A value that a variable or a file gives stands in no word, and its reader says where it comes from.
    private static string? Counted(OptionResult result) => result.Implicit ? null
        : result.Tokens.Count < result.Option.Arity.MinimumNumberOfValues ? $"{result.Option.Name} needs a value"
        : result.Tokens.Count > result.Option.Arity.MaximumNumberOfValues ? $"{result.Option.Name} is given {result.Tokens.Count} times"
        : null;

    private static bool IsMissing(Option option, ParseResult result) =>
        option.Required && result.GetResult(option) is not { Implicit: false };

    private static bool Names(ParseError problem, string word) => problem.Message.Contains($"'{word}'", StringComparison.Ordinal);

    // A command that does nothing by itself.
    private static bool IsGroup(Command command) => command.Subcommands.Count > 0 && (command is RootCommand || command.Action is null);

    private static bool IsOption(string token) => token.StartsWith("--", StringComparison.Ordinal);
}
