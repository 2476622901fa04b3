namespace Consensoor.Actors.Work;

/// <summary>What a block brings its proposer besides its payload, in Gwei.</summary>
internal sealed record ProposerRewardParts(Gwei Attestations, Gwei SyncAggregate, Gwei ProposerSlashings, Gwei AttesterSlashings)
{
    /// <summary>What the proposer loses by the block, as by its own slashing; it is in none of the parts.</summary>
    public Gwei Lost { get; init; }

    /// <summary>The sum.</summary>
    public Gwei Total => Attestations + SyncAggregate + ProposerSlashings + AttesterSlashings;
}
