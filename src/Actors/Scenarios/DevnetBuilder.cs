using Consensoor.Actors.Builders;

namespace Consensoor.Actors.Scenarios;

/// <summary>A builder of a devnet: what it has at genesis (Gwei), what it bids, and what it does wrong on purpose.</summary>
public sealed record DevnetBuilder(Gwei Balance, BidPolicy Policy)
{
    /// <summary>HOCON over that of its node.</summary>
    public string Hocon { get; init; } = string.Empty;

    /// <summary>What it does wrong.</summary>
    public BuilderFaults Faults { get; init; } = BuilderFaults.None;
}
