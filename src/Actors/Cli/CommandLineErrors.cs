using System.CommandLine;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Cli;

/// <summary>Says what is wrong with a command line, a line each, with the nearest option for one that is unknown.</summary>
internal static class CommandLineErrors
{
    /// <summary>Lists what is wrong.</summary>
    public static IEnumerable<string> Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var unknown = result.UnmatchedTokens
            .Where(static token => token.StartsWith("--", StringComparison.Ordinal))
            .Select(static token => token.Split('=')[0])
            .ToList();
        foreach (var name in unknown.Distinct())
        {
            yield return $"{name} is not an option of {command.Name}"
                + NearestName.Aside(name, command.Options.Select(static option => option.Name));
        }

        foreach (var message in result.Errors.Select(static problem => problem.Message).Distinct())
        {
            if (!unknown.Exists(name => Names(message, name)))
            {
                yield return message;
            }
        }
    }

    // With its value behind it or not; another option may begin like it.
    private static bool Names(string message, string option) =>
        message.Contains($"'{option}'", StringComparison.Ordinal) || message.Contains($"'{option}=", StringComparison.Ordinal);
}
