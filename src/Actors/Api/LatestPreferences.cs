using System.Collections.Immutable;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Api;

/// <summary>The place where HTTP requests find the preferences of proposers in slots to come.</summary>
public sealed class LatestPreferences
{
    private volatile ImmutableList<SignedProposerPreferences> _current = [];

    /// <summary>Those that are known, in the order in which they came.</summary>
    public ImmutableList<SignedProposerPreferences> Current => _current;

    /// <summary>Takes newer ones.</summary>
    public void Take(ImmutableList<SignedProposerPreferences> preferences) => _current = preferences;
}
