using System.Buffers.Binary;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// What has to be signed for each duty, with the domain of its slot: the specification's `get_*_signature` up to the key.
/// </summary>
internal static class DutySigning
{
    /// <summary>Asks for a randao reveal (`get_epoch_signature`).</summary>
    public static ToSign RandaoReveal(BeaconState state, Slot slot, BLSPubkey pubkey) => Other(
        state, pubkey, Constants.DomainRandao, slot, RootOf(Misc.ComputeEpochAtSlot(state.Preset, slot)), static epoch =>
            new SigningContent.RandaoReveal(epoch));

    /// <summary>Asks for a block's signature (`get_block_signature`), by its header.</summary>
    public static ToSign Block(BeaconState state, BeaconBlockHeader header, BLSPubkey pubkey, BeaconBlock? whole = null) =>
        new ToSign.Block(pubkey, header, DomainOf(state, Constants.DomainBeaconProposer, header.Slot), whole);

    /// <summary>Asks for the signature of a second block of a slot, for an equivocation on purpose.</summary>
    public static ToSign SecondBlock(BeaconState state, BeaconBlockHeader header, BLSPubkey pubkey) =>
        new ToSign.SecondBlock(pubkey, header, DomainOf(state, Constants.DomainBeaconProposer, header.Slot));

    /// <summary>Asks for an attestation's signature (`get_attestation_signature`).</summary>
    public static ToSign Attestation(BeaconState state, AttestationData data, BLSPubkey pubkey) =>
        new ToSign.Attestation(pubkey, data, Accessors.GetDomain(state, Constants.DomainBeaconAttester, data.Target.Epoch));

    /// <summary>Asks for an aggregator's selection proof (`get_slot_signature`).</summary>
    public static ToSign SlotSelection(BeaconState state, Slot slot, BLSPubkey pubkey) =>
        Other(state, pubkey, Constants.DomainSelectionProof, slot, RootOf(slot), epoch => new SigningContent.AggregationSlot(epoch, slot));

    /// <summary>Asks for an aggregate's signature (`get_aggregate_and_proof_signature`).</summary>
    public static ToSign AggregateAndProof(BeaconState state, AggregateAndProof message, BLSPubkey pubkey) => Other(
        state,
        pubkey,
        Constants.DomainAggregateAndProof,
        message.Aggregate.Data.Slot,
        message.HashTreeRoot(state.Ssz),
        epoch => new SigningContent.Aggregate(epoch, message));

    /// <summary>A head for the sync committee (`get_sync_committee_message`).</summary>
    public static ToSign SyncCommitteeMessage(BeaconState state, Slot slot, Root blockRoot, BLSPubkey pubkey) =>
        Other(state, pubkey, Constants.DomainSyncCommittee, slot, blockRoot, epoch =>
            new SigningContent.SyncCommitteeHead(epoch, slot, blockRoot));

    /// <summary>A selection proof of a subcommittee (`get_sync_committee_selection_proof`).</summary>
    public static ToSign SyncSelection(BeaconState state, Slot slot, ulong subcommittee, BLSPubkey pubkey)
    {
        var data = new SyncAggregatorSelectionData { Slot = slot, SubcommitteeIndex = subcommittee };
        return Other(state, pubkey, Constants.DomainSyncCommitteeSelectionProof, slot, data.HashTreeRoot(state.Ssz), epoch =>
            new SigningContent.SyncCommitteeSelection(epoch, data));
    }

    /// <summary>Asks for a contribution's signature (`get_contribution_and_proof_signature`).</summary>
    public static ToSign ContributionAndProof(BeaconState state, ContributionAndProof message, BLSPubkey pubkey) =>
        Other(state, pubkey, Constants.DomainContributionAndProof, message.Contribution.Slot, message.HashTreeRoot(state.Ssz), epoch =>
            new SigningContent.Contribution(epoch, message));

    /// <summary>Asks for a signature over a vote on a payload (`get_payload_attestation_message_signature`).</summary>
    public static ToSign PayloadAttestation(BeaconState state, PayloadAttestationData data, BLSPubkey pubkey) =>
        Other(state, pubkey, Constants.DomainPtcAttester, data.Slot, data.HashTreeRoot(state.Ssz), epoch =>
            new SigningContent.PayloadVote(epoch, data));

