using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Upgrades;

public static partial class ForkUpgrade
{
    /// <summary>`capella/fork.md#upgrade_to_capella`; the header's new fields are zero.</summary>
    public static BeaconState UpgradeToCapella(BeaconState pre)
    {
        var post = Carry(pre, ForkName.Capella);
        post.NextWithdrawalIndex = 0;
        post.NextWithdrawalValidatorIndex = 0;
        post.HistoricalSummaries = PersistentList<HistoricalSummary>.Empty();
        return post;
    }
}
