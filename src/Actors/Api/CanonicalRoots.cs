using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>Which blocks of some slots are on the head's chain, by the view, and behind what is in memory by storage.</summary>
internal sealed class CanonicalRoots
{
    private readonly Dictionary<Slot, Root> _roots = [];

    private CanonicalRoots()
    {
    }

    /// <summary>Finds out about slots, each once; throws <see cref="ChainStoreException"/> where storage cannot be read.</summary>
    public static async Task<CanonicalRoots> Of(ChainReader reader, IEnumerable<Slot> slots)
    {
        var found = new CanonicalRoots();
        foreach (var slot in slots.Distinct())
        {
            if (await reader.CanonicalRoot(slot) is { } root)
            {
                found._roots[slot] = root;
            }
        }

        return found;
    }

    /// <summary>True for the block of a slot on the head's chain.</summary>
    public bool Has(Slot slot, Root root) => _roots.TryGetValue(slot, out var canonical) && canonical == root;
}
