using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// A blinded block with the proposer's signature, which is that of the block with the payload too (`builder-specs`,
/// SignedBlindedBeaconBlock).
/// </summary>
[SszContainer(Since = ForkName.Bellatrix)]
public sealed partial record SignedBlindedBeaconBlock
{
    public BlindedBeaconBlock Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }

    /// <summary>The signed block with a payload, which is not compared with the header.</summary>
    public SignedBeaconBlock With(ExecutionPayload payload) => new()
    {
        Message = new BeaconBlock
        {
            Slot = Message.Slot,
            ProposerIndex = Message.ProposerIndex,
            ParentRoot = Message.ParentRoot,
            StateRoot = Message.StateRoot,
            Body = Message.Body.With(payload),
        },
        Signature = Signature,
    };
}
