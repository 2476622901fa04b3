using System.Collections.Concurrent;

namespace Consensoor.Actors.Simulation;

/// <summary>Open worlds by id. Akka makes schedulers by type name from HOCON alone, so the id in HOCON is the only way in.</summary>
internal static class WorldRegistry
{
    private static readonly ConcurrentDictionary<string, SimulatedWorld> Worlds = new();
    private static long _lastId;

    /// <summary>Registers an open world; gives its id.</summary>
    public static string Add(SimulatedWorld world)
    {
        var id = $"world-{Interlocked.Increment(ref _lastId)}";
        Worlds[id] = world;
        return id;
    }

    /// <summary>Takes a world out that is closed.</summary>
    public static void Remove(string id) => Worlds.TryRemove(id, out _);

    /// <summary>The open world of an id; throws SimulationException where there is none.</summary>
    public static SimulatedWorld Find(string id) => Worlds.TryGetValue(id, out var world)
        ? world
        : throw new SimulationException($"{SimulationConfig.WorldKey} = \"{id}\" names no open world");
}
