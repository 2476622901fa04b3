namespace Consensoor.Actors.Simulation;

/// <summary>What the run queue knows of one mailbox: who it is, whose it is, and how often it became ready.</summary>
internal sealed class Lane(string path, ulong identity, SimulatedNode? node)
{
    private ulong activations;

    public string Path => path;

    public ulong Identity => identity;

    public bool IsDown => node is { IsDown: true };

    public SimulatedNode? Node => node;

    /// <summary>A draw that depends on the seed, on this lane and on its own history, never on what other lanes did.</summary>
    public ulong Draw(ulong seed) => StableHash.Mix(seed ^ StableHash.Mix(identity + activations++));

    /// <summary>Such a draw in [0, 1).</summary>
    public double DrawFraction(ulong seed) => (Draw(seed) >> 11) * (1.0 / (1UL << 53));
}
