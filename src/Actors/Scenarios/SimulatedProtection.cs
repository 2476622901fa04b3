using System.Runtime.CompilerServices;
using Consensoor.Actors.Simulation;
using Consensoor.Interop.Keys.SlashingProtection;

namespace Consensoor.Actors.Scenarios;

/// <summary>The slashing protections of a simulated world, by node: like a disk, each outlives the crashes of its node.</summary>
public static class SimulatedProtection
{
    private static readonly ConditionalWeakTable<SimulatedWorld, Dictionary<string, ISlashingProtection>> Worlds = [];

    /// <summary>The protection of a node; made at its first start.</summary>
    public static ISlashingProtection Of(SimulatedWorld world, string node, Root genesisValidatorsRoot)
    {
        var nodes = Worlds.GetOrCreateValue(world);
        if (!nodes.TryGetValue(node, out var protection))
        {
            nodes[node] = protection = new InMemorySlashingProtection(genesisValidatorsRoot);
        }

        return protection;
    }
}
