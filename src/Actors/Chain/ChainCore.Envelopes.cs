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

    /// <summary>Takes an envelope in, or says why not.</summary>
    public void Import(ImportEnvelope command, IActorRef sender)
    {
        var root = command.Envelope.Message.BeaconBlockRoot;
        var import = new EnvelopeImport(command.Envelope, command.Source, _ports.Now)
        {
            Waiters = { new Waiter(sender, command.Source) },
            StageSince = CurrentSlot,
            Proven = command.Proven,
        };
        Consider(import);
    }

    private void Consider(EnvelopeImport import)
    {
        var root = import.BlockRoot;
        if (!_store.Blocks.TryGetValue(root, out var block))
        {
            AwaitBlock(import);
        }
        else if (!block.HasPayloadStatus)
        {
            var refusal = Refusal.Because("a block from before gloas has no payload apart", "on_execution_payload_envelope");
            Answer(import.Waiters, root, ImportVerdict.Refused, refusal);
        }
        else if (block.HasPayload)
        {
            Answer(import.Waiters, root, ImportVerdict.AlreadyKnown);
        }
        else if (_envelopeImports.TryGetValue(root, out var underWay))
        {
            Join(underWay, import);
        }
        else
        {
            Start(import, block);
        }
    }

    /// <summary>An envelope was checked against its block's state.</summary>
    public void On(EnvelopeVerified done)
    {
        if (!_envelopeImports.TryGetValue(done.BlockRoot, out var import) || import.Question != done.RequestId)
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
            Drop(import, "its block has left the store");
            return;
        }

        if (_payloadSeen.TryAdd(done.BlockRoot, import.ReceivedAt))
        {
            Note(block);
            Show();
        }

        import.StageSince = CurrentSlot;
        (import.Payload, import.Fork, import.CheckedAt) = (done.Payload, block.Fork, _ports.Now);
        AskEngine(import);
    }

    /// <summary>The signature of an envelope was not verified: once more, then it is dropped and may come again.</summary>
    public void On(EnvelopeDropped dropped)
    {
        if (!_envelopeImports.TryGetValue(dropped.BlockRoot, out var import) || import.Question != dropped.RequestId)
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

        Drop(import, $"nobody checked it: {dropped.Reason}");
    }

    private void AcceptOrAwaitData(EnvelopeImport import)
    {
        if (import.Source is Source.Replay || IsDataAvailable(import.BlockRoot))
        {
            Accept(import);
            return;
        }

        VerifyEarlyData(import.BlockRoot);
        PublishMissingDataUnlessOnItsWay(import.BlockRoot, import.Envelope.Message.Payload.SlotNumber, import.Source);
        Answer(import.Waiters, import.BlockRoot, ImportVerdict.Waiting);
    }

    /// <summary>
    /// An envelope for a block came while another is under way: one more to answer, or another candidate, which has its turn if that one
    /// does not hold.
    /// </summary>
    private void Join(EnvelopeImport underWay, EnvelopeImport import)
    {
        if (underWay.Envelope == import.Envelope)
        {
            Merge(underWay.Waiters, import.Waiters, import.BlockRoot);
        }
        else if (_room.Peek(WaitKey.Turn(import.BlockRoot)).Count() < _settings.Copies)
        {
            Park(WaitKey.Turn(import.BlockRoot), import);
        }
        else
        {
            Answer(import.Waiters, import.BlockRoot, ImportVerdict.Dropped);
        }
    }

    private void Park(WaitKey key, EnvelopeImport import)
    {
        if (_room.Peek(key).OfType<EnvelopeImport>().FirstOrDefault(waiting => waiting.Envelope == import.Envelope) is { } known)
        {
            Merge(known.Waiters, import.Waiters, import.BlockRoot);
            return;
        }

        Park(key, (IWaits)import);
        Answer(import.Waiters, import.BlockRoot, ImportVerdict.Waiting);
    }

    private void AwaitBlock(EnvelopeImport import)
    {
        if (_refused.Contains(import.BlockRoot))
        {
            var refusal = Refusal.Because("its block was refused", "on_execution_payload_envelope");
            Answer(import.Waiters, import.BlockRoot, ImportVerdict.Refused, refusal);
            return;
        }

        Miss(WaitKey.Block(import.BlockRoot), import.Source);
        Park(WaitKey.Block(import.BlockRoot), import);
    }

    private void Start(EnvelopeImport import, StoreBlock block)
    {
        import.StageSince = CurrentSlot;
        _envelopeImports.Add(block.Root, import);
        Verify(import, block);
    }

    private void Verify(EnvelopeImport import, StoreBlock block)
    {
        if (!Restore.IsHere(block) && import is { Source: Source.Sync, Proven.Count: 0 })
        {
            VerifyBuilder(import, block);
            return;
        }

        WithState(
            block,
            () => IsUnderWay(import),
            () =>
            {
                import.StageSince = CurrentSlot;
                _ports.Transition(new VerifyEnvelope(block.Root, block.State, import.Envelope, import.Source.BlockPriority)
                {
                    RequestId = import.Question = _ids.Next(),
                    Proven = import.Proven,
                });
            },
            why => Drop(import, why),
            isPeers: import.Source.PeerId is not null,
            import: import);
    }

    private bool IsUnderWay(EnvelopeImport import) => _envelopeImports.GetValueOrDefault(import.BlockRoot) == import;

    private void Accept(EnvelopeImport import)
    {
        var root = import.BlockRoot;
        var envelope = import.Envelope.Message;
        Tick();
        if (Handlers.AcceptExecutionPayloadEnvelope(_store, envelope, Judged(import)) is { } refusal)
        {
            Refuse(import, refusal);
            return;
        }

        _envelopeImports.Remove(root);
        _envelopes.TryAdd(root, import.Envelope);
        IReadOnlyList<StoreBlock> decided = [];
        if (import.IsOptimistic)
        {
            OptimisticSync.MarkNotValidated(_store, root);
        }
        else
        {
            decided = OptimisticSync.MarkValid(_store, root, import.IsInclusionListSatisfied ?? true);
        }

        if (import.Source is not Source.Replay)
        {
            Keep(new KeepEnvelope(root, import.Envelope));
        }

        Note([_store.Blocks[root], .. decided]);
        Publish(new PayloadImported(import.Envelope, envelope.Payload.SlotNumber, _ports.Now)
        {
            ExecutionAt = import.ExecutionAt,
            Source = import.Source,
            ReceivedAt = import.ReceivedAt,
            CheckedAt = import.CheckedAt,
        });
        UpdateHead();
        Answer(import.Waiters, root, ImportVerdict.Imported);
        foreach (var other in _room.Take(WaitKey.Turn(root)).Cast<EnvelopeImport>())
        {
            Answer(other.Waiters, root, ImportVerdict.AlreadyKnown);
        }

        Resume(_room.Take(WaitKey.Payload(root)));
    }

    private void Refuse(EnvelopeImport import, Refusal refusal, bool isBlamed = true)
    {
        _envelopeImports.Remove(import.BlockRoot);
        _ports.Warn($"the payload of block {import.BlockRoot} ({import.Source.Way}) is refused: {refusal}");
        Publish(new PayloadRefused(import.BlockRoot, import.Source, refusal) { IsBlamed = isBlamed });
        Answer(import.Waiters, import.BlockRoot, ImportVerdict.Refused, refusal, isBlamed);
        // Another envelope for the same block may be the right one: the block's is known by its hash, a forged one is not.
        ResumeEnvelopes(import.BlockRoot);
    }

    /// <summary>Goes on with the other envelopes for a block, one after the other until one is taken.</summary>
    private void ResumeEnvelopes(Root root)
    {
        var others = _room.Take(WaitKey.Turn(root));
        if (_store.Blocks.ContainsKey(root))
        {
            Resume(others);
            return;
        }

        foreach (var other in others.Cast<EnvelopeImport>())
        {
            Answer(other.Waiters, root, ImportVerdict.Dropped);
        }
    }

    private void Drop(EnvelopeImport import, string why)
    {
        _envelopeImports.Remove(import.BlockRoot);
        _ports.Warn($"the payload of block {import.BlockRoot} is dropped: {why}");
        MissAgain(WaitKey.Payload(import.BlockRoot));
        Answer(import.Waiters, import.BlockRoot, ImportVerdict.Dropped);
        ResumeEnvelopes(import.BlockRoot);
    }

    /// <summary>Gives up what was never answered, and whose data did not come.</summary>
    private void GiveUpEnvelopes(Slot now)
    {
        foreach (var import in _envelopeImports.Values.ToArray())
        {
            var patience = (Slot)(import.Payload is not null ? _settings.EarlySlots : _settings.GiveUpSlots);
            var isLate = import.StageSince + patience < now && !AwaitsRestore(import);
            if (isLate || !_store.Blocks.ContainsKey(import.BlockRoot))
            {
                Drop(import, "what it waited for did not come");
            }
        }
    }
}
