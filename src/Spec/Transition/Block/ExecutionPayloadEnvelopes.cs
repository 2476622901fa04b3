using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;

namespace Consensoor.Spec.Transition.Block;

/// <summary>
/// What the state transition says about payload envelopes, gloas on; `verify_execution_payload_envelope` itself belongs to fork choice
/// (`gloas/fork-choice.md`).
/// </summary>
public static class ExecutionPayloadEnvelopes
{
    /// <summary>
    /// True where the builder of the envelope, or the block's proposer for a self-built payload, signed it; false as well for a builder the
    /// state lacks. See `gloas/beacon-chain.md#new-verify_execution_payload_envelope_signature`.
    /// </summary>
    public static bool VerifyExecutionPayloadEnvelopeSignature(
        BeaconState state, SignedExecutionPayloadEnvelope signedEnvelope, ISignatureVerifier verifier)
    {
        var builderIndex = signedEnvelope.Message.BuilderIndex;
        BLSPubkey pubkey;
        if (builderIndex == Constants.BuilderIndexSelfBuild)
        {
            pubkey = state.Validators[state.LatestBlockHeader.ProposerIndex].Pubkey;
        }
        else if (builderIndex < (ulong)state.Builders.Count)
        {
            pubkey = state.Builders[builderIndex].Pubkey;
        }
        else
        {
            return false;
        }

        var signingRoot = ComputeSigningRoot(signedEnvelope.Message, GetDomain(state, Constants.DomainBeaconBuilder), state.Ssz);
        return verifier.Verify([pubkey], signingRoot, signedEnvelope.Signature);
    }
}
