using System.Globalization;
using System.Text;

namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>What a run of a scenario came to. Equal seeds and parameters give equal results, to the last digit of the digest.</summary>
public sealed record ScenarioResult
{
    public required string Name { get; init; }

    public required ulong Seed { get; init; }

    public required string Parameters { get; init; }

    /// <summary>Faults that took part, in the order of their times.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public required string Digest { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required long Events { get; init; }

    public required long Runs { get; init; }

    /// <summary>The last lines of the event log.</summary>
    public required IReadOnlyList<string> LastEvents { get; init; }

    /// <summary>Null if every expectation held.</summary>
    public ScenarioFailure? Failure { get; init; }

    public bool Held => Failure is null;

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"scenario {Name} --seed {Seed}: {(Held ? "held" : "FAILED")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  with {Parameters}");
        foreach (string fault in Faults)
            text.AppendLine(CultureInfo.InvariantCulture, $"  fault {fault}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  virtual time {Elapsed}, {Runs} runs, {Events} events");
        if (Failure is { } failure)
        {
            foreach (string line in LastEvents)
                text.AppendLine(CultureInfo.InvariantCulture, $"  | {line}");
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  failed in slot {failure.Slot} ({failure.Elapsed.TotalSeconds:F3} s): {failure.Expectation}: {failure.Reason}");
        }
        text.Append(CultureInfo.InvariantCulture, $"  digest {Digest}");
        return text.ToString();
    }
}
