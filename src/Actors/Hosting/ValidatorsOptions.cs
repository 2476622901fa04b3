namespace Consensoor.Actors.Hosting;

/// <summary>Holds what validators on the nodes of others are told: the chain, the nodes in order, and the keys.</summary>
public sealed record ValidatorsOptions(
    string? NetworkConfig,
    string? Preset,
    IReadOnlyList<Uri> BeaconNodes,
    (int First, int Count)? InteropValidators,
    NodeOptions Node,
    TextWriter Error)
{
    /// <summary>True where the keys are shares of distributed validators, and the nodes their middleware.</summary>
    public bool IsDistributed { get; init; }
}
