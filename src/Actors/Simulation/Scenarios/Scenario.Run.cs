namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>Running and shrinking.</summary>
public sealed partial class Scenario<TNode>
{
    private const int LastEventsShown = 40;

    /// <summary>Runs the story with one seed, to its end or to the first expectation that does not hold.</summary>
    /// <param name="seed">All randomness of the run.</param>
    /// <param name="watch">Called with every line of the event log as it is written.</param>
    public ScenarioResult Run(ulong seed, Action<EventLine>? watch = null) => Run(seed, faults, watch);

    /// <summary>
    /// Takes faults out of a failing story as long as it still fails, and gives the result with those that are left.
    /// A fault that others rest on (a restart needs its crash) may leave another failure than the first; the result says which.
    /// </summary>
    public ScenarioResult Shrink(ulong seed)
    {
        List<Fault> left = [.. faults];
        ScenarioResult result = Run(seed, left, null);
        for (int i = left.Count - 1; i >= 0 && !result.Held; i--)
        {
            List<Fault> without = [.. left.Where((_, index) => index != i)];
            ScenarioResult smaller = Run(seed, without, null);
            if (smaller.Failure?.Expectation == result.Failure?.Expectation)
                (left, result) = (without, smaller);
        }
        return result;
    }

    private ScenarioResult Run(ulong seed, IReadOnlyList<Fault> acting, Action<EventLine>? watch)
    {
        using SimulatedWorld world = SimulatedWorld.Create(seed);
        if (watch is not null)
            world.Log.Written += watch;
        var run = new ScenarioRun<TNode>(this, world);
        foreach (Fault fault in acting)
        {
            world.At(fault.Elapsed, () =>
            {
                world.Record("scenario", fault.Text);
                fault.Act(run);
            });
        }
        ScenarioFailure? failure = Play(run);
        return new ScenarioResult
        {
            Name = Name,
            Seed = seed,
            Parameters = string.Join(", ", Described().Select(parameter => $"{parameter.Key}={parameter.Value}")),
            Faults = [.. acting.OrderBy(fault => fault.Elapsed).Select(fault => fault.Text)],
            Digest = world.Log.Digest,
            Elapsed = world.Elapsed,
            Events = world.Log.Count,
            Runs = world.Runs,
            LastEvents = [.. world.Log.Tail.TakeLast(LastEventsShown).Select(line => line.ToString())],
            Failure = failure,
        };
    }

    private ScenarioFailure? Play(ScenarioRun<TNode> run)
    {
        try
        {
            foreach (string name in names)
                run.Start(name);
            List<Expectation> open = [.. expectations];
            for (long slot = 0; slot <= LastSlot; slot++)
            {
                run.World.RunUntil(EndOf(slot));
                foreach (Expectation expectation in open.Where(expectation => expectation.From <= slot).ToArray())
                {
                    string? reason = expectation.WhyNot(run);
                    if (reason is not null && (!expectation.Once || slot == expectation.To))
                        return new ScenarioFailure(run.World.Elapsed, slot, expectation.Text, reason);
                    if (slot == expectation.To || (expectation.Once && reason is null))
                        open.Remove(expectation);
                }
            }
            return null;
        }
        catch (Exception error)
        {
            // Whatever breaks a run, its seed and its digest must reach the person who has to repeat it.
            return new ScenarioFailure(run.World.Elapsed, run.Slot, "the run goes through", error.ToString());
        }
    }

    private IEnumerable<(string Key, string Value)> Described() =>
    [
        ("nodes", $"{names.Count}"),
        ("slot", $"{SlotTime.TotalSeconds} s"),
        ("slots", $"{LastSlot + 1}"),
        ("latency", $"{Links.Latency.TotalMilliseconds}+{Links.Jitter.TotalMilliseconds} ms"),
        ("loss", $"{Links.Loss}"),
        .. parameters,
    ];
}
