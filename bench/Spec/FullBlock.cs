using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Bench.Spec;

/// <summary>
/// Signed blocks of validators with <see cref="SequentialKeys"/>: an attestation of all committees for each of some slots, all of the sync
/// committee, and in gloas of the payload timeliness committee; withdrawals; no transactions.
/// </summary>
internal static class FullBlock
{
    /// <summary>A block from a state advanced to its slot, with the votes of so many slots before it.</summary>
    public static SignedBeaconBlock Create(BeaconState advanced, int votedSlots, Func<ValidatorIndex, bool> isThere)
    {
        var state = advanced.Copy();
        var slot = state.Slot;
        var parent = Accessors.GetBlockRootAtSlot(state, slot - 1);
        var proposer = Accessors.GetBeaconProposerIndex(state);
        var body = BeaconBlockBody.Default(state.Ssz) with
        {
            RandaoReveal = Proposing.GetEpochSignature(state, slot, Signer([proposer])),
            Eth1Data = state.Eth1Data,
            Attestations = [.. Enumerable.Range(1, votedSlots).Select(i => Votes(state, slot - (ulong)i, isThere))],
            SyncAggregate = Sync(state, parent),
        };
        body = state.ForkName >= ForkName.Gloas ? WithBid(state, body, parent) : WithPayload(state, body);
        var block = new BeaconBlock { Slot = slot, ProposerIndex = proposer, ParentRoot = parent, Body = body };
        Require(BlockProcessing.ProcessBlock(state, block, AcceptAllVerifier.Instance, new DeferringExecutionEngine()));
        block = block with { StateRoot = state.HashTreeRoot() };
        return new SignedBeaconBlock { Message = block, Signature = Proposing.GetBlockSignature(state, block, Signer([proposer])) };
    }

    private static Signer Signer(IReadOnlyList<ValidatorIndex> signers) => root => SequentialKeys.Sign(signers, root);

    private static Attestation Votes(BeaconState state, Slot slot, Func<ValidatorIndex, bool> isThere)
    {
        var (attestation, attesters) = SlotVotes.Of(state, slot, isThere);
        return attestation with { Signature = Attesting.GetAttestationSignature(state, attestation.Data, Signer(attesters)) };
    }

    private static SyncAggregate Sync(BeaconState state, Root parent)
    {
        ValidatorIndex[] members =
        [
            .. state.CurrentSyncCommittee.Pubkeys.Select(key => Accessors.TryGetValidatorIndex(state, key, out var index)
                ? index
                : throw new InvalidOperationException($"{key} is not in the registry")),
        ];
        var message = SyncCommittees.GetSyncCommitteeMessage(state, state.Slot - 1, parent, members[0], Signer(members));
        return new SyncAggregate
        {
            SyncCommitteeBits = BitList.Create([.. members.Select(static _ => true)]),
            SyncCommitteeSignature = message.Signature,
        };
    }

    private static BeaconBlockBody WithPayload(BeaconState state, BeaconBlockBody body)
    {
        Require(Withdrawals.GetExpectedWithdrawals(state, out var expected));
        return body with
        {
            ExecutionPayload = body.ExecutionPayload with
            {
                ParentHash = state.LatestExecutionPayloadHeader.BlockHash,
                BlockHash = Misc.HashWith(default, 1),
                PrevRandao = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state)),
                Timestamp = Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, state.Slot),
                Withdrawals = SszList.From(expected.Withdrawals),
            },
        };
    }

    private static BeaconBlockBody WithBid(BeaconState state, BeaconBlockBody body, Root parent)
    {
        var bid = body.SignedExecutionPayloadBid.Message with
        {
            ParentBlockHash = state.LatestBlockHash,
            ParentBlockRoot = parent,
            BlockHash = Misc.HashWith(default, 1),
            PrevRandao = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state)),
            BuilderIndex = Constants.BuilderIndexSelfBuild,
            Slot = state.Slot,
        };
        var data = new PayloadAttestationData { BeaconBlockRoot = parent, Slot = state.Slot - 1, PayloadPresent = true };
        var members = Accessors.GetPtc(state, data.Slot);
        var signature = PayloadTimelinessVoting.GetPayloadAttestationMessageSignature(
            state, new PayloadAttestationMessage { Data = data }, Signer([.. members]));
        return body with
        {
            SignedExecutionPayloadBid = new SignedExecutionPayloadBid { Message = bid, Signature = Constants.G2PointAtInfinity },
            PayloadAttestations = SszList.Adopt([new PayloadAttestation
            {
                AggregationBits = BitList.Create([.. members.Select(static _ => true)]),
                Data = data,
                Signature = signature,
            }]),
        };
    }

    private static void Require(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal.ToString());
        }
    }
}
