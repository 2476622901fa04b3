using Consensoor.Bench.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Bench.States;

/// <summary>
/// Blocks of fulu on a mainnet-preset genesis, in which three of five validators vote, so that nothing is ever justified; without
/// signatures, blobs and transactions.
/// </summary>
internal sealed class NonFinalityChain
{
    private readonly BeaconBlockBody _empty;
    private ulong _made;

    public NonFinalityChain(int validators)
    {
        var state = SyntheticState.Create(ForkName.Fulu, validators).Copy();
        _empty = BeaconBlockBody.Default(state.Ssz);
        state.Slot = 0;
        (state.PreviousJustifiedCheckpoint, state.CurrentJustifiedCheckpoint, state.FinalizedCheckpoint) = (new(), new(), new());
        state.PreviousEpochParticipation = PersistentList<byte>.Repeat(0, validators);
        state.CurrentEpochParticipation = PersistentList<byte>.Repeat(0, validators);
        state.LatestBlockHeader = new BeaconBlockHeader { BodyRoot = _empty.HashTreeRoot(state.Ssz) };
        state.Freeze();
        Genesis = state;
    }

    public BeaconState Genesis { get; }

    /// <summary>Late in a slot, so that no block is boosted.</summary>
    public DateTimeOffset TimeOf(Slot slot) => DateTimeOffset.FromUnixTimeMilliseconds(
        (long)((Genesis.GenesisTime * 1000) + (slot * Genesis.Config.SlotDurationMs) + (Genesis.Config.SlotDurationMs / 2)));

    /// <summary>The next block on a state, in a slot, with the votes of the slot before it.</summary>
    public SignedBeaconBlock Build(BeaconState parent, Slot slot)
    {
        var (advanced, refusal) = StateTransition.AdvanceTo(parent, slot, AcceptAllVerifier.Instance);
        var state = advanced?.Copy() ?? throw new InvalidOperationException(refusal?.ToString());
        Require(Withdrawals.GetExpectedWithdrawals(state, out var expected));
        var payload = _empty.ExecutionPayload with
        {
            ParentHash = state.LatestExecutionPayloadHeader.BlockHash,
            BlockHash = Misc.HashWith(default, ++_made),
            PrevRandao = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state)),
            Timestamp = Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, slot),
            Withdrawals = SszList.From(expected.Withdrawals),
        };
        var block = new BeaconBlock
        {
            Slot = slot,
            ProposerIndex = Accessors.GetBeaconProposerIndex(state),
            ParentRoot = Anchors.LatestBlockRoot(parent),
            Body = _empty with { ExecutionPayload = payload, Attestations = SszList.Adopt([Votes(state, slot - 1)]) },
        };
        Require(BlockProcessing.ProcessBlock(state, block, AcceptAllVerifier.Instance, new DeferringExecutionEngine()));
        return new SignedBeaconBlock { Message = block with { StateRoot = state.HashTreeRoot() } };
    }

    // Validators 0, 1 and 2 of each five are there.
    private static Attestation Votes(BeaconState state, Slot slot) =>
        SlotVotes.Of(state, slot, static member => member % 5 < 3).Attestation;

    private static void Require(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal.ToString());
        }
    }
}
