using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Spec.Ssz;

/// <summary>
/// The containers of the specification by name, for tools and tests that learn a type's name at run time. The source generator writes the
/// table.
/// </summary>
public static partial class SszTypes
{
    /// <summary>The names of all containers of all forks, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => [.. Table.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The codec of a container, or null where the name is unknown.</summary>
    public static SszObjectCodec? Find(string name) => Table.TryGetValue(name, out var entry) ? entry.Codec : null;

    /// <summary>The codec of a container, or null where the name is unknown or the fork does not have the container yet.</summary>
    public static SszObjectCodec? Find(string name, ForkName fork) =>
        Table.TryGetValue(name, out var entry) && fork >= entry.Since ? entry.Codec : null;
}
