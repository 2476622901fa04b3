using Consensoor.Actors.Simulation.Network;

namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>
/// A story told to a world: nodes, links, faults at times, expectations by slot. The description is built once and run for any seed;
/// what belongs to one run is kept in that run (<see cref="ScenarioRun{TNode}.Own"/>).
/// </summary>
public sealed partial class Scenario<TNode>
    where TNode : class, IScenarioNode
{
    private readonly List<string> _names = [];
    private readonly List<(string Key, string Value)> _parameters = [];
    private readonly List<Fault<TNode>> _faults = [];
    private readonly List<Expectation<TNode>> _expectations = [];

    /// <summary>
    /// A scenario with a name as on the command line, whose nodes are started in a run's world and attached to the run's network.
    /// </summary>
    public Scenario(string name, Func<ScenarioRun<TNode>, string, TNode> startNode)
    {
        Name = name;
        StartNode = startNode;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Makes a node of a run.</summary>
    public Func<ScenarioRun<TNode>, string, TNode> StartNode { get; }

    /// <summary>The length of a slot.</summary>
    public TimeSpan SlotTime { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Virtual time between the start of the nodes and slot 0.</summary>
    public TimeSpan GenesisDelay { get; init; }

    /// <summary>The run ends with the last instant of this slot.</summary>
    public required long LastSlot { get; init; }

    /// <summary>How links between nodes behave, unless a fault changes them.</summary>
    public LinkProfile Links { get; private set; } = LinkProfile.Default;

    /// <summary>The names of the nodes, in the order they are started.</summary>
    public IReadOnlyList<string> NodeNames => _names;

    /// <summary>Adds nodes, started in this order when the run begins.</summary>
    public Scenario<TNode> Nodes(params IEnumerable<string> add)
    {
        _names.AddRange(add);
        return this;
    }

    /// <summary>Adds nodes named node-0, node-1, and so on.</summary>
    public Scenario<TNode> Nodes(int count) => Nodes(Enumerable.Range(0, count).Select(number => $"node-{number}"));

    /// <summary>Changes how links behave.</summary>
    public Scenario<TNode> Over(LinkProfile links)
    {
        Links = links;
        return this;
    }

    /// <summary>Says how nodes stand, a line each, for the report of a failure.</summary>
    public Func<ScenarioRun<TNode>, IEnumerable<string>> Standing { get; init; } =
        static run => run.Nodes.Keys.Select(static name => $"{name} is up");

    /// <summary>The options of the command line that were laid over the description, with a blank before each.</summary>
    public string Options { get; private set; } = "";

    /// <summary>Lays another profile of links over the description, as an option of the command line says.</summary>
    public Scenario<TNode> With(string option, LinkProfile links)
    {
        Options += $" {option}";
        return Over(links);
    }

    /// <summary>HOCON that an option of the command line lays over that of all nodes; empty for none.</summary>
    public string Hocon { get; private set; } = "";

    /// <summary>Lays HOCON over that of all nodes, as an option of the command line says.</summary>
    public Scenario<TNode> With(string option, string hocon)
    {
        Options += $" {option}";
        Hocon += hocon + "\n";
        return this;
    }

    /// <summary>Adds a value to print with every result, so that a failing run can be repeated from its output.</summary>
    public Scenario<TNode> Parameter(string key, string value)
    {
        _parameters.Add((key, value));
        return this;
    }

    /// <summary>Does something to the run at the start of a slot, or later in it (earlier for a negative time).</summary>
    public Scenario<TNode> At(long slot, string what, Action<ScenarioRun<TNode>> act, TimeSpan into = default)
    {
        _faults.Add(new Fault<TNode>(StartOf(slot) + into, $"in slot {slot}: {what}", act));
        return this;
    }

    /// <summary>Cuts the network into groups for some slots.</summary>
    public Scenario<TNode> Partition(long fromSlot, long toSlot, params IReadOnlyList<IReadOnlyList<string>> groups)
    {
        var text = string.Join(" | ", groups.Select(group => string.Join(' ', group)));
        _faults.Add(new Fault<TNode>(StartOf(fromSlot), $"in slots {fromSlot} to {toSlot}: partition {text}", run =>
        {
            run.Act("network", $"partition {text}");
            run.Network.Partition(groups);
            run.World.At(StartOf(toSlot + 1), () =>
            {
                run.Act("network", "healed");
                run.Network.Heal();
            });
        }));
        return this;
    }

    /// <summary>Adds expectations.</summary>
    public Scenario<TNode> Expect(params IEnumerable<Expectation<TNode>> add)
    {
        foreach (var expectation in add)
        {
            _ = expectation.Slots(LastSlot);
            _expectations.Add(expectation);
        }

        return this;
    }

    /// <summary>Expects something at the end of one slot. <paramref name="whyNot"/> gives what was seen instead, or null.</summary>
    public Scenario<TNode> ExpectAt(long slot, string what, Func<ScenarioRun<TNode>, string?> whyNot) =>
        Expect(new Expectation<TNode>(what, whyNot).In(slot));

    /// <summary>Expects something at the end of some slot up to this one.</summary>
    public Scenario<TNode> ExpectBy(long slot, string what, Func<ScenarioRun<TNode>, string?> whyNot) =>
        Expect(new Expectation<TNode>(what, whyNot).By(slot));

    /// <summary>Expects something at the end of every slot between these two.</summary>
    public Scenario<TNode> ExpectAlways(long fromSlot, long toSlot, string what, Func<ScenarioRun<TNode>, string?> whyNot) =>
        Expect(new Expectation<TNode>(what, whyNot).Between(fromSlot, toSlot));

    /// <summary>Virtual time at the start of a slot.</summary>
    public TimeSpan StartOf(long slot) => GenesisDelay + (SlotTime * slot);

    // One tick before the next slot begins: what the next slot does at its start must not count for this one.
    private TimeSpan EndOf(long slot) => StartOf(slot + 1) - TimeSpan.FromTicks(1);
}
