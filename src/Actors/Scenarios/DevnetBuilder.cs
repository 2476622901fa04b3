using Consensoor.Actors.Builders;

namespace Consensoor.Actors.Scenarios;

/// <summary>A builder of a devnet: what it has at genesis (Gwei), and what it bids.</summary>
public sealed record DevnetBuilder(Gwei Balance, BidPolicy Policy)
{
    /// <summary>HOCON over that of its node.</summary>
    public string Hocon { get; init; } = string.Empty;
}
