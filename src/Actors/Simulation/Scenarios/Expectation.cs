namespace Consensoor.Actors.Simulation.Scenarios;

/// <summary>Something that must hold at the end of slots; WhyNot gives what was seen instead, or null where it holds.</summary>
public sealed record Expectation<TNode>(string Text, Func<ScenarioRun<TNode>, string?> WhyNot)
    where TNode : class, IScenarioNode
{
    /// <summary>The first slot it is asked in; slot 1 unless said otherwise, since the genesis slot has no block.</summary>
    public long From { get; private init; } = 1;

    /// <summary>The last slot it is asked in; null for the last of the scenario.</summary>
    public long? To { get; private init; }

    /// <summary>Whether it is asked in the last slot only.</summary>
    public bool IsAtTheEnd { get; private init; }

    /// <summary>Whether it is enough that it holds once up to the last slot.</summary>
    public bool Once { get; private init; }

    /// <summary>Expects it at the end of the scenario (or of the slot in <see cref="To"/>) only.</summary>
    public Expectation<TNode> AtTheEnd() => this with { IsAtTheEnd = true };

    /// <summary>Expects it in one slot.</summary>
    public Expectation<TNode> In(long slot) => this with { From = slot, To = slot };

    /// <summary>Expects it in every slot between two.</summary>
    public Expectation<TNode> Between(long from, long to) => this with { From = from, To = to, IsAtTheEnd = false };

    /// <summary>Expects it in every slot from one on.</summary>
    public Expectation<TNode> Since(long from) => this with { From = from, IsAtTheEnd = false };

    /// <summary>Expects it in some slot up to one.</summary>
    public Expectation<TNode> By(long slot) => this with { From = 0, To = slot, Once = true, IsAtTheEnd = false };

    /// <summary>
    /// The slots it is asked in, for a scenario that ends with a slot; throws ArgumentException where they are none of the scenario.
    /// </summary>
    internal (long From, long To) Slots(long lastSlot)
    {
        var to = To ?? lastSlot;
        var from = IsAtTheEnd ? to : From;
        return from <= to && to <= lastSlot
            ? (from, to)
            : throw new ArgumentException($"'{Text}' is expected in slots {from} to {to} of a scenario that ends with slot {lastSlot}");
    }
}
