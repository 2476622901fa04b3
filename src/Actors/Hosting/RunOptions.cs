namespace Consensoor.Actors.Hosting;

/// <summary>Holds what a node on a given genesis is to be, and which interop validators it acts for.</summary>
public sealed record RunOptions(
    string? GenesisState,
    string? NetworkConfig,
    string? Preset,
    (int First, int Count)? InteropValidators,
    NodeOptions Node,
    TextWriter Error)
{
    /// <summary>The most interop validators that one node is given.</summary>
    public const int MaxInteropValidators = 100_000;
}