    /// <summary>
    /// Asks for a signature over an inclusion list (`get_inclusion_list_signature`), under the fork of its slot. The API of signers
    /// elsewhere has no type for it, so that they refuse it.
    /// </summary>
    public static ToSign InclusionList(BeaconState state, InclusionList list, BLSPubkey pubkey)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, list.Slot);
        var domain = Misc.ComputeDomain(
            Constants.DomainInclusionListCommittee, Misc.ComputeForkVersion(state.Config, epoch), state.GenesisValidatorsRoot);
        return new ToSign.Other(pubkey, list.HashTreeRoot(state.Spec.Ssz(state.Spec.ForkAt(epoch))), domain);
    }

    /// <summary>A payload envelope (`get_execution_payload_envelope_signature`); the state is the post-state of its block.</summary>
    public static ToSign Envelope(BeaconState state, ExecutionPayloadEnvelope envelope, BLSPubkey pubkey) =>
        Other(state, pubkey, Constants.DomainBeaconBuilder, state.Slot, envelope.HashTreeRoot(state.Ssz), epoch =>
            new SigningContent.Envelope(epoch, envelope));

    /// <summary>
    /// Asks for the signature of a validator's exit; from deneb on in capella's domain, so that it holds for ever (EIP-7044).
    /// </summary>
    public static ToSign Exit(BeaconState state, VoluntaryExit exit, BLSPubkey pubkey)
    {
        var (config, root) = (state.Config, exit.HashTreeRoot(state.Ssz));
        return state.ForkName >= ForkName.Deneb
            ? new ToSign.Other(
                pubkey,
                root,
                Misc.ComputeDomain(Constants.DomainVoluntaryExit, config.CapellaForkVersion, state.GenesisValidatorsRoot),
                new SigningContent.Exit(config.CapellaForkEpoch, exit))
            : new ToSign.Other(
                pubkey,
                root,
                Accessors.GetDomain(state, Constants.DomainVoluntaryExit, exit.Epoch),
                new SigningContent.Exit(exit.Epoch, exit));
    }

    /// <summary>A builder's bid (`get_execution_payload_bid_signature`); the state is of the bid's epoch.</summary>
    public static ToSign Bid(BeaconState state, ExecutionPayloadBid bid, BLSPubkey pubkey) =>
        Other(state, pubkey, Constants.DomainBeaconBuilder, bid.Slot, bid.HashTreeRoot(state.Ssz), epoch =>
            new SigningContent.Bid(epoch, bid));

    /// <summary>
    /// What a proposer wants of builders (`get_signed_proposer_preferences`), under the fork of its slot, which the state may be before.
    /// </summary>
    public static ToSign Preferences(BeaconState state, ProposerPreferences preferences, BLSPubkey pubkey)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, preferences.ProposalSlot);
        var domain = Misc.ComputeDomain(
            Constants.DomainProposerPreferences, Misc.ComputeForkVersion(state.Config, epoch), state.GenesisValidatorsRoot);
        var root = preferences.HashTreeRoot(state.Spec.Ssz(state.Spec.ForkAt(epoch)));
        return new ToSign.Other(pubkey, root, domain, new SigningContent.Preferences(epoch, preferences));
    }

    /// <summary>Asks for the signature of a question to a builder (`builder-specs`), which is of the genesis version.</summary>
    public static ToSign BuilderRequest(BeaconState state, BuilderRequestAuth auth, BLSPubkey pubkey) => new ToSign.Other(
        pubkey,
        auth.HashTreeRoot(state.Ssz),
        BuilderRequestAuth.DomainOf(state.Config),
        new SigningContent.BuilderRequest(Misc.ComputeEpochAtSlot(state.Preset, auth.Slot), auth.Data, auth.Slot));

    /// <summary>Asks for the signature of a registration with builders (`builder-specs`), which is of the genesis version.</summary>
    public static ToSign Registration(BeaconState state, Epoch epoch, ValidatorRegistrationV1 message) => new ToSign.Other(
        message.Pubkey,
        message.HashTreeRoot(state.Ssz),
        BuilderBid.DomainOf(state.Config),
        new SigningContent.Registration(epoch, message.FeeRecipient, message.GasLimit, message.Timestamp, message.Pubkey));

    private static ToSign.Other Other(
        BeaconState state, BLSPubkey pubkey, DomainType type, Slot slot, Root root, Func<Epoch, SigningContent> contentOf) =>
        new(pubkey, root, DomainOf(state, type, slot), contentOf(Misc.ComputeEpochAtSlot(state.Preset, slot)));

    private static Domain DomainOf(BeaconState state, DomainType type, Slot slot) =>
        Accessors.GetDomain(state, type, Misc.ComputeEpochAtSlot(state.Preset, slot));

    private static Root RootOf(ulong number)
    {
        Span<byte> chunk = stackalloc byte[32];
        chunk.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(chunk, number);
        return new Root(chunk);
    }
}
