using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// A builder that a validator client wants asked (`BuilderEntry` of the Beacon API), as it is in SSZ; amounts in Gwei, the factor in
/// percent.
/// </summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderEntryBody
{
    /// <summary>Its URL in UTF-8, <see cref="BuilderEntry.MaxUrl"/> bytes at most.</summary>
    [Ssz("ByteList[2048]")]
    public ByteList Url { get; init; } = ByteList.Empty;

    /// <summary>The proposer's word that it asks.</summary>
    public SignedBuilderRequestAuth Auth { get; init; } = new();

    /// <summary>Whose bids are taken, <see cref="BuilderEntry.MaxPubkeys"/> at most; anybody's where it is empty.</summary>
    [Ssz("List[BLSPubkey, 64]")]
    public SszList<BLSPubkey> BuilderPubkeys { get; init; } = [];

    /// <summary>How much of an execution payment counts.</summary>
    public ulong MaxExecutionPayment { get; init; }

    /// <summary>The least payment.</summary>
    public ulong MinBid { get; init; }

    /// <summary>What its bid counts for.</summary>
    public ulong BuilderBoostFactor { get; init; }
}
