using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition;

namespace Consensoor.Actors.Chain;

/// <summary>
/// What the execution layer says of payloads and of the head. Only its SYNCING and ACCEPTED make a payload optimistic; where it says
/// nothing, the payload waits and is asked about again.
/// </summary>
public sealed partial class ChainCore
{
    private (ulong Request, ForkChoiceNode Head)? _forkchoice;
    private bool _isForkchoiceUnanswered;
    private bool _isEngineAway;

    // What is safe or final moved under the head, which the execution layer is told at the next deadline or with the next head.
    private bool _isHeadOwed;

    /// <summary>The execution layer's word on a payload, of a block before gloas or of an envelope after.</summary>
    public void On(NewPayloadResult result)
    {
        _isEngineAway = result is { Verdict: EngineVerdict.Unavailable, IsAnswered: false };
        DateTimeOffset? now = result.Verdict == EngineVerdict.Unavailable ? null : _ports.Now;
        if (_envelopeImports.TryGetValue(result.BlockRoot, out var envelope) && envelope.Question == result.RequestId)
        {
            envelope.ExecutionAt ??= now;
            OnVerdict(envelope, result);
        }
        else if (_imports.TryGetValue(result.BlockRoot, out var block) && block.Question == result.RequestId)
        {
            block.ExecutionAt ??= now;
            OnVerdict(block, result);
        }
    }

    /// <summary>
    /// The execution layer's word on the head it was told; that it is invalid everybody hears (<see cref="ExecutionHeadInvalid"/>).
    /// </summary>
    public void On(ForkchoiceUpdatedResult result)
    {
        if (_forkchoice is not { } told || told.Request != result.RequestId)
        {
            return;
        }

        switch (result.Verdict)
        {
            case EngineVerdict.Unavailable:
                // Why, the bridge has said.
                _isForkchoiceUnanswered = true;
                break;
            case EngineVerdict.Valid when _store.Blocks.ContainsKey(told.Head.Root)
                && OptimisticSync.PayloadUnder(_store, told.Head) is { IsOptimistic: true } payload:
                Note(OptimisticSync.MarkValid(_store, payload.Root));
                UpdateHead();
                break;
        }
    }

    /// <summary>The execution layer found a head invalid that it was told by anybody.</summary>
    public void On(ExecutionHeadInvalid invalid)
    {
        if (_store.Blocks.Values.FirstOrDefault(
            block => block.PayloadHash == invalid.HeadBlockHash && Payloads.IsPayloadVerified(block)) is { } payload)
        {
            Invalidate(payload, invalid.LatestValidHash, invalid.Error);
        }
    }

    /// <summary>The execution layer is there again, or not.</summary>
    public void On(ExecutionLayerChanged changed)
    {
        _isEngineAway = changed.IsOffline;
        if (!changed.IsOffline)
        {
            RetryEngine();
        }
    }

    /// <summary>Asks again where the execution layer gave no answer, or did not know the head yet: nothing else may ever ask.</summary>
    private void RetryEngine()
    {
        // Of what is asked for in a replay the answer may be there at once, and ends the import.
        foreach (var import in _imports.Values.Where(
            static import => import is { AwaitsEngine: true, Payload: not null, PostState: not null }).ToArray())
        {
            import.AwaitsEngine = false;
            import.StageSince = CurrentSlot;
            AskEngine(import);
        }

        foreach (var import in _envelopeImports.Values.Where(
            static import => import is { AwaitsEngine: true, Payload: not null }).ToArray())
        {
            import.AwaitsEngine = false;
            import.StageSince = CurrentSlot;
            AskEngine(import);
        }

        if (_head is { IsInvalid: false } head && (_isForkchoiceUnanswered || head.IsOptimistic))
        {
            TellEngine(head, _headNode);
        }
    }

    private void AskEngine(BlockImport import) => AskEngine(
        new NewPayload(import.Root, import.PostState!.ForkName, import.Payload!) { RequestId = import.Question = _ids.Next() });

    private void AskEngine(EnvelopeImport import) => AskEngine(
        new NewPayload(import.BlockRoot, import.Fork, import.Payload!)
        {
            RequestId = import.Question = _ids.Next(),
            InclusionListTransactions = Wanted(import.BlockRoot),
        });

    /// <summary>
    /// Asks about a payload, whose import knows the answer by the number of the question. A replay does not wait for a layer that is away,
    /// block by block: what it has not been asked about is undecided, as what it gave no answer to (`bellatrix/optimistic-sync.md`).
    /// </summary>
    private void AskEngine(NewPayload question)
    {
        if (_isReplaying && _isEngineAway)
        {
            On(new NewPayloadResult(question.BlockRoot, EngineVerdict.Unavailable, null, null) { RequestId = question.RequestId });
        }
        else
        {
            _ports.AskEngine(question);
        }
    }

    /// <summary>
    /// True where only what is safe or final has moved, as at an epoch's first tick. That is not told at once: it would stand in front of
    /// the build of the slot's proposer, who tells it himself.
    /// </summary>
    private static bool IsSameToEngine(HeadSnapshot previous, HeadSnapshot head) =>
        previous with { State = head.State, Justified = head.Justified, Finalized = head.Finalized, Execution = head.Execution } == head
        && previous.Execution.Head == head.Execution.Head;

