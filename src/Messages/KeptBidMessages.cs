namespace Consensoor.Messages;

/// <summary>Has a bid kept with its payload; answered by <see cref="BidKept"/>, before which it must not leave.</summary>
public sealed record KeepBid(ulong RequestId, MadeBid Made);

/// <summary>A bid is on disk, or the problem is why it is not.</summary>
public sealed record BidKept(ulong RequestId, string? Problem);

/// <summary>Asks for the bids of a slot and later ones that are kept; answered by <see cref="KeptBids"/>.</summary>
public sealed record GetKeptBids(Slot From);

/// <summary>The bids that are kept, oldest first, and why some that left are not among them; null where all are.</summary>
public sealed record KeptBids(IReadOnlyList<MadeBid> Bids, string? Problem);

/// <summary>The bids of slots before one are over.</summary>
public sealed record ForgetBids(Slot Before);
