using System.CommandLine;
using System.Diagnostics;
using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>Pages of help fit a terminal, and shells complete what there is.</summary>
public sealed class HelpTests
{
    private static readonly RootCommand Root = CommandLine.Root(new CliOptions(static _ => null));

    [Fact]
    public async Task The_program_has_a_page_of_24_lines_and_80_columns()
    {
        var page = (await CliRun.Of("--help")).Output.TrimEnd().Split(Environment.NewLine);
        Assert.InRange(page.Length, Root.Subcommands.Count, 24);
        Assert.All(page, static line => Assert.InRange(line.Length, 0, HelpPage.Width));
        Assert.DoesNotContain(page, static line => line.Contains('…'));
        Assert.All(Root.Subcommands, command =>
            Assert.Contains(page, line => line.TrimStart().StartsWith($"{command.Name} ", StringComparison.Ordinal)));
    }

    public static TheoryData<string> Commands() => [.. All(Root, "").Select(static one => one.Path).Where(static path => path.Length > 0)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_has_a_page_of_80_columns_with_each_option(string path)
    {
        var run = await CliRun.Of([.. path.Split(' '), "--help"]);
        Assert.Equal((ExitCodes.Done, ""), (run.Code, run.Error));
        var page = run.Output.Split(Environment.NewLine);
        Assert.All(page, static line => Assert.InRange(line.Length, 0, HelpPage.Width));
        var command = All(Root, "").Single(one => one.Path == path).Command;
        Assert.StartsWith($"consensoor {path}: ", run.Output, StringComparison.Ordinal);
        Assert.All(command.Options.Where(static option => option.Name != "--help"), option =>
            Assert.Contains(page, line => $"{line.Trim()} ".StartsWith($"{option.Name} ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "r", "run")]
    [InlineData("run", "--supern", "--supernode")]
    [InlineData("run --supernode", "--data-d", "--data-dir")]
    [InlineData("config", "che", "check")]
    [InlineData("config check", "--fee", "--fee-recipient")]
    [InlineData("run --log-level", "W", "WARNING")]
    [InlineData("run --log-level =", "W", "WARNING")]
    [InlineData("run --network-config", "sep", "sepolia")]
    [InlineData("devnet", "--genesis", null)]
    public async Task Bash_completes_what_there_is(string before, string word, string? expected)
    {
        var script = (await CliRun.Of("completion", "bash")).Output;
        string[] words = ["consensoor", .. before.Split(' ', StringSplitOptions.RemoveEmptyEntries), word];
        var ask = $"COMP_WORDS=({string.Join(' ', words.Select(static one => $"'{one}'"))}); COMP_CWORD={words.Length - 1}; COMPREPLY=(); "
            + "_consensoor; printf '%s\\n' \"${COMPREPLY[@]}\"";
        var start = new ProcessStartInfo("bash", ["--norc", "-c", $"{script}\n{ask}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var bash = Process.Start(start)!;
        var error = bash.StandardError.ReadToEndAsync();
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.Equal("", await error);
        Assert.Equal(expected ?? "", output.Trim());
    }

    [Fact]
    public async Task Every_shell_has_every_command_and_option()
    {
        foreach (var shell in (string[])["bash", "zsh", "fish"])
        {
            var script = (await CliRun.Of("completion", shell)).Output;
            Assert.All(All(Root, ""), one => Assert.All(one.Command.Options, option =>
                Assert.Contains(shell == "fish" ? $"-l {option.Name.TrimStart('-')}" : option.Name, script, StringComparison.Ordinal)));
            Assert.All(Root.Subcommands, command => Assert.Contains(command.Name, script, StringComparison.Ordinal));
        }

        await CliRun.Refuses(CliRun.Of("completion", "tcsh"), "'tcsh' is not one of bash, zsh, fish");
    }

    private static IEnumerable<(string Path, Command Command)> All(Command command, string path)
    {
        yield return (path, command);
        foreach (var below in command.Subcommands.SelectMany(sub => All(sub, path.Length == 0 ? sub.Name : $"{path} {sub.Name}")))
        {
            yield return below;
        }
    }
}
