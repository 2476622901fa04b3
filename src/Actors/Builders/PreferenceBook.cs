using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Builders;

/// <summary>
/// The preferences of proposers that gossip has accepted, by slot and dependent root, at most <paramref name="bound"/>: a new one finds no
/// room then. Those of slots gone by are forgotten.
/// </summary>
internal sealed class PreferenceBook(int bound)
{
    private readonly Dictionary<(Slot Slot, Root DependentRoot), ProposerPreferences> _preferences = [];

    /// <summary>Counts them.</summary>
    public int Count => _preferences.Count;

    /// <summary>Takes in one; the first for its slot and root stands, as on gossip.</summary>
    public void Add(ProposerPreferences preferences)
    {
        if (_preferences.Count < bound)
        {
            _preferences.TryAdd((preferences.ProposalSlot, preferences.DependentRoot), preferences);
        }
    }

    /// <summary>What a proposer wants; null where it has not told.</summary>
    public ProposerPreferences? Find(Slot slot, Root dependentRoot) => _preferences.GetValueOrDefault((slot, dependentRoot));

    /// <summary>Forgets those of slots before one.</summary>
    public void Prune(Slot now)
    {
        foreach (var past in _preferences.Keys.Where(key => key.Slot < now).ToArray())
        {
            _preferences.Remove(past);
        }
    }
}
