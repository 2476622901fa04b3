using Consensoor.Actors.Api;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>Proves of two validators whose keys are nobody's that they said two things at once.</summary>
internal static class WalkSlashings
{
    private const ValidatorIndex Proposer = WalkChain.Validators - 1, Attester = WalkChain.Validators - 2;

    /// <summary>The operations that take a proof, with one that holds, which waits for a block then.</summary>
    public static IEnumerable<WalkDeed> Of(WalkChain chain)
    {
        var state = chain.View.HeadState;
        const string Proposers = "/eth/v1/beacon/pool/proposer_slashings", Attesters = "/eth/v2/beacon/pool/attester_slashings";
        yield return new WalkDeed(
            $"POST {Proposers}",
            new WalkRequest("POST", Proposers).WithJson(ApiBodies.Json(
                new ProposerSlashing { SignedHeader1 = Header(state, 1), SignedHeader2 = Header(state, 2) }, state.Ssz)),
            "it waits in the pool",
            () => WalkOperations.Lists(chain, Proposers, static item =>
                item.GetProperty("signed_header_1").GetProperty("message").GetProperty("proposer_index").GetString() == $"{Proposer}"));
        var request = new WalkRequest("POST", Attesters).With(ApiResponse.VersionHeader, state.ForkName.Text());
        yield return new WalkDeed(
            $"POST {Attesters}",
            request.WithJson(ApiBodies.Json(
                new AttesterSlashing { Attestation1 = Vote(state, 1), Attestation2 = Vote(state, 2) }, state.Ssz)),
            "it waits in the pool",
            () => WalkOperations.Lists(chain, Attesters, static item =>
                item.GetProperty("attestation_1").GetProperty("attesting_indices")[0].GetString() == $"{Attester}"));
    }

    private static SignedBeaconBlockHeader Header(BeaconState state, byte mark)
    {
        var header = new BeaconBlockHeader { Slot = state.Slot, ProposerIndex = Proposer, BodyRoot = Marked(mark) };
        var domain = Accessors.GetDomain(state, Constants.DomainBeaconProposer, Accessors.GetCurrentEpoch(state));
        return new SignedBeaconBlockHeader
        {
            Message = header,
            Signature = WalkKeys.SignerOf(Proposer)(Misc.ComputeSigningRoot(header, domain, state.Ssz)),
        };
    }

    private static IndexedAttestation Vote(BeaconState state, byte mark)
    {
        var data = new AttestationData
        {
            Slot = state.Slot,
            BeaconBlockRoot = Marked(mark),
            Source = state.CurrentJustifiedCheckpoint,
            Target = new Checkpoint { Epoch = Accessors.GetCurrentEpoch(state), Root = Marked(mark) },
        };
        return new IndexedAttestation
        {
            AttestingIndices = [Attester],
            Data = data,
            Signature = Attesting.GetAttestationSignature(state, data, WalkKeys.SignerOf(Attester)),
        };
    }

    private static Root Marked(byte mark) => new([.. new byte[31], mark]);
}
