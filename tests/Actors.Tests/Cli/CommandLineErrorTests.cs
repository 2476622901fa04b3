using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>What is wrong with a command line is said in the program's words, once each, with the nearest name and where help is.</summary>
public sealed class CommandLineErrorTests
{
    [Theory]
    [InlineData("doctr", "'doctr' is not a command of consensoor; the nearest is doctor", "consensoor")]
    [InlineData("nonsense", "'nonsense' is not a command of consensoor", "consensoor")]
    [InlineData("config chek", "'chek' is not a command of consensoor config; the nearest is check", "consensoor config")]
    [InlineData("ctl", "a command is needed: head, sync, peers, duties, actors, health", "consensoor ctl")]
    [InlineData("ctl hed", "'hed' is not a command of consensoor ctl; the nearest is head", "consensoor ctl")]
    [InlineData("run --data_dir x", "--data_dir is not an option of run; the nearest is --data-dir", "consensoor run")]
    [InlineData("run --data_dir=x", "--data_dir is not an option of run; the nearest is --data-dir", "consensoor run")]
    [InlineData("run --data-dir", "--data-dir needs a value", "consensoor run")]
    [InlineData("run --data-dir a --data-dir b", "--data-dir is given 2 times", "consensoor run")]
    [InlineData("run --nodes 3 word", "--nodes is not an option of run|'word': consensoor run takes no such word", "consensoor run")]
    [InlineData("completion", "SHELL is needed: bash, zsh or fish", "consensoor completion")]
    [InlineData("completion bash zsh", "'zsh': consensoor completion takes no such word", "consensoor completion")]
    [InlineData("keys derive", "--range is needed", "consensoor keys derive")]
    [InlineData("doctor --beacon-api-port 99999", "--beacon-api-port: '99999' is not a port, 0 to 65535", "consensoor doctor")]
    public async Task EachIsSaidInItsOwnWords(string words, string lines, string command)
    {
        var run = await CliRun.Of(words.Split(' '));
        Assert.Equal(ExitCodes.BadCommandLine, run.Code);
        Assert.Equal(
            [.. lines.Split('|'), $"{command} --help says what there is"],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
