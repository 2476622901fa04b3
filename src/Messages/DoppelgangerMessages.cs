namespace Consensoor.Messages;

/// <summary>
/// Tell signing which of the own keys voted in an epoch, as another's node says; all others did not. Answered with
/// <see cref="VotesTaken"/>.
/// </summary>
public sealed record VotesTold(Epoch Epoch, IReadOnlyCollection<BLSPubkey> Voted);

/// <summary>Says whether a key is still watched, so that more has to be told.</summary>
public sealed record VotesTaken(bool IsWatching);
