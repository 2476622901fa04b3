using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.LightClient;

/// <summary>
/// Brings light client objects into the form of a later fork (`capella/light-client/fork.md`, and those of deneb, electra and gloas), one
/// fork at a time; heze adds none. What travels on the network keeps the form of its own fork.
/// </summary>
public static partial class LightClientUpgrades
{
    // capella/light-client/fork.md
    public static LightClientBootstrap UpgradeLcBootstrapToCapella(LightClientBootstrap pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Capella));

    public static LightClientUpdate UpgradeLcUpdateToCapella(LightClientUpdate pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Capella));

    public static LightClientFinalityUpdate UpgradeLcFinalityUpdateToCapella(LightClientFinalityUpdate pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Capella));

    public static LightClientOptimisticUpdate UpgradeLcOptimisticUpdateToCapella(LightClientOptimisticUpdate pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Capella));

    public static LightClientStore UpgradeLcStoreToCapella(LightClientStore pre) => Upgrade(pre, pre.Context.Spec.Ssz(ForkName.Capella));

    // deneb/light-client/fork.md
    public static LightClientBootstrap UpgradeLcBootstrapToDeneb(LightClientBootstrap pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Deneb));

    public static LightClientUpdate UpgradeLcUpdateToDeneb(LightClientUpdate pre, ChainSpec spec) => Upgrade(pre, spec.Ssz(ForkName.Deneb));

    public static LightClientFinalityUpdate UpgradeLcFinalityUpdateToDeneb(LightClientFinalityUpdate pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Deneb));

    public static LightClientOptimisticUpdate UpgradeLcOptimisticUpdateToDeneb(LightClientOptimisticUpdate pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Deneb));

    public static LightClientStore UpgradeLcStoreToDeneb(LightClientStore pre) => Upgrade(pre, pre.Context.Spec.Ssz(ForkName.Deneb));

    // electra/light-client/fork.md
    public static LightClientBootstrap UpgradeLcBootstrapToElectra(LightClientBootstrap pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Electra));

    public static LightClientUpdate UpgradeLcUpdateToElectra(LightClientUpdate pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Electra));

    public static LightClientFinalityUpdate UpgradeLcFinalityUpdateToElectra(LightClientFinalityUpdate pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Electra));

    public static LightClientOptimisticUpdate UpgradeLcOptimisticUpdateToElectra(LightClientOptimisticUpdate pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Electra));

    public static LightClientStore UpgradeLcStoreToElectra(LightClientStore pre) => Upgrade(pre, pre.Context.Spec.Ssz(ForkName.Electra));

    // gloas/light-client/fork.md
    public static LightClientBootstrap UpgradeLcBootstrapToGloas(LightClientBootstrap pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Gloas));

    public static LightClientUpdate UpgradeLcUpdateToGloas(LightClientUpdate pre, ChainSpec spec) => Upgrade(pre, spec.Ssz(ForkName.Gloas));

    public static LightClientFinalityUpdate UpgradeLcFinalityUpdateToGloas(LightClientFinalityUpdate pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Gloas));

    public static LightClientOptimisticUpdate UpgradeLcOptimisticUpdateToGloas(LightClientOptimisticUpdate pre, ChainSpec spec) =>
        Upgrade(pre, spec.Ssz(ForkName.Gloas));

    public static LightClientStore UpgradeLcStoreToGloas(LightClientStore pre) => Upgrade(pre, pre.Context.Spec.Ssz(ForkName.Gloas));
}
