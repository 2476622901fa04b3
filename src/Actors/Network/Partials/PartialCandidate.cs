using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Partials;

/// <summary>
/// Cells of a peer whose conditions hold, with what is still to be verified: the signature of Header where it is not known, then the cells
/// against their commitments.
/// </summary>
internal sealed record PartialCandidate(
    PartialReceived Received, SszList<KZGCommitment> Commitments, PartialDataColumnHeader? Header);
