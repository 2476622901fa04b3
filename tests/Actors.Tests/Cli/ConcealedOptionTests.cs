using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>A password in a URL, and a secret given in place of its file, are refused or taken without being shown.</summary>
public sealed class ConcealedOptionTests : IDisposable
{
    private const string Password = "5ec4e7";

    private readonly string _folder = Directory.CreateTempSubdirectory("consensoor-concealed-").FullName;

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "run", "--engine-api-url", $"http://user:{Password}@127.0.0.1:8551" },
        { "run", "--engine-api-url", $"ftp://user:{Password}@127.0.0.1" },
        { "run", "--engine-api-url", $"user:{Password}@127.0.0.1:8551" },
        { "run", "--engine-api-url", $"http://127.0.0.1:8551/?key={Password}" },
        { "run", "--jwt-secret", "0x" + string.Concat(Enumerable.Repeat(Password + "00", 8)) },
        { "run", "--jwt-secret", string.Concat(Enumerable.Repeat(Password + "00", 8)) },
        { "run", "--checkpoint-sync-url", $"ftp://user:{Password}@127.0.0.1" },
        { "run", "--checkpoint-sync-url", $"user:{Password}@127.0.0.1" },
        { "run", "--checkpoint-sync-url", $"https://127.0.0.1/?key={Password}" },
        { "validators", "--beacon-node-url", $"ftp://user:{Password}@127.0.0.1" },
        { "validators", "--beacon-node-url", $"http://127.0.0.1,user:{Password}@127.0.0.1" },
        { "config print", "--engine-api-url", $"http://user:{Password}@127.0.0.1:8551" },
        { "config print", "--jwt-secret", string.Concat(Enumerable.Repeat(Password + "00", 8)) },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_may_hold_a_secret_is_refused_by_its_name_alone(string path, string option, string value)
    {
        var run = await CliRun.Of([.. path.Split(' '), option, value]);
        run.IsRefused(ExitCodes.BadCommandLine, option);
        ShowsNothing(run);
        var variable = CliOptions.VariableOf(option);
        var other = await CliRun.Of(new Dictionary<string, string> { [variable] = value }, path.Split(' '));
        other.IsRefused(ExitCodes.BadCommandLine, variable);
        ShowsNothing(other);
    }

    [Theory]
    [InlineData("url", $"http://user:{Password}@127.0.0.1:8551")]
    [InlineData("jwt-secret", $"{Password}000{Password}000{Password}000{Password}000{Password}000{Password}000{Password}000a")]
    public async Task A_file_says_it_by_path_and_line_alone(string setting, string value)
    {
        var file = Path.Combine(_folder, "node.conf");
        File.WriteAllText(file, $"\nconsensoor.engine.{setting} = \"{value}\"\n");
        var run = await CliRun.Of("config", "print", "--config", file);
        run.IsRefused(ExitCodes.Refused, $"{file}:2: consensoor.engine.{setting} is not ");
        ShowsNothing(run);
    }

    [Fact]
    public async Task A_word_of_no_option_shows_no_password()
    {
        var run = await CliRun.Of("run", "--checkpoint-url", $"https://user:{Password}@127.0.0.1");
        run.IsRefused(ExitCodes.BadCommandLine, "--checkpoint-url");
        ShowsNothing(run);
        var word = await CliRun.Of("run", $"https://user:{Password}@127.0.0.1");
        word.IsRefused(ExitCodes.BadCommandLine, "https://…@127.0.0.1");
        ShowsNothing(word);
    }

    [Fact]
    public async Task Help_shows_defaults_and_not_what_variables_say()
    {
        var variables = new Dictionary<string, string>
        {
            ["CONSENSOOR_CHECKPOINT_SYNC_URL"] = $"https://user:{Password}@127.0.0.1",
            ["CONSENSOOR_JWT_SECRET"] = Password,
            ["CONSENSOOR_P2P_PORT"] = "9",
        };
        var run = await CliRun.Of(variables, "run", "--help");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("[default: 9000]", run.Output, StringComparison.Ordinal);
        ShowsNothing(run);
    }

    private static void ShowsNothing(CliRun run)
    {
        Assert.DoesNotContain(Password, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, run.Error, StringComparison.Ordinal);
    }
}
