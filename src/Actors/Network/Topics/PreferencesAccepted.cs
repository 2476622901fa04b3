using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Preferences of a proposer were accepted on gossip; published by their lane for other lanes.</summary>
internal sealed record PreferencesAccepted(SignedProposerPreferences Preferences);
