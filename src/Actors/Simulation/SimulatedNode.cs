namespace Consensoor.Actors.Simulation;

/// <summary>One actor system's membership of a world: lets the world cut it off at once, as a power failure would.</summary>
internal sealed class SimulatedNode(string name)
{
    public string Name => name;

    /// <summary>Set when the node was crashed or its system has ended: its mailboxes and timers run no more.</summary>
    public bool IsDown { get; set; }
}