    private void TellOwedHead()
    {
        if (_isHeadOwed && _head is { IsInvalid: false } head)
        {
            TellEngine(head, _headNode);
        }
    }

    private void TellEngine(HeadSnapshot head, ForkChoiceNode node)
    {
        if (head.Execution.Head == default)
        {
            return;
        }

        (_isForkchoiceUnanswered, _isHeadOwed) = (false, false);
        var id = _ids.Next();
        _forkchoice = (id, node);
        var (hash, safe, finalized) = (head.Execution.Head, head.Execution.Safe, head.Execution.Finalized);
        _ports.AskEngine(new ForkchoiceUpdated(id, head.State.ForkName, hash, safe, finalized, null));
    }

    private void OnVerdict(BlockImport import, NewPayloadResult result)
    {
        var block = import.Block.Message;
        if (result.Verdict == EngineVerdict.Invalid)
        {
            if (_store.Blocks.ContainsKey(block.ParentRoot))
            {
                InvalidateBelow(block.ParentRoot, Payloads.GetParentPayloadStatus(_store, block), result.LatestValidHash);
            }

            Refuse(import, Refusal.Because($"the execution layer: {result.Error}", "verify_and_notify_new_payload"), RefusalScope.Now);
            return;
        }

        // What was stored had been judged before, and is undecided again.
        var mayBeOptimistic = import.Source is Source.Replay
            || (result.Verdict != EngineVerdict.Unavailable
                && _store.Blocks.TryGetValue(block.ParentRoot, out var parent)
                && IsOptimisticCandidate(parent, block));
        if (result.Verdict != EngineVerdict.Valid && !mayBeOptimistic)
        {
            import.AwaitsEngine = true;
            Answer(import.Waiters, import.Root, ImportVerdict.Waiting);
            return;
        }

        import.IsOptimistic = result.Verdict != EngineVerdict.Valid;
        import.StageSince = CurrentSlot;
        AcceptOrAwaitData(import);
    }

    // A genesis behind the merge has no payload, and a state that names one.
    private bool IsOptimisticCandidate(StoreBlock parent, BeaconBlock block) => parent.PayloadHash != Hash32.Zero
        || OptimisticSync.IsOptimisticCandidateBlock(_store, CurrentSlot, block, Spec.Constants.SafeSlotsToImportOptimistically);

    private void OnVerdict(EnvelopeImport import, NewPayloadResult result)
    {
        if (result.Verdict == EngineVerdict.Invalid)
        {
            if (_store.Blocks.TryGetValue(import.BlockRoot, out var block) && block.Parent is { } parent)
            {
                InvalidateBelow(parent.Root, block.ParentPayloadStatus, result.LatestValidHash);
            }

            var refusal = Refusal.Because($"the execution layer: {result.Error}", "verify_and_notify_new_payload");
            Refuse(import, refusal, isBlamed: false);
            return;
        }

        if (result.Verdict == EngineVerdict.Unavailable && import.Source is not Source.Replay)
        {
            import.AwaitsEngine = true;
            Answer(import.Waiters, import.BlockRoot, ImportVerdict.Waiting);
            return;
        }

        import.IsOptimistic = result.Verdict != EngineVerdict.Valid;
        import.IsInclusionListSatisfied = import.IsOptimistic ? null : result.InclusionListSatisfied;
        import.AwaitsData = true;
        import.StageSince = CurrentSlot;
        AcceptOrAwaitData(import);
    }

    /// <summary>A payload of the store is invalid, with what stands on it.</summary>
    private void Invalidate(StoreBlock payload, Hash32? latestValidHash, string? error)
    {
        _ports.Warn($"the payload of block {payload.Root} of slot {payload.Slot} is invalid: the execution layer: {error}");
        ForgetInvalid(OptimisticSync.MarkInvalid(_store, payload.Root, latestValidHash));
    }

    /// <summary>
    /// A payload is invalid that is not in the store: so may be undecided ones it stands on (`bellatrix/optimistic-sync.md`).
    /// </summary>
    private void InvalidateBelow(Root parent, PayloadStatus status, Hash32? latestValidHash) =>
        ForgetInvalid(OptimisticSync.MarkInvalidOnTop(_store, new ForkChoiceNode(parent, status), latestValidHash));

    /// <summary>
    /// What went out of the store goes out of here as well. The execution layer may say otherwise later, so that nothing is refused for
    /// good.
    /// </summary>
    private void ForgetInvalid(Refusal? refusal)
    {
        if (refusal is not null)
        {
            _ports.Warn($"{refusal}: the execution layer contradicts what it was taken to accept");
            return;
        }

        foreach (var seen in _viewBlocks.Values.OrderBy(static seen => (seen.Slot, seen.Root)))
        {
            if (!_store.Blocks.TryGetValue(seen.Root, out var block))
            {
                Forget(seen.Root);
                if (_store.Blocks.TryGetValue(seen.ParentRoot, out var left))
                {
                    Note(left);
                }

                RefuseChildren(seen.Root, RefusalScope.Now);
            }
            else if (seen.HasEnvelope && !block.HasPayload)
            {
                _envelopes.Remove(seen.Root);
                _unwrittenEnvelopes.Remove(seen.Root);
                Note(block);
            }
        }

        UpdateHead();
    }
}
