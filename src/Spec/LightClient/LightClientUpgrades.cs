using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.LightClient;

public static partial class LightClientUpgrades
{
    /// <summary>A header in the form of a later fork, through all forks between.</summary>
    public static LightClientHeader Upgrade(LightClientHeader header, ForkName from, SszContext to) =>
        Through(header, from, to, static (pre, context) => Upgrade(pre, context));

    /// <summary>A bootstrap in the form of a later fork, through all forks between.</summary>
    public static LightClientBootstrap Upgrade(LightClientBootstrap bootstrap, ForkName from, SszContext to) =>
        Through(bootstrap, from, to, static (pre, context) => Upgrade(pre, context));

    /// <summary>An update in the form of a later fork, through all forks between.</summary>
    public static LightClientUpdate Upgrade(LightClientUpdate update, ForkName from, SszContext to) =>
        Through(update, from, to, static (pre, context) => Upgrade(pre, context));

    /// <summary>A store in the form of a later fork, through all forks between.</summary>
    public static LightClientStore Upgrade(LightClientStore store, ForkName to) =>
        Through(store, store.Context.Fork, store.Context.Spec.Ssz(to), static (pre, context) => Upgrade(pre, context));

    /// <summary>A header with an empty execution part (`capella/light-client/fork.md`).</summary>
    public static LightClientHeader UpgradeLcHeaderToCapella(LightClientHeader pre, ChainSpec spec) =>
        LightClientHeader.Default(spec.Ssz(ForkName.Capella)) with { Beacon = pre.Beacon };

    /// <summary>A header whose execution part has no blob gas (`deneb/light-client/fork.md`); the fields are zero already.</summary>
    public static LightClientHeader UpgradeLcHeaderToDeneb(LightClientHeader pre) => pre;

    /// <summary>The same header (`electra/light-client/fork.md`).</summary>
    public static LightClientHeader UpgradeLcHeaderToElectra(LightClientHeader pre) => pre;

    /// <summary>
    /// A header whose execution part is reduced to the block hash and its proof in the beacon block (`gloas/light-client/fork.md`).
    /// </summary>
    public static LightClientHeader UpgradeLcHeaderToGloas(LightClientHeader pre, ChainSpec spec)
    {
        var empty = LightClientHeader.Default(spec.Ssz(ForkName.Gloas));
        if (pre == LightClientHeader.Default(spec.Ssz(ForkName.Electra)))
        {
            return empty;
        }

        var fork = spec.ForkAt(Misc.ComputeEpochAtSlot(spec.Preset, pre.Beacon.Slot));
        if (fork < ForkName.Capella)
        {
            return empty with { Beacon = pre.Beacon };
        }

        var isDeneb = fork >= ForkName.Deneb;
        var inHeader = LightClientProofs.ComputeMerkleProof(
            pre.Execution.ToNode(spec.Ssz(isDeneb ? ForkName.Deneb : ForkName.Capella)), LightClientIndices.BlockHashGindex(isDeneb));
        return empty with
        {
            Beacon = pre.Beacon,
            ExecutionBlockHash = pre.Execution.BlockHash,
            ExecutionBranch =
                LightClientProofs.NormalizeMerkleBranch([.. inHeader, .. pre.ExecutionBranch], Constants.ExecutionBlockHashGindexGloas),
        };
    }

    private static T Through<T>(T value, ForkName from, SszContext to, Func<T, SszContext, T> step)
    {
        for (var fork = from + 1; fork <= to.Fork; fork++)
        {
            value = step(value, to.Spec.Ssz(fork));
        }

        return value;
    }

    private static LightClientHeader Upgrade(LightClientHeader pre, SszContext context) => context.Fork switch
    {
        ForkName.Capella => UpgradeLcHeaderToCapella(pre, context.Spec),
        ForkName.Deneb => UpgradeLcHeaderToDeneb(pre),
        ForkName.Electra => UpgradeLcHeaderToElectra(pre),
        ForkName.Gloas => UpgradeLcHeaderToGloas(pre, context.Spec),
        _ => pre,
    };

    private static LightClientBootstrap Upgrade(LightClientBootstrap pre, SszContext context) => pre with
    {
        Header = Upgrade(pre.Header, context),
        CurrentSyncCommitteeBranch = LightClientProofs.NormalizeMerkleBranch(
            pre.CurrentSyncCommitteeBranch.AsSpan(), LightClientIndices.CurrentSyncCommitteeGindex(context.Fork)),
    };

    private static LightClientUpdate Upgrade(LightClientUpdate pre, SszContext context) => pre with
    {
        AttestedHeader = Upgrade(pre.AttestedHeader, context),
        NextSyncCommitteeBranch = LightClientProofs.NormalizeMerkleBranch(
            pre.NextSyncCommitteeBranch.AsSpan(), LightClientIndices.NextSyncCommitteeGindex(context.Fork)),
        FinalizedHeader = Upgrade(pre.FinalizedHeader, context),
        FinalityBranch =
            LightClientProofs.NormalizeMerkleBranch(pre.FinalityBranch.AsSpan(), LightClientIndices.FinalizedRootGindex(context.Fork)),
    };

    private static LightClientFinalityUpdate Upgrade(LightClientFinalityUpdate pre, SszContext context) => pre with
    {
        AttestedHeader = Upgrade(pre.AttestedHeader, context),
        FinalizedHeader = Upgrade(pre.FinalizedHeader, context),
        FinalityBranch =
            LightClientProofs.NormalizeMerkleBranch(pre.FinalityBranch.AsSpan(), LightClientIndices.FinalizedRootGindex(context.Fork)),
    };

    private static LightClientOptimisticUpdate Upgrade(LightClientOptimisticUpdate pre, SszContext context) => pre with
    {
        AttestedHeader = Upgrade(pre.AttestedHeader, context),
    };

    private static LightClientStore Upgrade(LightClientStore pre, SszContext context) => pre with
    {
        Context = context,
        FinalizedHeader = Upgrade(pre.FinalizedHeader, context),
        BestValidUpdate = pre.BestValidUpdate is { } best ? Upgrade(best, context) : null,
        OptimisticHeader = Upgrade(pre.OptimisticHeader, context),
    };
}
