namespace Consensoor.Actors.Simulation;

/// <summary>
/// One actor system's membership of a world: lets the world cut it off at once, as a power failure would, or freeze it for a while.
/// </summary>
internal sealed class SimulatedNode(string name)
{
    private readonly List<Action> _held = [];

    /// <summary>The name of the actor system.</summary>
    public string Name => name;

    /// <summary>Set when the node was crashed or its system has ended: its mailboxes and timers run no more.</summary>
    public bool IsDown { get; set; }

    /// <summary>Set while the node is frozen: what becomes ready is held.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Keeps something for when the node goes on.</summary>
    public void Hold(Action run) => _held.Add(run);

    /// <summary>What was held, in the order it came; nothing is held any more.</summary>
    public IReadOnlyList<Action> Release()
    {
        Action[] held = [.. _held];
        _held.Clear();
        return held;
    }
}
