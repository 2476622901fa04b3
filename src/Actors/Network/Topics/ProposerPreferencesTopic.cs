using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.ProposerPreferencesGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Preferences of proposers, which rule the bids for their slots (`gloas/p2p-interface.md#new-proposer_preferences`).</summary>
internal static class ProposerPreferencesTopic
{
    public static Topic Row { get; } = new(
        TopicKind.ProposerPreferences, "proposer_preferences", new TopicForm<SignedProposerPreferences>(ForkName.Gloas)
    {
        SlotOf = static preferences => preferences.Message.ProposalSlot,
        Check = static (check, preferences) =>
            ValidateProposerPreferencesGossip(check.Seen, check.View, preferences, check.NowMs, check.Verifier),
        Accept = static (accept, preferences, _) =>
        {
            if (!Mark(accept.Seen, preferences.Message))
            {
                return false;
            }

            accept.Out.Publish(new PreferencesAccepted(preferences));
            return true;
        },
    });
}
