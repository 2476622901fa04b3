namespace Consensoor.Actors.Hosting;

/// <summary>Holds what validators on the nodes of others are told: the chain, the nodes in order, and the keys.</summary>
public sealed record ValidatorsOptions(
    string? NetworkConfig,
    string? Preset,
    IReadOnlyList<Uri> BeaconNodes,
    (int First, int Count)? InteropValidators,
    NodeOptions Node,
    TextWriter Error);
