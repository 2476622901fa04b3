using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>What is handed to signing is what the specification's functions sign.</summary>
public sealed class DutySigningTests
{
    private static readonly BLSPubkey Key = new([.. new byte[47], 1]);

    [Theory]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Gloas)]
    public void RootsAreThoseOfTheSpecification(ForkName fork)
    {
        var state = PoolStates.BaseAt(fork, 13).State;
        const ulong Slot = 13;
        var root = new Root([.. new byte[31], 5]);
        var data =
            new AttestationData { Slot = Slot, BeaconBlockRoot = root, Source = new Checkpoint(), Target = new Checkpoint { Epoch = 1 } };
        var aggregate = new AggregateAndProof { AggregatorIndex = 3, Aggregate = Attestation.Default(state.Ssz) with { Data = data } };
        var contribution = new ContributionAndProof
        {
            AggregatorIndex = 3,
            Contribution = new SyncCommitteeContribution { Slot = Slot, SubcommitteeIndex = 2, AggregationBits = BitList.Zeros(8) },
        };
        var block = BeaconBlock.Default(state.Ssz) with { Slot = Slot, ProposerIndex = 4, ParentRoot = root };
        var header = new BeaconBlockHeader
        {
            Slot = Slot,
            ProposerIndex = 4,
            ParentRoot = root,
            StateRoot = block.StateRoot,
            BodyRoot = block.Body.HashTreeRoot(state.Ssz),
        };
        Same(signer => Proposing.GetEpochSignature(state, Slot, signer), DutySigning.RandaoReveal(state, Slot, Key), state);
        Same(signer => Proposing.GetBlockSignature(state, block, signer), DutySigning.Block(state, header, Key), state);
        Same(signer => Attesting.GetAttestationSignature(state, data, signer), DutySigning.Attestation(state, data, Key), state);
        Same(signer => Aggregating.GetSlotSignature(state, Slot, signer), DutySigning.SlotSelection(state, Slot, Key), state);
        Same(
            signer => Aggregating.GetAggregateAndProofSignature(state, aggregate, signer),
            DutySigning.AggregateAndProof(state, aggregate, Key),
            state);
        Same(
            signer => SyncCommittees.GetSyncCommitteeMessage(state, Slot, root, 3, signer).Signature,
            DutySigning.SyncCommitteeMessage(state, Slot, root, Key),
            state);
        Same(
            signer => SyncCommittees.GetSyncCommitteeSelectionProof(state, Slot, 2, signer),
            DutySigning.SyncSelection(state, Slot, 2, Key),
            state);
        Same(
            signer => SyncCommittees.GetContributionAndProofSignature(state, contribution, signer),
            DutySigning.ContributionAndProof(state, contribution, Key),
            state);
        if (fork < ForkName.Gloas)
        {
            return;
        }

        var vote = new PayloadAttestationMessage
        {
            Data = new PayloadAttestationData { Slot = Slot, BeaconBlockRoot = root, PayloadPresent = true }
        };
        var envelope = new ExecutionPayloadEnvelope
        {
            Payload = ExecutionPayload.Default(state.Ssz),
            ExecutionRequests = ExecutionRequests.Default(state.Ssz),
            BeaconBlockRoot = root,
        };
        Same(
            signer => PayloadTimelinessVoting.GetPayloadAttestationMessageSignature(state, vote, signer),
            DutySigning.PayloadAttestation(state, vote.Data, Key),
            state);
        Same(
            signer => Building.GetExecutionPayloadEnvelopeSignature(state, envelope, signer),
            DutySigning.Envelope(state, envelope, Key),
            state);
    }

    private static void Same(Func<Signer, BLSSignature> specification, ToSign ours, BeaconState state)
    {
        Root? expected = null;
        specification(root =>
        {
            expected = root;
            return default;
        });
        var objectRoot = ours switch
        {
            ToSign.Block block => block.Header.HashTreeRoot(state.Ssz),
            ToSign.Attestation vote => vote.Data.HashTreeRoot(state.Ssz),
            ToSign.Other other => other.ObjectRoot,
            _ => throw new InvalidOperationException(),
        };
        Assert.Equal(expected, Misc.ComputeSigningRoot(objectRoot, ours.Domain));
        Assert.Equal(Key, ours.Pubkey);
    }
}
