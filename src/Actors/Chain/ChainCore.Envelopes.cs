using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;

namespace Consensoor.Actors.Chain;

/// <summary>Payload envelopes, gloas on, in any order with their block and its columns.</summary>
public sealed partial class ChainCore
{
    private readonly Dictionary<Root, EnvelopeImport> _envelopeImports = [];
    private readonly EarlyQueue<Root, EnvelopeImport> _earlyEnvelopes;

    /// <summary>Takes an envelope in, or says why not.</summary>
    public void Import(ImportEnvelope command, IActorRef sender)
    {
        var root = command.Envelope.Message.BeaconBlockRoot;
        var import = new EnvelopeImport(command.Envelope, command.Source, _ports.Now) { Waiters = { sender } };
        if (!_store.Blocks.TryGetValue(root, out var block))
        {
            AwaitBlock(import);
        }
        else if (!block.HasPayloadStatus)
        {
            Answer(import.Waiters, new ImportOutcome(root, ImportVerdict.Refused, Refusal.Because("a block from before gloas has no payload apart", "on_execution_payload_envelope")));
        }
        else if (block.Payload is not null)
        {
            Answer(import.Waiters, new ImportOutcome(root, ImportVerdict.AlreadyKnown));
        }
        else if (_envelopeImports.TryGetValue(root, out var underWay))
        {
            underWay.Waiters.Add(sender);
            _ports.Answer(sender, new ImportOutcome(root, ImportVerdict.Waiting));
        }
        else
        {
            Start(import, block);
        }
    }

    /// <summary>An envelope was checked against its block's state.</summary>
    public void On(EnvelopeVerified done)
    {
        if (!_envelopeImports.TryGetValue(done.BlockRoot, out var import))
        {
            return;
        }

        if (done.Refusal is { } refusal || done.Payload is null)
        {
            Refuse(import, done.Refusal ?? Refusal.Because("no payload", "verify_execution_payload_envelope"));
            return;
        }

        if (!_store.Blocks.TryGetValue(done.BlockRoot, out var block))
        {
            Refuse(import, Refusal.Because("its block has left the store", "on_execution_payload_envelope"));
            return;
        }

        if (_payloadSeen.TryAdd(done.BlockRoot, import.ReceivedAt))
        {
            Note(block);
            Show();
        }

        import.StageSince = CurrentSlot;
        _ports.AskEngine(new NewPayload(done.BlockRoot, block.Fork, done.Payload));
    }

    /// <summary>The execution layer's word on a payload, of a block before gloas or of an envelope after.</summary>
    public void On(NewPayloadResult result)
    {
        if (_envelopeImports.TryGetValue(result.BlockRoot, out var envelope))
        {
            OnVerdict(envelope, result);
        }
        else if (_imports.TryGetValue(result.BlockRoot, out var block) && block.PostState is not null)
        {
            OnVerdict(block, result);
        }
    }

    /// <summary>The signature of an envelope was not verified: once more, then it is dropped and may come again.</summary>
    public void On(EnvelopeDropped dropped)
    {
        if (!_envelopeImports.TryGetValue(dropped.BlockRoot, out var import) || import.AwaitsData)
        {
            return;
        }

        if (!import.IsSecondTry && _store.Blocks.TryGetValue(dropped.BlockRoot, out var block))
        {
            import.IsSecondTry = true;
            import.StageSince = CurrentSlot;
            Verify(import, block);
            return;
        }

        _envelopeImports.Remove(import.BlockRoot);
        _ports.Warn($"the payload of block {import.BlockRoot} is dropped: its signature was not verified");
        Answer(import.Waiters, new ImportOutcome(import.BlockRoot, ImportVerdict.Dropped));
    }

    private void OnVerdict(EnvelopeImport import, NewPayloadResult result)
    {
        if (result.Verdict == EngineVerdict.Invalid)
        {
            if (_store.Blocks.TryGetValue(import.BlockRoot, out var block) && block.Parent is { } parent)
            {
                InvalidateBelow(parent.Root, block.ParentPayloadStatus, result.LatestValidHash);
            }

            Refuse(import, Refusal.Because($"the execution layer: {result.Error}", "verify_and_notify_new_payload"));
            return;
        }

        import.IsOptimistic = result.Verdict != EngineVerdict.Valid;
        import.AwaitsData = true;
        AcceptOrAwaitData(import);
    }

    private void AcceptOrAwaitData(EnvelopeImport import)
    {
        if (import.Source is Source.Replay || IsDataAvailable(import.BlockRoot))
        {
            Accept(import);
            return;
        }

        VerifyEarlyColumns(import.BlockRoot, CommitmentsOf(import.BlockRoot)!);
        Answer(import.Waiters, new ImportOutcome(import.BlockRoot, ImportVerdict.Waiting));
    }

