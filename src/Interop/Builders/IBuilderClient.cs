using Consensoor.Spec.Containers;

namespace Consensoor.Interop.Builders;

/// <summary>Asks builders over their API (`builder-specs`, gloas). What they do or fail to do is a value; nothing is thrown.</summary>
public interface IBuilderClient
{
    /// <summary>Asks for a bid (`getExecutionPayloadBid`), which is neither verified nor compared with what was asked.</summary>
    Task<BidAnswer> GetExecutionPayloadBid(BidRequest request, TimeSpan timeout);

    /// <summary>Gives a builder the block that took its bid (`submitSignedBeaconBlock`); null where it took it, else why not.</summary>
    Task<string?> SubmitSignedBeaconBlock(string url, SignedBeaconBlock block, TimeSpan timeout);
}
