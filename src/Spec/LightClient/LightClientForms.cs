using System.Numerics;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.LightClient;

/// <summary>
/// The forms that light client objects have by fork (`light-client/sync-protocol.md` of each). An object from outside must have the form of
/// the store it goes into: what another form carries besides, no check of the store's fork looks at.
/// </summary>
public static class LightClientForms
{
    /// <summary>The first fork with the same form of light client objects as a fork's.</summary>
    public static ForkName FormOf(ForkName fork) => fork switch
    {
        >= ForkName.Gloas => ForkName.Gloas,
        >= ForkName.Electra => ForkName.Electra,
        >= ForkName.Deneb => ForkName.Deneb,
        >= ForkName.Capella => ForkName.Capella,
        _ => ForkName.Altair,
    };

    /// <summary>
    /// True for a header with the parts of the context's fork and no others, of a slot whose own fork has that form or an earlier one.
    /// </summary>
    public static bool IsOfForm(LightClientHeader header, SszContext context)
    {
        var form = FormOf(context.Fork);
        return FormOf(context.Spec.ForkAtSlot(header.Beacon.Slot)) <= form
            && (header.Execution is not null) == (form is >= ForkName.Capella and < ForkName.Gloas)
            && (form >= ForkName.Deneb || header.Execution is null or { BlobGasUsed: 0, ExcessBlobGas: 0 })
            && (form >= ForkName.Gloas || header.ExecutionBlockHash.IsZero)
            && header.ExecutionBranch.Count == ExecutionDepth(form);
    }

    /// <summary>True for a bootstrap of the context's form.</summary>
    public static bool IsOfForm(LightClientBootstrap bootstrap, SszContext context) =>
        IsOfForm(bootstrap.Header, context)
        && IsOfForm(bootstrap.CurrentSyncCommittee, context)
        && IsDeep(bootstrap.CurrentSyncCommitteeBranch, LightClientIndices.CurrentSyncCommitteeGindex(context.Fork));

    /// <summary>
    /// True for an update of the context's form; one without finality or next sync committee has the default values in their places.
    /// </summary>
    public static bool IsOfForm(LightClientUpdate update, SszContext context) =>
        IsOfForm(update.AttestedHeader, context)
        && IsOfForm(update.FinalizedHeader, context)
        && IsOfForm(update.NextSyncCommittee, context)
        && IsDeep(update.NextSyncCommitteeBranch, LightClientIndices.NextSyncCommitteeGindex(context.Fork))
        && IsDeep(update.FinalityBranch, LightClientIndices.FinalizedRootGindex(context.Fork))
        && (ulong)update.SyncAggregate.SyncCommitteeBits.Length == context.Preset.SyncCommitteeSize;

    private static bool IsOfForm(SyncCommittee committee, SszContext context) =>
        (ulong)committee.Pubkeys.Count == context.Preset.SyncCommitteeSize;

    private static bool IsDeep(SszList<Bytes32> branch, ulong gindex) => branch.Count == BitOperations.Log2(gindex);

    private static int ExecutionDepth(ForkName form) => form switch
    {
        >= ForkName.Gloas => BitOperations.Log2(Constants.ExecutionBlockHashGindexGloas),
        >= ForkName.Capella => BitOperations.Log2(Constants.ExecutionPayloadGindex),
        _ => 0,
    };
}
