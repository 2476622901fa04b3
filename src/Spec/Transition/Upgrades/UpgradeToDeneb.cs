using Consensoor.Spec.Config;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Upgrades;

public static partial class ForkUpgrade
{
    /// <summary>`deneb/fork.md#upgrade_to_deneb`; the header's new fields are zero.</summary>
    public static BeaconState UpgradeToDeneb(BeaconState pre) => Carry(pre, ForkName.Deneb);
}