    /// <summary>
    /// A payload is invalid: so may be undecided ones it stands on (`bellatrix/optimistic-sync.md`). What goes out of the store goes out of here as well.
    /// </summary>
    private void InvalidateBelow(Root parent, PayloadStatus status, Hash32? latestValidHash)
    {
        if (OptimisticSync.MarkInvalidOnTop(_store, new ForkChoiceNode(parent, status), latestValidHash) is { } refusal)
        {
            _ports.Warn($"{refusal}: the execution layer contradicts what it was taken to accept");
            return;
        }

        foreach (var root in _envelopes.Keys.Where(root => _store.Blocks.GetValueOrDefault(root) is { Payload: null }).ToArray())
        {
            _envelopes.Remove(root);
            Note(_store.Blocks[root]);
        }

        foreach (var root in _blocks.Keys.Where(root => !_store.Blocks.ContainsKey(root)).ToArray())
        {
            Forget(root);
            _refused.Add(root);
            RefuseChildren(root);
        }

        UpdateHead();
    }

    private void AwaitBlock(EnvelopeImport import)
    {
        if (_refused.Contains(import.BlockRoot))
        {
            Answer(import.Waiters, new ImportOutcome(import.BlockRoot, ImportVerdict.Refused, Refusal.Because("its block was refused", "on_execution_payload_envelope")));
            return;
        }

        if (_earlyEnvelopes.Add(import.BlockRoot, import, out var dropped))
        {
            Answer(dropped!.Waiters, new ImportOutcome(dropped.BlockRoot, ImportVerdict.Dropped));
        }

        Answer(import.Waiters, new ImportOutcome(import.BlockRoot, ImportVerdict.Waiting));
    }

    private void Start(EnvelopeImport import, StoreBlock block)
    {
        import.StageSince = CurrentSlot;
        _envelopeImports.Add(block.Root, import);
        Verify(import, block);
    }

    private void Verify(EnvelopeImport import, StoreBlock block) =>
        _ports.Transition(new VerifyEnvelope(block.Root, StateReplay.Of(block), import.Envelope, import.Source.BlockPriority));

    private void Accept(EnvelopeImport import)
    {
        var root = import.BlockRoot;
        var envelope = import.Envelope.Message;
        Tick();
        if (Handlers.AcceptExecutionPayloadEnvelope(_store, envelope, InclusionListsAlwaysSatisfied.Instance) is { } refusal)
        {
            Refuse(import, refusal);
            return;
        }

        _envelopeImports.Remove(root);
        _envelopes.TryAdd(root, import.Envelope);
        if (import.IsOptimistic)
        {
            OptimisticSync.MarkNotValidated(_store, root);
        }
        else
        {
            OptimisticSync.MarkValid(_store, root);
        }

        if (import.Source is not Source.Replay)
        {
            _ports.Keep(new KeepEnvelope(root, import.Envelope));
        }

        NoteWithAncestors(_store.Blocks[root]);
        Publish(new PayloadImported(import.Envelope, envelope.Payload.SlotNumber, _ports.Now));
        UpdateHead();
        Answer(import.Waiters, new ImportOutcome(root, ImportVerdict.Imported));
        Resume(_early.Take((root, WaitsFor.Payload)));
    }

    private void Refuse(EnvelopeImport import, Refusal refusal)
    {
        _envelopeImports.Remove(import.BlockRoot);
        _ports.Warn($"the payload of block {import.BlockRoot} is refused: {refusal}");
        Answer(import.Waiters, new ImportOutcome(import.BlockRoot, ImportVerdict.Refused, refusal));
        // Another envelope for the same block may be the right one: the block's is known by its hash, a forged one is not.
        ResumeEnvelopes(import.BlockRoot);
    }

    /// <summary>Goes on with envelopes that came before their block, one after the other until one is taken.</summary>
    private void ResumeEnvelopes(Root root)
    {
        if (_store.Blocks.TryGetValue(root, out var block) && block is { HasPayloadStatus: true, Payload: null })
        {
            var waiting = _earlyEnvelopes.Take(root);
            for (var i = 0; i < waiting.Count; i++)
            {
                if (i == 0)
                {
                    Start(waiting[i], block);
                }
                else
                {
                    _earlyEnvelopes.Add(root, waiting[i], out _);
                }
            }
        }
    }

    private void GiveUpEnvelopes(Slot now)
    {
        foreach (var import in _envelopeImports.Values.Where(import => !import.AwaitsData && import.StageSince + (Slot)_settings.GiveUpSlots < now).ToArray())
        {
            _envelopeImports.Remove(import.BlockRoot);
            _ports.Warn($"the payload of block {import.BlockRoot} is given up: its worker or the execution layer did not answer");
            Answer(import.Waiters, new ImportOutcome(import.BlockRoot, ImportVerdict.Dropped));
        }
    }
}
