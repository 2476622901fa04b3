namespace Consensoor.Actors.Builders;

/// <summary>How much a builder bids.</summary>
public enum BidPolicyKind
{
    /// <summary>It does not bid.</summary>
    Off,

    /// <summary>A value that is the same for all slots.</summary>
    Fixed,

    /// <summary>A share of what the payload pays its fee recipient.</summary>
    Share,
}
