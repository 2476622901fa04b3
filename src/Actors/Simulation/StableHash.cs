namespace Consensoor.Actors.Simulation;

/// <summary>64-bit hashes that are the same in every process; <see cref="string.GetHashCode()"/> is salted anew in each.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a over the UTF-16 units, then mixed.</summary>
    public static ulong Of(string text)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 0x100000001b3;
        }

        return Mix(hash);
    }

    /// <summary>The finalizer of splitmix64: every input bit reaches every output bit.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }

    /// <summary>One step of splitmix64.</summary>
    public static ulong Next(ref ulong state) => Mix(state += 0x9e3779b97f4a7c15);
}
