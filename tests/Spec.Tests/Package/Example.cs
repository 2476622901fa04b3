using System.Buffers.Binary;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Example;

public static class Follower
{
    // Where every fork has the slot, in the SSZ of a state and of a signed block.
    private const int StateSlotAt = 40, BlockSlotAt = 100;

    /// <summary>
    /// Applies a block to the chain that an anchor ends, and gives the root of the head. From gloas on, a block that builds on the
    /// anchor's payload needs the anchor's envelope; else it is null. Throws InvalidDataException where anything is refused.
    /// </summary>
    public static Bytes32 Head(string yaml, byte[] stateSsz, byte[] anchorSsz, byte[]? anchorEnvelopeSsz, byte[] blockSsz)
    {
        if (!ChainConfig.TryParse(yaml, out var config, out var problem))   // or Networks.Find("sepolia")
        {
            throw new InvalidDataException($"{problem}");
        }

        var spec = new ChainSpec(Preset.ByName(config.PresetBase)!, config);
        var state = Decode<BeaconState>(spec, stateSsz, StateSlotAt);
        var block = Decode<SignedBeaconBlock>(spec, blockSsz, BlockSlotAt);
        var anchor = Decode<BeaconBlock>(state.Ssz, anchorSsz);

        // Signatures are verified one by one, and payloads are taken for valid: there is no execution layer here.
        var verifier = new ImmediateVerifier(ManagedBls.Shared);
        var services = new StoreServices(verifier, new DeferringExecutionEngine());
        Accept(Store.GetForkchoiceStore(state, anchor, verifier, out var store));
        Accept(Handlers.OnTick(store!, store!.Times.StartMs(block.Message.Slot)));
        if (anchorEnvelopeSsz is not null)
        {
            var envelope = Decode<SignedExecutionPayloadEnvelope>(state.Ssz, anchorEnvelopeSsz);
            Accept(Handlers.OnExecutionPayloadEnvelope(store, envelope, services));
        }

        Accept(Handlers.OnBlock(store, block, services));
        return HeadSelection.GetHead(store).Root;
    }

    private static T Decode<T>(ChainSpec spec, byte[] ssz, int slotAt)
        where T : ISszType<T>
    {
        var slot = ssz.Length < slotAt + sizeof(ulong) ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(ssz.AsSpan(slotAt));
        return Decode<T>(spec.Ssz(spec.ForkAtSlot(slot)), ssz);
    }

    private static T Decode<T>(SszContext context, byte[] ssz)
        where T : ISszType<T> =>
        T.TryDecode(ssz, context, out var value, out var error) ? value : throw new InvalidDataException($"{typeof(T).Name}: {error}");

    private static void Accept(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidDataException($"{refusal}");
        }
    }
}
