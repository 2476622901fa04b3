using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.Tests.Package;

/// <summary>The example of the package's README, which a test compares with it.</summary>
internal static class Example
{
    public static Root Head(string yaml, byte[] stateSsz, byte[] anchorSsz, byte[] blockSsz)
    {
        ChainConfig.TryParse(yaml, out var config, out var error);                    // or Networks.Find("sepolia")
        var spec = new ChainSpec(Preset.ByName(config.PresetBase)!, config);
        BeaconState.TryDecode(stateSsz, spec.Ssz(spec.ForkAt(0)), out var state, out _);
        BeaconBlock.TryDecode(anchorSsz, state.Ssz, out var anchor, out _);
        SignedBeaconBlock.TryDecode(blockSsz, state.Ssz, out var block, out _);

        var verifier = new ImmediateVerifier(ManagedBls.Shared);
        var refusal = Store.GetForkchoiceStore(state, anchor, verifier, out var store)
            ?? Handlers.OnTick(store!, store!.Times.StartMs(block.Message.Slot))
            ?? Handlers.OnBlock(store!, block, new StoreServices(verifier, new DeferringExecutionEngine()));
        return refusal is null ? HeadSelection.GetHead(store!).Root : throw new InvalidDataException($"{refusal}");
    }
}
