using System.Globalization;
using System.Text;

namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>What a run of a scenario came to. Equal seeds and parameters give equal results, to the last digit of the digest.</summary>
public sealed record ScenarioResult
{
    /// <summary>The scenario.</summary>
    public required string Name { get; init; }

    /// <summary>The seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The scenario's parameters, in one line.</summary>
    public required string Parameters { get; init; }

    /// <summary>The faults that took part, in the order of their times.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>The SHA-256 over the event log.</summary>
    public required string Digest { get; init; }

    /// <summary>Virtual time from the start of the nodes to the end of the run.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Lines of the event log.</summary>
    public required long Events { get; init; }

    /// <summary>Runs of mailboxes, tasks and timers.</summary>
    public required long Runs { get; init; }

    /// <summary>The last lines of the event log.</summary>
    public required IReadOnlyList<string> LastEvents { get; init; }

    /// <summary>What was measured of this process (memory); it differs from run to run, and is no part of the digest.</summary>
    public IReadOnlyList<string> Measured { get; init; } = [];

    /// <summary>Null if every expectation held.</summary>
    public ScenarioFailure? Failure { get; init; }

    /// <summary>Whether every expectation held.</summary>
    public bool Held => Failure is null;

    /// <summary>The report: for a failure the last events, what was expected, what was seen, and the command that runs it again.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"scenario {Name} --seed {Seed}: {(Held ? "held" : "FAILED")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  with {Parameters}");
        foreach (var fault in Faults)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  fault {fault}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  virtual time {Elapsed}, {Runs} runs, {Events} events");
        foreach (var line in Measured)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  measured {line}");
        }

        if (Failure is { } failure)
        {
            foreach (var line in LastEvents)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  | {line}");
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"  failed   in slot {failure.Slot} ({failure.Elapsed.TotalSeconds:F3} s)");
            text.AppendLine(CultureInfo.InvariantCulture, $"  expected {failure.Expectation}");
            text.AppendLine(CultureInfo.InvariantCulture, $"  seen     {failure.Reason}");
            text.AppendLine(
                CultureInfo.InvariantCulture, $"  again    dotnet run -c Release --project src/Actors -- scenario {Name} --seed {Seed}");
        }

        text.Append(CultureInfo.InvariantCulture, $"  digest {Digest}");
        return text.ToString();
    }
}
