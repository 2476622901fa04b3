using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Sync;

/// <content>Whose signatures blocks and payloads of history need.</content>
internal sealed partial class BackfillActor
{
    /// <summary>Has the signatures of a range verified by the head's registry, in which nobody loses a place.</summary>
    private void Verify(ulong id, BackfillRange range)
    {
        var state = _view!.HeadState;
        var proposers = range.Blocks.ToDictionary(static block => block.Root, static block => block.Block.Message.ProposerIndex);
        BLSPubkey? SignerOf(ExecutionPayloadEnvelope envelope) => SignerIn(state, envelope, proposers[envelope.BeaconBlockRoot]);

        // A payload whose builder the registry lacks cannot be verified: it is as if there was none.
        var envelopes = Backfill.EnvelopesOf(range);
        foreach (var unknown in envelopes.Where(envelope => SignerOf(envelope.Message) is null))
        {
            range.Envelopes.Remove(unknown.Message.BeaconBlockRoot);
        }

        envelopes = Backfill.EnvelopesOf(range);
        var claims = range.Blocks
            .Select(block => ClaimOf(
                KeyOf(state, block.Block.Message.ProposerIndex),
                Spec.Constants.DomainBeaconProposer,
                block.Block.Message.Slot,
                block.Root,
                block.Block.Signature))
            .Concat(envelopes.Select(envelope => ClaimOf(SignerOf(envelope.Message), envelope)))
            .ToList();
        if (claims.TrueForAll(static claim => claim is not null))
        {
            SignatureClaim[][] items = [.. claims.Select(static claim => (SignatureClaim[])[claim!])];
            _refs.Work.Tell(new VerifySignatures(id, WorkPriority.Attestation, items));
        }
        else
        {
            // Nobody of that index is in the registry: the others are as they may be, and are verified when the range comes again.
            Self.Tell(new SignaturesVerified(id, [.. claims.Select(static claim => claim is not null)]));
        }
    }

    private SignatureClaim? ClaimOf(BLSPubkey? key, DomainType type, Slot slot, Root root, BLSSignature signature)
    {
        if (key is not { } signer)
        {
            return null;
        }

        var version = Misc.ComputeForkVersion(_spec.Config, Misc.ComputeEpochAtSlot(_spec.Preset, slot));
        var domain = Misc.ComputeDomain(type, version, _genesisValidatorsRoot);
        return new SignatureClaim([signer], Misc.ComputeSigningRoot(root, domain), signature);
    }

    private SignatureClaim? ClaimOf(BLSPubkey? key, SignedExecutionPayloadEnvelope envelope) => ClaimOf(
        key,
        Spec.Constants.DomainBeaconBuilder,
        envelope.Message.Payload.SlotNumber,
        envelope.Message.HashTreeRoot(_spec.Ssz(_spec.ForkAtSlot(envelope.Message.Payload.SlotNumber))),
        envelope.Signature);

    private static BLSPubkey? SignerIn(BeaconState state, ExecutionPayloadEnvelope envelope, ValidatorIndex proposer) =>
        envelope.BuilderIndex == Spec.Constants.BuilderIndexSelfBuild ? KeyOf(state, proposer) : BuilderKeyOf(state, envelope.BuilderIndex);

    private static BLSPubkey? KeyOf(BeaconState state, ValidatorIndex index) =>
        index < (ulong)state.Validators.Count ? state.Validators[index].Pubkey : null;

    private static BLSPubkey? BuilderKeyOf(BeaconState state, BuilderIndex index) =>
        state.Builders is { } builders && index < (ulong)builders.Count ? builders[index].Pubkey : null;
}
