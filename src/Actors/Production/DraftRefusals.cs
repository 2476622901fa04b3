using Consensoor.Spec.Transition;

namespace Consensoor.Actors.Production;

/// <summary>What a refused draft can do without, by the function that refused it.</summary>
internal static class DraftRefusals
{
    /// <summary>The part that did not hold; all of them where the refusal does not say.</summary>
    public static BlockParts PartOf(Refusal refusal) => refusal.Function switch
    {
        "ProcessProposerSlashing" => BlockParts.ProposerSlashings,
        "ProcessAttesterSlashing" => BlockParts.AttesterSlashings,
        "ProcessAttestation" => BlockParts.Attestations,
        "ProcessVoluntaryExit" => BlockParts.VoluntaryExits,
        "ProcessBlsToExecutionChange" => BlockParts.BlsToExecutionChanges,
        "ProcessSyncAggregate" => BlockParts.SyncAggregate,
        "ProcessPayloadAttestation" => BlockParts.PayloadAttestations,
        "ProcessExecutionPayloadBid" => BlockParts.BuildersBid,
        _ => BlockParts.All,
    };
}
