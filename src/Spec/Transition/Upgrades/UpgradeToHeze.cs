using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Upgrades;

public static partial class ForkUpgrade
{
    /// <summary>`heze/fork.md#upgrade_to_heze`; refuses a state whose old deposit mechanism has not run dry.</summary>
    public static (BeaconState? Post, Refusal? Refusal) UpgradeToHeze(BeaconState pre)
    {
        if (Require(pre.Eth1DepositIndex == pre.DepositRequestsStartIndex) is { } refusal)
        {
            return (null, refusal);
        }

        var post = Carry(pre, ForkName.Heze);
        post.LatestBlockHash = pre.LatestBlockHash;
        post.Builders = pre.Builders.Copy();
        post.NextWithdrawalBuilderIndex = pre.NextWithdrawalBuilderIndex;
        post.ExecutionPayloadAvailability = pre.ExecutionPayloadAvailability;
        post.BuilderPendingPayments = pre.BuilderPendingPayments.Copy();
        post.BuilderPendingWithdrawals = pre.BuilderPendingWithdrawals.Copy();
        post.LatestExecutionPayloadBid = pre.LatestExecutionPayloadBid with
        {
            InclusionListBits = BitList.Zeros((int)pre.Preset.InclusionListCommitteeSize),
        };
        post.PayloadExpectedWithdrawals = pre.PayloadExpectedWithdrawals.Copy();
        post.PtcWindow = pre.PtcWindow.Copy();
        return (post, null);
    }
}
