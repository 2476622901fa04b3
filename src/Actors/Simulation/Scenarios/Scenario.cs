using Consensoor.Actors.Simulation.Network;

namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>
/// A story told to a world: nodes, links, faults at times, expectations by slot. The description is built once and run for any seed;
/// nothing in it may keep state from one run to the next.
/// </summary>
public sealed partial class Scenario<TNode>
    where TNode : class, IScenarioNode
{
    private readonly List<string> names = [];
    private readonly List<(string Key, string Value)> parameters = [];
    private readonly List<Fault> faults = [];
    private readonly List<Expectation> expectations = [];

    /// <param name="name">As on the command line.</param>
    /// <param name="startNode">Makes a node's actor system in the run's world and attaches its inbox to the run's network.</param>
    public Scenario(string name, Func<ScenarioRun<TNode>, string, TNode> startNode)
    {
        Name = name;
        StartNode = startNode;
    }

    public string Name { get; }

    public Func<ScenarioRun<TNode>, string, TNode> StartNode { get; }

    public TimeSpan SlotTime { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Virtual time between the start of the nodes and slot 0.</summary>
    public TimeSpan GenesisDelay { get; init; }

    /// <summary>The run ends with the last instant of this slot.</summary>
    public required long LastSlot { get; init; }

    public LinkProfile Links { get; init; } = LinkProfile.Default;

    /// <summary>Adds nodes, started in this order when the run begins.</summary>
    public Scenario<TNode> Nodes(params IEnumerable<string> add)
    {
        names.AddRange(add);
        return this;
    }

    /// <summary>Adds nodes named node-0, node-1, and so on.</summary>
    public Scenario<TNode> Nodes(int count) => Nodes(Enumerable.Range(0, count).Select(number => $"node-{number}"));

    /// <summary>A value to print with every result, so that a failing run can be repeated from its output.</summary>
    public Scenario<TNode> Parameter(string key, string value)
    {
        parameters.Add((key, value));
        return this;
    }

    /// <summary>Does something to the run at the start of a slot, or later in it.</summary>
    public Scenario<TNode> At(long slot, string what, Action<ScenarioRun<TNode>> act, TimeSpan into = default)
    {
        faults.Add(new Fault(StartOf(slot) + into, $"in slot {slot}: {what}", act));
        return this;
    }

    /// <summary>Cuts the network into groups for some slots.</summary>
    public Scenario<TNode> Partition(long fromSlot, long toSlot, params IReadOnlyList<IReadOnlyList<string>> groups)
    {
        string text = string.Join(" | ", groups.Select(group => string.Join(' ', group)));
        faults.Add(new Fault(StartOf(fromSlot), $"in slots {fromSlot} to {toSlot}: partition {text}", run =>
        {
            run.World.Record("network", $"partition {text}");
            run.Network.Partition(groups);
            run.World.At(StartOf(toSlot + 1), () =>
            {
                run.World.Record("network", "healed");
                run.Network.Heal();
            });
        }));
        return this;
    }

    /// <summary>Expects something at the end of one slot. <paramref name="whyNot"/> gives the reason why it does not hold, or null.</summary>
    public Scenario<TNode> ExpectAt(long slot, string what, Func<ScenarioRun<TNode>, string?> whyNot) => Expect(slot, slot, false, what, whyNot);

    /// <summary>Expects something at the end of some slot up to this one.</summary>
    public Scenario<TNode> ExpectBy(long slot, string what, Func<ScenarioRun<TNode>, string?> whyNot) => Expect(0, slot, true, what, whyNot);

    /// <summary>Expects something at the end of every slot between these two.</summary>
    public Scenario<TNode> ExpectAlways(long fromSlot, long toSlot, string what, Func<ScenarioRun<TNode>, string?> whyNot) =>
        Expect(fromSlot, toSlot, false, what, whyNot);

    private Scenario<TNode> Expect(long from, long to, bool once, string what, Func<ScenarioRun<TNode>, string?> whyNot)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, LastSlot);
        expectations.Add(new Expectation(from, to, once, what, whyNot));
        return this;
    }

    private TimeSpan StartOf(long slot) => GenesisDelay + SlotTime * slot;

    // One tick before the next slot begins: what the next slot does at its start must not count for this one.
    private TimeSpan EndOf(long slot) => StartOf(slot + 1) - TimeSpan.FromTicks(1);

    private sealed record Fault(TimeSpan Elapsed, string Text, Action<ScenarioRun<TNode>> Act);

    private sealed record Expectation(long From, long To, bool Once, string Text, Func<ScenarioRun<TNode>, string?> WhyNot);
}
