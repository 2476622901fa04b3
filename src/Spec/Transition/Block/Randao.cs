using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Block;

/// <summary>The RANDAO step (`phase0/beacon-chain.md#randao`).</summary>
public static class Randao
{
    /// <summary>
    /// Mixes the proposer's reveal into the current epoch's mix. Refuses a reveal that is not the proposer's signature of the epoch. See
    /// `process_randao`.
    /// </summary>
    public static Refusal? ProcessRandao(BeaconState state, BeaconBlockBody body, ISignatureVerifier verifier)
    {
        var epoch = GetCurrentEpoch(state);
        var proposer = state.Validators[GetBeaconProposerIndex(state)];
        var signingRoot = ComputeSigningRoot(epoch, GetDomain(state, Constants.DomainRandao));
        if (Require(verifier.Verify([proposer.Pubkey], signingRoot, body.RandaoReveal)) is { } refusal)
        {
            return refusal;
        }

        Span<byte> revealHash = stackalloc byte[32];
        Sha256.Hash(body.RandaoReveal.AsSpan(), revealHash);
        state.RandaoMixes[epoch % state.Preset.EpochsPerHistoricalVector] = Xor(GetRandaoMix(state, epoch), new Bytes32(revealHash));
        return null;
    }
}
