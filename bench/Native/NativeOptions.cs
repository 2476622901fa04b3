using System.Globalization;

namespace Consensoor.Bench.Native;

/// <summary>What `native` was asked to do: `--node DRIVER [--rounds N] [--only TEXT] [--clock wall|cpu]`.</summary>
internal sealed record NativeOptions(string Driver, int Rounds, string Only, bool ByProcessorTime)
{
    internal const int DefaultRounds = 20;

    /// <summary>Refuses (ArgumentException) what it does not know.</summary>
    internal static NativeOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new NativeOptions("bench/Native/driver.mjs", DefaultRounds, "", ByProcessorTime: false);
        for (; !args.IsEmpty; args = args[2..])
        {
            options = args switch
            {
                ["--node", var driver, ..] => options with { Driver = driver },
                ["--rounds", var rounds, ..] => options with { Rounds = int.Parse(rounds, CultureInfo.InvariantCulture) },
                ["--only", var text, ..] => options with { Only = text },
                ["--clock", "wall" or "cpu", ..] => options with { ByProcessorTime = args[1] == "cpu" },
                _ => throw new ArgumentException($"unknown option or no value: {args[0]}"),
            };
        }

        return options;
    }
}
