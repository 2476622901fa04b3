namespace Consensoor.Actors.Simulation;

/// <summary>What the run queue knows of one mailbox: who it is, whose it is, and how often it became ready.</summary>
internal sealed class Lane(string path, ulong identity, SimulatedNode? node)
{
    private ulong _activations;

    /// <summary>The mailbox, named the same in every run of a seed.</summary>
    public string Path => path;

    /// <summary>A hash of the path and of the lane's turn among those of the same path.</summary>
    public ulong Identity => identity;

    /// <summary>Whether its node was crashed or has ended.</summary>
    public bool IsDown => node is { IsDown: true };

    /// <summary>The node it belongs to; null for tasks.</summary>
    public SimulatedNode? Node => node;

    /// <summary>A draw that depends on the seed, on this lane and on its own history, never on what other lanes did.</summary>
    public ulong Draw(ulong seed) => StableHash.Mix(seed ^ StableHash.Mix(identity + _activations++));

    /// <summary>Such a draw in [0, 1).</summary>
    public double DrawFraction(ulong seed) => (Draw(seed) >> 11) * (1.0 / (1UL << 53));
}
