using Consensoor.Actors.Network.Gossip;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>
/// What an accepted message is taken in with: View is the one it was checked on, and Out what is told when its batch is done.
/// </summary>
internal sealed record TopicAccept(Seen Seen, IGossipView View, Source Source, ulong Subnet, LaneRefs To, LaneOutbox Out)
{
    /// <summary>The message's signatures, which hold.</summary>
    public IReadOnlyList<SignatureClaim> Proven { get; init; } = [];

    /// <summary>Tells a vote to the attestation pool and the chain actor, with the others of its batch.</summary>
    public void Vote(VerifiedAttestation vote)
    {
        Out.Batch<VerifiedAttestation>(To.Pools.Attestations, null, vote, static votes => new AddAttestations(votes));
        Out.Batch<VerifiedAttestation>(To.Chain, null, vote, static votes => new ApplyAttestations(votes));
    }
}
