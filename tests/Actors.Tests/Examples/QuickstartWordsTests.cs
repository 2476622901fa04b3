using System.Text.RegularExpressions;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Tests.Architecture;
using Xunit;

namespace Consensoor.Actors.Tests.Examples;

/// <summary>Every command of this program in docs/quickstart.md and in the README is one that it has, with options that it takes.</summary>
public sealed partial class QuickstartWordsTests
{
    [Theory]
    [InlineData("docs/quickstart.md", 9)]
    [InlineData("README.md", 10)]
    public void Every_command_and_option_is_there(string file, int least)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, file)).Replace("\\\n", " ", StringComparison.Ordinal);
        var found = 0;
        foreach (Match line in Command().Matches(text))
        {
            var words = line.Groups["words"].Value.Split(['|', ';', '#'])[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var command = (System.CommandLine.Command)CommandLine.Root(new CliOptions(static _ => null));
            foreach (var word in words)
            {
                command = command.Subcommands.FirstOrDefault(sub => sub.Name == word) ?? command;
                if (word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2)
                {
                    Assert.True(
                        command.Options.Any(option => option.Name == word.Split('=')[0])
                            || (command is System.CommandLine.RootCommand && word == "--help") || word == "--help",
                        $"{file}: {word} is not an option of {command.Name}: {line.Value.Trim()}");
                }
            }

            found++;
        }

        Assert.InRange(found, least, 200);
    }

    [GeneratedRegex(@"^ *(?:until )?(?:consensoor|dotnet run -c Release --project src/Actors --) (?<words>.*)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
