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
/// The signatures go to the crypto pool, which answers in the worker's place; the payload is left to the chain actor to ask the execution layer about.
/// </summary>
public sealed class TransitionWorker : ReceiveActor
{
    private readonly IBls _bls;
    private readonly IActorRef _crypto;

    /// <summary>A worker that leaves signatures to a crypto pool, but for those of deposits, whose failure refuses nothing.</summary>
    public TransitionWorker(IBls bls, IActorRef crypto)
    {
        _bls = bls;
        _crypto = crypto;
        Receive<TransitionBlock>(Apply);
        Receive<AdvanceSlots>(work => Sender.Tell(Advance(work)));
        Receive<DraftBlock>(work => Sender.Tell(Draft(work)));
        Receive<VerifyEnvelope>(Verify);
    }

    /// <summary>Props.</summary>
    public static Props Props(IBls bls, IActorRef crypto) => Akka.Actor.Props.Create(() => new TransitionWorker(bls, crypto));

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

    private void Apply(TransitionBlock work)
    {
        var started = Context.System.Scheduler.MonotonicClock;
        var batch = new BatchVerifier(_bls);
        var engine = new DeferringExecutionEngine();
        var (post, refusal) = StateTransition.Apply(
            work.PreState, work.Block, work.Signatures is null ? AcceptAllVerifier.Instance : batch, engine, validateResult: true);
        refusal ??= MergeRefusal(work.PreState, work.Block.Message);
        var elapsed = Context.System.Scheduler.MonotonicClock - started;
        if (refusal is not null || post is null)
        {
            Sender.Tell(new BlockTransitioned(work.BlockRoot, null, null, refusal, elapsed));
            return;
        }

        post.Freeze();
        var invalid = Refusal.Because("a signature of the block does not hold", "state_transition");
        Answer(
            work.Signatures,
            batch,
            new BlockTransitioned(work.BlockRoot, post, engine.Requests.SingleOrDefault(), null, elapsed),
            new BlockTransitioned(work.BlockRoot, null, null, invalid, elapsed),
            new TransitionDropped(work.BlockRoot));
    }

    private void Verify(VerifyEnvelope work)
    {
        var batch = new BatchVerifier(_bls);
        var engine = new DeferringExecutionEngine();
        var refusal = Handlers.VerifyExecutionPayloadEnvelope(
            work.State, work.Envelope, work.Signatures is null ? AcceptAllVerifier.Instance : batch, engine);
        if (refusal is not null)
        {
            Sender.Tell(new EnvelopeVerified(work.BlockRoot, null, refusal));
            return;
        }

        Answer(
            work.Signatures,
            batch,
            new EnvelopeVerified(work.BlockRoot, engine.Requests.SingleOrDefault(), null),
            new EnvelopeVerified(work.BlockRoot, null, Refusal.Because("the signature does not hold", "verify_execution_payload_envelope_signature")),
            new EnvelopeDropped(work.BlockRoot));
    }

    /// <summary>Answers at once where no signature is asked about; else the pool does.</summary>
    private void Answer(SignaturePriority? priority, BatchVerifier batch, object ifValid, object ifInvalid, object ifDropped)
    {
        if (priority is { } urgent)
        {
            _crypto.Tell(new VerifyTogether(urgent, batch.Take(), ifValid, ifInvalid, ifDropped), Sender);
        }
        else
        {
            Sender.Tell(ifValid);
        }
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
