using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// Ask builders over their API for bids on a base, for a proposer whose key signs here or who has signed (gloas); answered once with
/// <see cref="BidsOfBuilders"/>, by a time at the latest. Each builder is asked once, and who is late has no bid. GasLimit is what payloads
/// move towards.
/// </summary>
public sealed record AskBuilders(
    ulong RequestId,
    ProposalBase Base,
    BLSPubkey Proposer,
    ulong GasLimit,
    IReadOnlyList<BuilderEndpoint> Builders,
    DateTimeOffset By);

/// <summary>The bids that came, each with its builder, and why the others have none.</summary>
public sealed record BidsOfBuilders(ulong RequestId, IReadOnlyList<OfferedBid> Offered, IReadOnlyList<SilentBuilder> Silent);

/// <summary>A builder at a URL that gave no bid to weigh, and why.</summary>
public sealed record SilentBuilder(string Url, string Reason);

/// <summary>
/// Tell builders what proposers want in slots to come (`submitBuilderPreferences`); answered once with
/// <see cref="BuilderPreferencesTold"/>. What has not had its turn by a time is not sent.
/// </summary>
public sealed record TellBuilderPreferences(ulong RequestId, IReadOnlyList<BuilderPreference> Entries, DateTimeOffset By);

/// <summary>
/// What a proposer wants of a builder at a URL in a slot: the most execution payment, in Gwei; with its signature over data and slot.
/// </summary>
public sealed record BuilderPreference(
    string Url, BLSPubkey Proposer, Slot Slot, ByteList AuthData, BLSSignature Signature, ulong MaxExecutionPayment);

/// <summary>Why each preference was not taken, in their order; null for one that was.</summary>
public sealed record BuilderPreferencesTold(ulong RequestId, IReadOnlyList<string?> Problems);

/// <summary>
/// Give a builder at a URL the block that took its bid: it shows the payload then (`submitSignedBeaconBlock`). Nobody is answered; what
/// becomes of it is in the log, and published as <see cref="BlockGivenToBuilder"/>.
/// </summary>
public sealed record GiveToBuilder(string Url, SignedBeaconBlock Block);

/// <summary>A builder was given the block that took its bid; Problem says why it did not take it, null where it did.</summary>
public sealed record BlockGivenToBuilder(string Url, Slot Slot, string? Problem);
