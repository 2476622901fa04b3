using Consensoor.Actors.Cli;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>Runs the real command line in this process, with variables, output and error of its own.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public static Task<CliRun> Of(params string[] args) => Of([], args);

    public static async Task<CliRun> Of(Dictionary<string, string> variables, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var code = await CommandLine.Run(args, output, error, variables.GetValueOrDefault, deadline.Token, [.. variables.Keys]);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Asserts that a run is refused with exit code 1 and names something.</summary>
    public static async Task Refuses(Task<CliRun> run, params string[] named) => (await run).IsRefused(ExitCodes.Refused, named);

    /// <summary>Asserts a refusal in few lines that names something and is no stack.</summary>
    public void IsRefused(int code, params string[] named)
    {
        var all = $"exit {Code}\n{Output}\n{Error}";
        Xunit.Assert.True(code == Code, all);
        Xunit.Assert.NotEmpty(Error.Trim());
        Xunit.Assert.DoesNotContain("   at ", all, StringComparison.Ordinal);
        Xunit.Assert.DoesNotContain("Exception", all, StringComparison.Ordinal);
        Xunit.Assert.All(named, name => Xunit.Assert.Contains(name, Error, StringComparison.Ordinal));
    }
}
