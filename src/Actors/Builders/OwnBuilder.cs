using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Builders;

/// <summary>A builder of the registry whose key is held.</summary>
internal sealed record OwnBuilder(BuilderIndex Index, Builder Entry)
{
    /// <summary>The key that signs its bids and payloads.</summary>
    public BLSPubkey Pubkey => Entry.Pubkey;
}
