using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;

namespace Consensoor.Messages;

/// <summary>
/// Ask builders over their API for headers of payloads on a base (`getHeader`; electra, fulu); answered once with
/// <see cref="HeadersOfBuilders"/>, by a time at the latest. Each is asked once, and who is late has no bid. Withdrawals are those that are
/// due; GasLimit is what payloads move towards, null where it is not known here.
/// </summary>
public sealed record AskHeaders(
    ulong RequestId,
    ProposalBase Base,
    BLSPubkey Proposer,
    SszList<Withdrawal> Withdrawals,
    ulong? GasLimit,
    IReadOnlyList<BuilderEndpoint> Builders,
    DateTimeOffset By);

/// <summary>The headers that came, each with its builder, and why the others have none.</summary>
public sealed record HeadersOfBuilders(ulong RequestId, IReadOnlyList<OfferedHeader> Offered, IReadOnlyList<SilentBuilder> Silent);

/// <summary>A builder's header, and what is against it; null where it may be taken.</summary>
public sealed record OfferedHeader(SignedBuilderBid Bid, BuilderEndpoint Builder, Refusal? Refusal);

/// <summary>A header that was looked at, its value in wei; Refused says why it could not be taken, null where it could.</summary>
public sealed record WeighedHeader(string Url, BLSPubkey Builder, UInt256 Value, Hash32 BlockHash, string? Refused);

/// <summary>
/// Give builders at URLs the signed blinded block whose header each of them offered (`submitBlindedBlock`), all at once: by version 2 from
/// fulu on, where a builder has it, and by version 1 else; answered once with <see cref="BlindedBlockSubmitted"/> of the first that shows
/// its payload, or of one that takes it, or when none does, by a time at the latest.
/// </summary>
public sealed record SubmitBlindedBlock(ulong RequestId, IReadOnlyList<string> Urls, SignedBlindedBeaconBlock Block, DateTimeOffset By);

/// <summary>
/// What became of a blinded block: a builder's payload in its block, with blobs, to be published here; no block where a builder has taken
/// it and publishes it; or why neither, of each. Then too one of them may publish it.
/// </summary>
public sealed record BlindedBlockSubmitted(ulong RequestId, SignedBeaconBlock? Block, PayloadBuilt? Payload, string? Problem);

/// <summary>
/// Give a builder at a URL registrations of validators (`registerValidator`). Nobody is answered; what becomes of it is in the log, and
/// published as <see cref="RegisteredWithBuilder"/>.
/// </summary>
public sealed record RegisterWithBuilder(string Url, IReadOnlyList<SignedValidatorRegistrationV1> Registrations);

/// <summary>A builder was given registrations; Problem says why it did not take them, null where it did.</summary>
public sealed record RegisteredWithBuilder(string Url, int Count, string? Problem);
