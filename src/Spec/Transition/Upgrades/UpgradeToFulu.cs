using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Upgrades;

public static partial class ForkUpgrade
{
    /// <summary>
    /// Makes the fulu state of an electra state, with the proposers of this and the next epoch (`fulu/fork.md#upgrade_to_fulu`).
    /// </summary>
    public static BeaconState UpgradeToFulu(BeaconState pre)
    {
        var post = Carry(pre, ForkName.Fulu);
        post.ProposerLookahead = InitializeProposerLookahead(post);
        return post;
    }

    /// <summary>
    /// The proposers of the current and the following MIN_SEED_LOOKAHEAD epochs (`fulu/fork.md#initialize_proposer_lookahead`).
    /// </summary>
    public static PersistentList<ValidatorIndex> InitializeProposerLookahead(BeaconState state)
    {
        var lookahead = PersistentList<ValidatorIndex>.Empty();
        var currentEpoch = Accessors.GetCurrentEpoch(state);
        for (Epoch i = 0; i <= state.Preset.MinSeedLookahead; i++)
        {
            lookahead.AddRange(Accessors.GetBeaconProposerIndices(state, currentEpoch + i));
        }

        return lookahead;
    }
}
