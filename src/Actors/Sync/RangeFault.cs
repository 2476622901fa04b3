using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <summary>Why a peer's range failed: whether the peer is doubted for it, and what it is to be reported for, if for anything.</summary>
internal sealed record RangeFault(bool IsDoubted, PeerOffence? Offence = null, string Reason = "");
