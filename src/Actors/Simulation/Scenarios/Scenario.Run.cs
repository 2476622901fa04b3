namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>Running.</summary>
public sealed partial class Scenario<TNode>
{
    private const int LastEventsShown = 10;

    /// <summary>
    /// Runs the story with one seed, to its end or to the first expectation that does not hold; all randomness comes from the seed.
    /// </summary>
    public ScenarioResult Run(ulong seed, Action<EventLine>? watch = null) => Run(seed, _faults, watch);

    private ScenarioResult Run(ulong seed, IReadOnlyList<Fault<TNode>> acting, Action<EventLine>? watch)
    {
        using var world = SimulatedWorld.Create(seed);
        if (watch is not null)
        {
            world.Log.Written += watch;
        }

        using var run = new ScenarioRun<TNode>(this, world);
        foreach (var (key, value) in Described())
        {
            world.Record("scenario", $"{key}: {value}");
        }

        foreach (var fault in acting)
        {
            world.At(fault.Elapsed, () =>
            {
                run.Act("scenario", fault.Text);
                fault.Act(run);
            });
        }

        var failure = Play(run);
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
            Measured = [.. run.Measured.Select(measured => $"{measured.Key}: {measured.Value}")],
            Failure = failure,
            Options = Options,
            Messages = run.Network.Totals.ToString(),
            Standing = failure is null ? [] : [.. Standing(run)],
            Incidents = failure is null ? [] : [.. Enum.GetValues<IncidentKind>().Select(kind =>
                new ScenarioIncidents(kind, world.Incidents.Of(kind).Count, world.Incidents.Of(kind).Lines))],
        };
    }

    private ScenarioFailure? Play(ScenarioRun<TNode> run)
    {
        try
        {
            foreach (var name in _names)
            {
                run.Start(name);
            }

            var open = _expectations.Select(expectation => (Expectation: expectation, Slots: expectation.Slots(LastSlot))).ToList();
            for (long slot = 0; slot <= LastSlot; slot++)
            {
                run.World.RunUntil(EndOf(slot));
                foreach (var entry in open.Where(entry => entry.Slots.From <= slot).ToArray())
                {
                    var (expectation, slots) = entry;
                    var seen = expectation.WhyNot(run);
                    if (seen is not null && (!expectation.Once || slot == slots.To))
                    {
                        return new ScenarioFailure(run.World.Elapsed, slot, expectation.Text, seen);
                    }

                    if (slot == slots.To || (expectation.Once && seen is null))
                    {
                        open.Remove(entry);
                    }
                }
            }

            return null;
        }
        catch (Exception error)
        {
            // Whatever breaks a run, its seed and its digest must reach the person who has to repeat it.
            return new ScenarioFailure(run.World.Elapsed, run.Slot, "the run ends without an exception", error.ToString());
        }
    }

    private IEnumerable<(string Key, string Value)> Described() =>
    [
        ("nodes", $"{_names.Count}"),
        ("slot", $"{SlotTime.TotalSeconds} s"),
        ("slots", $"{LastSlot + 1}"),
        ("latency", $"{Links.Latency.TotalMilliseconds}+{Links.Jitter.TotalMilliseconds} ms"),
        ("loss", $"{Links.Loss}"),
        .. _parameters,
    ];
}
