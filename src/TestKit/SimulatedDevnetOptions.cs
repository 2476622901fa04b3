using Consensoor.Actors.Simulation.Network;

namespace Consensoor.TestKit;

/// <summary>What a network in virtual time is to be.</summary>
public sealed record SimulatedDevnetOptions
{
    /// <summary>Its nodes, `node-0` on, among which the validators are split.</summary>
    public int Nodes { get; init; } = 4;

    /// <summary>Its validators, with interop keys.</summary>
    public int Validators { get; init; } = 64;

    /// <summary>The length of a slot, of whole seconds.</summary>
    public TimeSpan SlotTime { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>True for gloas from genesis on; false for phase0, and a fork an epoch.</summary>
    public bool GloasFromGenesis { get; init; } = true;

    /// <summary>All randomness comes from it: the same seed and the same calls give the same run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How the links between nodes behave.</summary>
    public LinkProfile Links { get; init; } = LinkProfile.Default;

    /// <summary>
    /// True for a keyed hash in place of BLS12-381, which tells valid signatures from others and costs next to nothing.
    /// </summary>
    public bool HasKeyedSignatures { get; init; } = true;

    /// <summary>HOCON over that of a simulated node.</summary>
    public string Hocon { get; init; } = "";
}
