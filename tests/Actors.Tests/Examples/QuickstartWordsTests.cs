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
            var problem = Problem(line.Groups["words"].Value);
            Assert.True(problem is null, $"{file}: {problem}: {line.Value.Trim()}");
            found++;
        }

        Assert.InRange(found, least, 200);
    }

    [Theory]
    [InlineData("config shwo", "shwo is no command of config")]
    [InlineData("flie --data-dir x", "flie is no command of")]
    [InlineData("run --data-dri x", "--data-dri is not an option of run")]
    [InlineData("config show --preset minimal", null)]
    [InlineData("completion bash", null)]
    [InlineData("--help", null)]
    public void What_is_no_command_or_option_is_found(string words, string? begin)
    {
        var problem = Problem(words);
        Assert.True(begin is null ? problem is null : problem?.StartsWith(begin, StringComparison.Ordinal) == true, problem);
    }

    // A word is a command as long as there are commands below; what stands behind the last is an option, or a value.
    private static string? Problem(string line)
    {
        var command = (System.CommandLine.Command)CommandLine.Root(new CliOptions(static _ => null));
        foreach (var word in line.Split(['|', ';', '#'])[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                if (word is not ("--" or "--help") && command.Options.All(option => option.Name != word.Split('=')[0]))
                {
                    return $"{word} is not an option of {command.Name}";
                }
            }
            else if (command.Subcommands.Any())
            {
                if (command.Subcommands.FirstOrDefault(sub => sub.Name == word || sub.Aliases.Contains(word)) is not { } below)
                {
                    return $"{word} is no command of {command.Name}";
                }

                command = below;
            }
        }

        return null;
    }

    // A group `consensoor {` of HOCON is no command.
    [GeneratedRegex("^ *(?:until )?(?:consensoor|dotnet run -c Release --project src/Actors --) (?<words>[^{].*)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
