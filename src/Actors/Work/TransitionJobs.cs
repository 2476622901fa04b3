using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Work;

/// <summary>
/// Computes transitions and checks envelopes: frozen states in, frozen states or refusals out. Signatures that a task asks for are verified
/// with it in one batch; the payload is left to the chain actor to ask the execution layer about.
/// </summary>
internal sealed class TransitionJobs(IBls bls, ReadOnlyMemory<byte> seed)
{
    private readonly TrustedVerifier _trusted = new(bls);

    /// <summary>Does a task and gives its answer; the clock is read for the time a transition takes, which is only told.</summary>
    public object Do(IWork work, Func<TimeSpan> clock) => work switch
    {
        TransitionBlock block => Apply(block, clock) with { RequestId = block.RequestId },
        AdvanceSlots advance => Advance(advance),
        DraftBlock draft => Draft(draft),
        VerifyEnvelope envelope => Verify(envelope) with { RequestId = envelope.RequestId },
        RegenerateState regenerate => Regenerate(regenerate),
        DecodeState decode => Decode(decode),
        _ => throw new ArgumentOutOfRangeException(nameof(work), work.GetType().Name, "no task of the pool"),
    };

    private BlockTransitioned Apply(TransitionBlock work, Func<TimeSpan> clock)
    {
        var pre = work.PreState;
        var started = clock();
        var batch = new BatchVerifier(bls);
        var engine = new DeferringExecutionEngine();
        var (post, refusal) = StateTransition.Apply(
            pre,
            work.Block,
            work.Signatures is null ? _trusted : new ProvenVerifier(work.Proven, batch),
            engine,
            validateResult: true,
            work.BlockRoot,
            work.Signatures is null,
            work.IsAdvanced);
        refusal ??= MergeRefusal(pre, work.Block.Message);
        var elapsed = clock() - started;
        if (refusal is not null || post is null)
        {
            return new BlockTransitioned(work.BlockRoot, null, null, refusal, elapsed);
        }

        if (!Holds(batch))
        {
            refusal = Refusal.Because("a signature of the block does not hold", "state_transition");
            return new BlockTransitioned(work.BlockRoot, null, null, refusal, elapsed) { IsAboutSignatures = true };
        }

        post.Freeze();
        return new BlockTransitioned(work.BlockRoot, post, engine.Requests.SingleOrDefault(), null, elapsed)
        {
            PulledUpTip = Handlers.ComputePulledUpTip(post),
        };
    }

    private SlotsAdvanced Advance(AdvanceSlots work)
    {
        var (state, refusal) = StateTransition.AdvanceTo(work.PreState, work.Slot, new ImmediateVerifier(bls));
        state?.Freeze();
        return new SlotsAdvanced(work.RequestId, state, refusal);
    }

    /// <summary>
    /// Signatures of operations are verified too: once the block is signed, it is too late to leave out what does not hold.
    /// </summary>
    private BlockDrafted Draft(DraftBlock work)
    {
        var (state, refusal) = StateTransition.Guard(nameof(Draft), () =>
        {
            var draft = work.AdvancedState.Copy();
            var verifier = new ImmediateVerifier(bls);
            if (BlockProcessing.ProcessBlock(draft, work.Block, verifier, new DeferringExecutionEngine()) is { } refused)
            {
                return (null, refused);
            }

            return (work.Header is { } header ? WithHeader(draft, work.Block, header) : draft, null);
        });
        if (state is null)
        {
            return new BlockDrafted(work.RequestId, null, null, refusal);
        }

        state.Freeze();
        return new BlockDrafted(work.RequestId, work.Block with { StateRoot = state.HashTreeRoot() }, state, null)
        {
            Reward = work.IsValued ? ProposerReward.Of(work.AdvancedState, work.Block) : null,
        };
    }

    // Of a payload the state keeps its header, and in that of the block the root of the body: no step of the transition reads either
    // again, and what the steps compare of the payload the one in the block has.
    private static BeaconState WithHeader(BeaconState state, BeaconBlock block, ExecutionPayloadHeader header)
    {
        state.LatestExecutionPayloadHeader = header;
        state.LatestBlockHeader = state.LatestBlockHeader with
        {
            BodyRoot = BlindedBeaconBlockBody.Of(block.Body, header).HashTreeRoot(state.Ssz),
        };
        return state;
    }

    private EnvelopeVerified Verify(VerifyEnvelope work)
    {
        var batch = new BatchVerifier(bls);
        var engine = new DeferringExecutionEngine();
        var refusal = Handlers.VerifyExecutionPayloadEnvelope(
            work.PostState, work.Envelope, work.Signatures is null ? _trusted : new ProvenVerifier(work.Proven, batch), engine);
        refusal ??= Holds(batch) ? null : Refusal.Because("the signature does not hold", "verify_execution_payload_envelope_signature");
        return new EnvelopeVerified(work.BlockRoot, refusal is null ? engine.Requests.SingleOrDefault() : null, refusal);
    }

    private StateRegenerated Regenerate(RegenerateState work)
    {
        var (state, refusal) = work.Replay.Run(_trusted);
        return new StateRegenerated(work.Root, state, refusal);
    }

    private static StateDecoded Decode(DecodeState work)
    {
        var (slot, root, fork, ssz) = work.Bytes;
        if (!BeaconState.TryDecode(ssz.Span, work.Spec.Ssz(fork), out var state, out var error))
        {
            return new StateDecoded(work.RequestId, null, $"the stored state of slot {slot} cannot be read: {error}");
        }

        state.Freeze();
        return (state.LatestBlockHeader with { StateRoot = state.HashTreeRoot() }).HashTreeRoot(state.Ssz) == root && state.Slot == slot
            ? new StateDecoded(work.RequestId, state, null)
            : new StateDecoded(work.RequestId, null, $"the stored state of slot {slot} is not that of block {root}");
    }

    private bool Holds(BatchVerifier batch)
    {
        SignatureSet[] sets = [.. batch.Take()];
        return sets.Length == 0 || bls.VerifyBatch(sets, seed.Span);
    }

    /// <summary>
    /// `on_block`'s check of the first block with a payload, which only the terminal block hash can pass: there is no proof-of-work chain
    /// to ask any more.
    /// </summary>
    private static Refusal? MergeRefusal(BeaconState pre, BeaconBlock block)
    {
        var fork = pre.Spec.ForkAtSlot(block.Slot);
        if (fork != ForkName.Bellatrix)
        {
            return null;
        }

        var isMergeBlock = pre.ForkName < ForkName.Bellatrix
            ? block.Body.ExecutionPayload != ExecutionPayload.Default(pre.Spec.Ssz(fork))
            : ExecutionPayloads.IsMergeTransitionBlock(pre, block.Body);
        return isMergeBlock ? MergeTransition.ValidateMergeBlock(pre.Preset, pre.Config, block, NoPowChain.Instance) : null;
    }
}
