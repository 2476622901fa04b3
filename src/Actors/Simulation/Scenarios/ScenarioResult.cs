using System.Globalization;
using System.Text;

namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>What a run of a scenario came to. Equal seeds and parameters give equal results, to the last digit of the digest.</summary>
public sealed record ScenarioResult
{
    private static readonly Dictionary<IncidentKind, string> Names = new()
    {
        [IncidentKind.Fault] = "faults injected",
        [IncidentKind.Miss] = "duties missed",
        [IncidentKind.Refusal] = "blocks refused",
        [IncidentKind.Error] = "errors logged",
    };

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

    /// <summary>The options of the command line that were laid over the scenario, with a blank before each.</summary>
    public string Options { get; init; } = "";

    /// <summary>Whether faults were taken out of the scenario as long as it failed.</summary>
    public bool IsShrunk { get; init; }

    /// <summary>How the nodes stood when an expectation failed.</summary>
    public IReadOnlyList<string> Standing { get; init; } = [];

    /// <summary>What became of all messages between nodes, in a line.</summary>
    public string Messages { get; init; } = "";

    /// <summary>What was out of the ordinary up to a failure, by kind; a bounded number of lines each.</summary>
    public IReadOnlyList<ScenarioIncidents> Incidents { get; init; } = [];

    /// <summary>Null if every expectation held.</summary>
    public ScenarioFailure? Failure { get; init; }

    /// <summary>Whether every expectation held.</summary>
    public bool Held => Failure is null;

    /// <summary>
    /// The report. Of a failure first what was expected and seen, how the nodes stood, faults, misses, refusals and errors up to then, then
    /// the last events, the seed and the command that runs it again.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(FormattableString.Invariant(line));
        Line($"scenario {Name} --seed {Seed}{Options}: {(Held ? "held" : "FAILED")}");
        if (Failure is { } failure)
        {
            Line($"  failed   in slot {failure.Slot} ({failure.Elapsed.TotalSeconds:F3} s)");
            Line($"  expected {failure.Expectation}");
            Line($"  seen     {failure.Reason}");
            foreach (var line in Standing)
            {
                Line($"  then     {line}");
            }

            Line($"  messages: {Messages}");
            foreach (var (kind, count, lines) in Incidents)
            {
                Line($"  {Names[kind]}: {(count == 0 ? "none" : $"{count}")}");
                foreach (var line in lines)
                {
                    Line($"    {line}");
                }
            }

            Line($"  the last {LastEvents.Count} of {Events} events (--log prints all):");
            foreach (var line in LastEvents)
            {
                Line($"    {line}");
            }
        }

        Line($"  with {Parameters}");
        foreach (var fault in Faults)
        {
            Line($"  fault {fault}");
        }

        Line($"  virtual time {Elapsed}, {Runs} runs, {Events} events");
        foreach (var line in Measured)
        {
            Line($"  measured {line}");
        }

        if (!Held)
        {
            var shrink = IsShrunk ? " --shrink" : "";
            Line($"  seed     {Seed}");
            Line($"  again    dotnet run -c Release --project src/Actors -- scenario {Name} --seed {Seed}{Options}{shrink}");
        }

        text.Append(CultureInfo.InvariantCulture, $"  digest {Digest}");
        return text.ToString();
    }
}
