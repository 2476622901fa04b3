using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// What holds for a block of a proposer, everything resolved: who gets the fees, the gas limit that payloads move towards, its graffiti,
/// and what is said of builders.
/// </summary>
public sealed record ProposerTerms(ExecutionAddress FeeRecipient, ulong GasLimit, Bytes32 Graffiti, BuilderTerms Builders);

/// <summary>
/// What holds for bids: whether any is taken; for those over gossip the least payment (Gwei) and the factor in percent by which they are
/// weighed against the local payload; and the builders to ask over their API.
/// </summary>
public sealed record BuilderTerms(bool IsEnabled, ulong MinBid, ulong BoostFactor, IReadOnlyList<BuilderEndpoint> Builders)
{
    /// <summary>The factor that takes whatever pays more.</summary>
    public const ulong Even = 100;

    /// <summary>The terms of a node that was told nothing: bids of gossip are taken where they pay more.</summary>
    public static BuilderTerms Usual { get; } = new(true, 0, Even, []);

    /// <summary>How much execution payment counts of a builder of which nothing is said, in Gwei.</summary>
    public ulong MaxExecutionPayment { get; init; }
}

/// <summary>
/// A builder to ask for bids, with what requests to it are authenticated with, which builders' bids are taken (any where none is named),
/// up to how many Gwei its execution payment counts, the least payment, and the factor in percent.
/// </summary>
public sealed record BuilderEndpoint(
    string Url,
    ByteList AuthData,
    IReadOnlyList<BLSPubkey> BuilderPubkeys,
    ulong MaxExecutionPayment,
    ulong MinBid,
    ulong BoostFactor)
{
    /// <summary>
    /// The proposer's signature over the data and the slot of its block (`SignedBuilderRequestAuth`), where whoever has the key gave it;
    /// null where signing here is asked.
    /// </summary>
    public BLSSignature? Signature { get; init; }

    /// <summary>Why it is not asked, as who named it gave what does not hold; null where it is.</summary>
    public string? Obstacle { get; init; }
}
