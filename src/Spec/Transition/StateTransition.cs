using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.Slots;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition;

/// <summary>
/// The state transition as a whole (`phase0/beacon-chain.md#beacon-chain-state-transition-function`): a frozen or free pre-state in, a new
/// post-state or the refusal out.
/// </summary>
public static class StateTransition
{
    /// <summary>
    /// Applies a block to a copy of a pre-state (`state_transition`): slots, the proposer's signature, the block, and with
    /// <paramref name="validateResult"/> the state root. A deferring verifier's own verdict is the caller's to ask for; one that defers for
    /// a block alone is asked here. Integers that overflow refuse, as the specification has it. A caller that has hashed the block hands
    /// its root along, and one that has verified the proposer's signature says so: neither is done again; nor are the slots where the
    /// pre-state is that of the parent after `process_slots` to the block's slot.
    /// </summary>
    public static (BeaconState? Post, Refusal? Refusal) Apply(
        BeaconState pre,
        SignedBeaconBlock signedBlock,
        ISignatureVerifier verifier,
        IExecutionEngine executionEngine,
        bool validateResult = true,
        Root? blockRoot = null,
        bool isProposerVerified = false,
        bool isAdvanced = false)
    {
        var block = signedBlock.Message;
        return Guard(nameof(Apply), () =>
        {
            var ofBlock = verifier.ForBlock();
            var (state, refusal) = isAdvanced && pre.Slot == block.Slot
                ? (pre.Copy(), null)
                : SlotProcessing.ProcessSlots(pre.Copy(), block.Slot, verifier);
            refusal ??= Require(BlockProcessing.IsOfFork(block.Body, state!.ForkName));
            refusal ??=
                validateResult && !isProposerVerified ? Require(VerifyBlockSignature(state!, signedBlock, ofBlock, blockRoot)) : null;
            refusal ??= BlockProcessing.ProcessBlock(state!, block, ofBlock, executionEngine);
            refusal ??= validateResult ? Require(block.StateRoot == state!.HashTreeRoot()) : null;
            refusal ??= ReferenceEquals(ofBlock, verifier) ? null : ofBlock.Settle();
            return refusal is null ? (state, null) : (null, refusal);
        });
    }

    /// <summary>Advances a copy of a state to a slot; the state itself where it is there already.</summary>
    public static (BeaconState? Post, Refusal? Refusal) AdvanceTo(BeaconState pre, Slot slot, ISignatureVerifier verifier) =>
        pre.Slot == slot ? (pre, null) : Guard(nameof(AdvanceTo), () => SlotProcessing.ProcessSlots(pre.Copy(), slot, verifier));

    /// <summary>
    /// The proposer's signature over a block, on a state advanced to its slot (`verify_block_signature`); false for a proposer there is
    /// not.
    /// </summary>
    public static bool VerifyBlockSignature(
        BeaconState state, SignedBeaconBlock signedBlock, ISignatureVerifier verifier, Root? blockRoot = null)
    {
        var block = signedBlock.Message;
        if (block.ProposerIndex >= (ulong)state.Validators.Count)
        {
            return false;
        }

        var domain = Accessors.GetDomain(state, Constants.DomainBeaconProposer);
        var signingRoot = Misc.ComputeSigningRoot(blockRoot ?? block.HashTreeRoot(state.Ssz), domain);
        return verifier.Verify([state.Validators[block.ProposerIndex].Pubkey], signingRoot, signedBlock.Signature);
    }

    /// <summary>
    /// Runs a part of the transition; what the specification calls invalid becomes a refusal that names the function it happened in
    /// (<see cref="Guarded"/>).
    /// </summary>
    public static (BeaconState? Post, Refusal? Refusal) Guard(string function, Func<(BeaconState? Post, Refusal? Refusal)> transition) =>
        Guarded.Run(transition, function);
}
