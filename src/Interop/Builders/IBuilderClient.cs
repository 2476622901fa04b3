using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Interop.Builders;

/// <summary>
/// Asks builders over their API (`builder-specs`), electra to gloas. What they do or fail to do is a value; nothing is thrown.
/// </summary>
public interface IBuilderClient
{
    /// <summary>Asks for a bid (`getExecutionPayloadBid`), which is neither verified nor compared with what was asked.</summary>
    Task<BidAnswer> GetExecutionPayloadBid(BidRequest request, TimeSpan timeout);

    /// <summary>Gives a builder the block that took its bid (`submitSignedBeaconBlock`); null where it took it, else why not.</summary>
    Task<string?> SubmitSignedBeaconBlock(string url, SignedBeaconBlock block, TimeSpan timeout);

    /// <summary>
    /// Tells a builder what a proposer wants in a slot to come (`submitBuilderPreferences`); null where it took it, else why not.
    /// </summary>
    Task<string?> SubmitBuilderPreferences(string url, BLSPubkey proposer, BuilderPreferencesRequest request, TimeSpan timeout);

    /// <summary>Asks for a header (`getHeader`), which is neither verified nor compared with what was asked.</summary>
    Task<HeaderAnswer> GetHeader(HeaderRequest request, TimeSpan timeout);

    /// <summary>
    /// Gives a builder the blinded block with its header: from fulu on by `submitBlindedBlockV2`, and where it has no such place, or
    /// before, by `submitBlindedBlock`. Its payload is not compared with the header. Once <paramref name="enough"/> is cancelled the block
    /// is given all the same, and of an answer to it no more is read than that it is one.
    /// </summary>
    Task<BlindedAnswer> SubmitBlindedBlock(string url, SignedBlindedBeaconBlock block, TimeSpan timeout, CancellationToken enough);

    /// <summary>Gives a builder registrations (`registerValidator`); null where it took them, else why not.</summary>
    Task<string?> RegisterValidators(string url, IReadOnlyList<SignedValidatorRegistrationV1> registrations, TimeSpan timeout);
}
