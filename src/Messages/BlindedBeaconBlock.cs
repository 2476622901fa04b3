using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>A block that carries the header of its payload, bellatrix to fulu (`builder-specs`, BlindedBeaconBlock).</summary>
[SszContainer(Since = ForkName.Bellatrix)]
public sealed partial record BlindedBeaconBlock
{
    public Slot Slot { get; init; }

    public ValidatorIndex ProposerIndex { get; init; }

    public Root ParentRoot { get; init; }

    public Root StateRoot { get; init; }

    public BlindedBeaconBlockBody Body { get; init; } = null!;

    /// <summary>A block without its payload, whatever it carries as one, and with a header in its place.</summary>
    public static BlindedBeaconBlock Of(BeaconBlock block, ExecutionPayloadHeader header) => new()
    {
        Slot = block.Slot,
        ProposerIndex = block.ProposerIndex,
        ParentRoot = block.ParentRoot,
        StateRoot = block.StateRoot,
        Body = BlindedBeaconBlockBody.Of(block.Body, header),
    };

    /// <summary>The header of the block, which is that of the block with the payload too.</summary>
    public BeaconBlockHeader HeaderIn(SszContext context) => new()
    {
        Slot = Slot,
        ProposerIndex = ProposerIndex,
        ParentRoot = ParentRoot,
        StateRoot = StateRoot,
        BodyRoot = Body.HashTreeRoot(context),
    };
}
