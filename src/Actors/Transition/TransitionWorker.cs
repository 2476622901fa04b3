using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Transition;

/// <summary>
/// Computes state transitions and checks envelopes: frozen states in, frozen states or refusals out. It holds nothing, so that a restart loses only the work that failed.
/// The signatures of a block are verified in one batch, and its payload is left to the chain actor to ask the execution layer about.
/// </summary>
public sealed class TransitionWorker : ReceiveActor
{
    private readonly IBls _bls;
    private readonly ReadOnlyMemory<byte> _seed;

    /// <summary>A worker; the seed is mixed into the coefficients of signature batches.</summary>
    public TransitionWorker(IBls bls, ReadOnlyMemory<byte> seed)
    {
        _bls = bls;
        _seed = seed;
        Receive<TransitionBlock>(work => Sender.Tell(Apply(work)));
        Receive<AdvanceSlots>(work => Sender.Tell(Advance(work)));
        Receive<DraftBlock>(work => Sender.Tell(Draft(work)));
        Receive<VerifyEnvelope>(work => Sender.Tell(Verify(work)));
    }

    /// <summary>Props.</summary>
    public static Props Props(IBls bls, ReadOnlyMemory<byte> seed) => Akka.Actor.Props.Create(() => new TransitionWorker(bls, seed));

    private SlotsAdvanced Advance(AdvanceSlots work)
    {
        var (state, refusal) = StateTransition.AdvanceTo(work.PreState, work.Slot, new ImmediateVerifier(_bls));
        state?.Freeze();
        return new SlotsAdvanced(work.RequestId, state, refusal);
    }

    private static BlockDrafted Draft(DraftBlock work)
    {
        var (state, refusal) = StateTransition.Guard(nameof(Draft), () =>
        {
            var draft = work.AdvancedState.Copy();
            return BlockProcessing.ProcessBlock(draft, work.Block, AcceptAllVerifier.Instance, new DeferringExecutionEngine()) is { } refused ? (null, refused) : (draft, null);
        });
        if (state is null)
        {
            return new BlockDrafted(work.RequestId, null, null, refusal);
        }

        state.Freeze();
        return new BlockDrafted(work.RequestId, work.Block with { StateRoot = state.HashTreeRoot() }, state, null);
    }

    private BlockTransitioned Apply(TransitionBlock work)
    {
        var started = Context.System.Scheduler.MonotonicClock;
        var batch = new BatchVerifier(_bls);
        var engine = new DeferringExecutionEngine();
        var (post, refusal) = StateTransition.Apply(
            work.PreState, work.Block, work.VerifySignatures ? batch : AcceptAllVerifier.Instance, engine, validateResult: true);
        refusal ??= SignatureRefusal(batch) ?? MergeRefusal(work.PreState, work.Block.Message);
        var elapsed = Context.System.Scheduler.MonotonicClock - started;
        if (refusal is not null || post is null)
        {
            return new BlockTransitioned(work.BlockRoot, null, null, refusal, elapsed);
        }

        post.Freeze();
        return new BlockTransitioned(work.BlockRoot, post, engine.Requests.SingleOrDefault(), null, elapsed);
    }

    private EnvelopeVerified Verify(VerifyEnvelope work)
    {
        var engine = new DeferringExecutionEngine();
        var refusal = Handlers.VerifyExecutionPayloadEnvelope(
            work.State, work.Envelope, work.VerifySignatures ? new ImmediateVerifier(_bls) : AcceptAllVerifier.Instance, engine);
        return new EnvelopeVerified(work.BlockRoot, refusal is null ? engine.Requests.SingleOrDefault() : null, refusal);
    }

    private Refusal? SignatureRefusal(BatchVerifier batch)
    {
        var count = batch.Sets.Count;
        var failed = batch.Complete(_seed.Span);
        return failed.Count == 0 ? null : new Refusal("state_transition", $"{failed.Count} of {count} signatures do not hold");
    }

    /// <summary>`on_block`'s check of the first block with a payload, which only the terminal block hash can pass: there is no proof-of-work chain to ask any more.</summary>
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
