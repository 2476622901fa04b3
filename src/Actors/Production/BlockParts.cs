namespace Consensoor.Actors.Production;

/// <summary>The parts of a block that it can do without.</summary>
[Flags]
internal enum BlockParts
{
    None = 0,
    ProposerSlashings = 1,
    AttesterSlashings = 2,
    Attestations = 4,
    VoluntaryExits = 8,
    BlsToExecutionChanges = 16,
    SyncAggregate = 32,
    PayloadAttestations = 64,
    BuildersBid = 128,
    All = 255,
}
