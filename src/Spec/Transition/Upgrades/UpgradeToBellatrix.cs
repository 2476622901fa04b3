using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Upgrades;

public static partial class ForkUpgrade
{
    /// <summary>
    /// Makes the bellatrix state of an altair state, with an empty payload header (`bellatrix/fork.md#upgrade_to_bellatrix`).
    /// </summary>
    public static BeaconState UpgradeToBellatrix(BeaconState pre)
    {
        var post = Carry(pre, ForkName.Bellatrix);
        post.LatestExecutionPayloadHeader = ExecutionPayloadHeader.Default(post.Ssz);
        return post;
    }
}
