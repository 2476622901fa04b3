using System.Collections.Concurrent;

namespace Consensoor.Actors.Simulation;

/// <summary>Open worlds by id. Akka makes schedulers by type name from HOCON alone, so the id in HOCON is the only way in.</summary>
internal static class WorldRegistry
{
    private static readonly ConcurrentDictionary<string, SimulatedWorld> Worlds = new();
    private static long lastId;

    public static string Add(SimulatedWorld world)
    {
        string id = $"world-{Interlocked.Increment(ref lastId)}";
        Worlds[id] = world;
        return id;
    }

    public static void Remove(string id) => Worlds.TryRemove(id, out _);

    public static SimulatedWorld Find(string id) => Worlds.TryGetValue(id, out SimulatedWorld? world)
        ? world
        : throw new SimulationException($"{SimulationConfig.WorldKey} = \"{id}\" names no open world");
}
