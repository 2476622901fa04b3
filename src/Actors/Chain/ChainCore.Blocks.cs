using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>Blocks: known? parent known? time come? then transition, execution layer, data, store; each stage by message, so that many are under way at once.</summary>
public sealed partial class ChainCore
{
    private readonly Dictionary<Root, BlockImport> _imports = [];
    private readonly EarlyQueue<(Root Root, WaitsFor What), BlockImport> _early;
    private readonly EarlyQueue<Slot, BlockImport> _future;

    /// <summary>What an early block waits for of another block.</summary>
    private enum WaitsFor
    {
        Block,
        Payload,
    }

    /// <summary>Takes a block in, or says why not.</summary>
    public void Import(ImportBlock command, IActorRef sender)
    {
        var block = command.Block.Message;
        if (command.Fork != _spec.ForkAtSlot(block.Slot))
        {
            // Its root is unknown too: without the right fork a block has none.
            _ports.Answer(sender, new ImportOutcome(default, ImportVerdict.Refused, Refusal.Because($"a block of slot {block.Slot} is not of {command.Fork}", "on_block")));
            return;
        }

        var root = block.HashTreeRoot(_spec.Ssz(command.Fork));
        if (_store.Blocks.ContainsKey(root))
        {
            _ports.Answer(sender, new ImportOutcome(root, ImportVerdict.AlreadyKnown));
        }
        else if (_imports.TryGetValue(root, out var underWay))
        {
            Wait(underWay, sender);
        }
        else if (_refused.Contains(root) || _refused.Contains(block.ParentRoot))
        {
            Refuse(new BlockImport(root, command.Block, command.Source, _ports.Now) { Waiters = { sender } }, Refusal.Because("it or its parent was refused before", "on_block"));
        }
        else
        {
            Tick();
            Consider(new BlockImport(root, command.Block, command.Source, _ports.Now) { Waiters = { sender } });
        }
    }

    /// <summary>The transition of a block is done, or refused.</summary>
    public void On(BlockTransitioned done)
    {
        if (!_imports.TryGetValue(done.BlockRoot, out var import) || import.PostState is not null)
        {
            return;
        }

        if (done.PostState is not { } state)
        {
            Refuse(import, done.Refusal ?? Refusal.Because("no post-state", "state_transition"));
            return;
        }

        (import.PostState, import.PulledUpTip) = (state, done.PulledUpTip);
        import.StageSince = CurrentSlot;
        if (done.Payload is { } payload)
        {
            _ports.AskEngine(new NewPayload(import.Root, state.ForkName, payload));
        }
        else
        {
            AcceptOrAwaitData(import);
        }
    }

    /// <summary>The signatures of a block were not verified: once more, then it is dropped and may come again.</summary>
    public void On(TransitionDropped dropped)
    {
        if (!_imports.TryGetValue(dropped.BlockRoot, out var import) || import.PostState is not null)
        {
            return;
        }

        if (!import.IsSecondTry && _store.Blocks.TryGetValue(import.Block.Message.ParentRoot, out var parent))
        {
            import.IsSecondTry = true;
            import.StageSince = CurrentSlot;
            Transition(import, parent);
            return;
        }

        _imports.Remove(import.Root);
        _ports.Warn($"block {import.Root} of slot {import.Slot} is dropped: its signatures were not verified");
        Answer(import.Waiters, new ImportOutcome(import.Root, ImportVerdict.Dropped));
    }

    private void Transition(BlockImport import, StoreBlock parent) =>
        _ports.Transition(new TransitionBlock(import.Root, StateReplay.Of(parent), import.Block, import.Source.BlockPriority)
        {
            // The lane verified it, by this very root, before the block came here.
            IsProposerVerified = import.Source is Source.Peer,
        });

    private void OnVerdict(BlockImport import, NewPayloadResult result)
    {
        if (result.Verdict == EngineVerdict.Invalid)
        {
            var block = import.Block.Message;
            if (_store.Blocks.ContainsKey(block.ParentRoot))
            {
                InvalidateBelow(block.ParentRoot, Payloads.GetParentPayloadStatus(_store, block), result.LatestValidHash);
            }

            Refuse(import, Refusal.Because($"the execution layer: {result.Error}", "verify_and_notify_new_payload"));
            return;
        }

        import.IsOptimistic = result.Verdict != EngineVerdict.Valid;
        AcceptOrAwaitData(import);
    }

    private void Consider(BlockImport import)
    {
        var block = import.Block.Message;
        if (block.Slot > CurrentSlot)
        {
            Park(_future, block.Slot, import);
        }
        else if (!_store.Blocks.ContainsKey(block.ParentRoot))
        {
            Park(_early, (block.ParentRoot, WaitsFor.Block), import);
        }
        else if (Payloads.IsParentNodeFull(_store, block) && !Payloads.IsPayloadVerified(_store, block.ParentRoot))
        {
            Park(_early, (block.ParentRoot, WaitsFor.Payload), import);
        }
        else if (Handlers.ValidateOnBlock(_store, block) is { } refusal)
        {
            Refuse(import, refusal);
        }
        else if (_imports.Count >= _settings.InFlight)
        {
            _blocksDropped++;
            Answer(import.Waiters, new ImportOutcome(import.Root, ImportVerdict.Dropped));
        }
        else
        {
            import.StageSince = CurrentSlot;
            _imports.Add(import.Root, import);
            Transition(import, _store.Blocks[block.ParentRoot]);
        }
    }

    private void Park<TKey>(EarlyQueue<TKey, BlockImport> queue, TKey key, BlockImport import)
        where TKey : notnull
    {
        if (queue.Peek(key).FirstOrDefault(waiting => waiting.Root == import.Root) is { } known)
        {
            known.Waiters.AddRange(import.Waiters);
        }
        else if (queue.Add(key, import, out var dropped))
        {
            Answer(dropped!.Waiters, new ImportOutcome(dropped.Root, ImportVerdict.Dropped));
        }

        Answer(import.Waiters, new ImportOutcome(import.Root, ImportVerdict.Waiting));
    }

    private void Wait(BlockImport import, IActorRef sender)
    {
        if (!import.Waiters.Contains(sender))
        {
            import.Waiters.Add(sender);
        }

        _ports.Answer(sender, new ImportOutcome(import.Root, ImportVerdict.Waiting));
    }

    /// <summary>From fulu to gloas a block needs its columns; before, blobs are not collected, and from gloas on they belong to the payload.</summary>
    private void AcceptOrAwaitData(BlockImport import)
    {
        if (!NeedsColumns(import) || _columns.IsComplete(import.Root))
        {
            Accept(import);
            return;
        }

        VerifyEarlyColumns(import.Root, import.Block.Message.Body.BlobKzgCommitments);
        Answer(import.Waiters, new ImportOutcome(import.Root, ImportVerdict.Waiting));
    }

    private void Accept(BlockImport import)
    {
        Tick();
        var block = import.Block.Message;
        if (Handlers.AcceptBlock(_store, block, import.Root, import.PostState!, import.PulledUpTip) is { } refusal)
        {
            Refuse(import, refusal);
            return;
        }

        _imports.Remove(import.Root);
        _blocks.TryAdd(import.Root, import.Block);
        if (import.IsOptimistic)
        {
            OptimisticSync.MarkNotValidated(_store, import.Root);
        }
        else if (import.PostState!.ForkName is >= ForkName.Bellatrix and < ForkName.Gloas)
        {
            OptimisticSync.MarkValid(_store, import.Root);
        }

        foreach (var attestation in block.Body.Attestations)
        {
            // The transition has verified them, and the block's own state knows their committees as well as the target's would.
            Handlers.OnVerifiedAttestation(_store, Accessors.GetIndexedAttestation(import.PostState!, attestation), isFromBlock: true);
        }

        foreach (var slashing in block.Body.AttesterSlashings)
        {
            Handlers.OnAttesterSlashing(_store, slashing, Trusted);
        }

        if (import.Source is not Source.Replay)
        {
            _ports.Keep(new KeepBlock(import.Root, import.Block));
        }

        NoteWithAncestors(_store.Blocks[import.Root]);
        var now = _ports.Now;
        Publish(new BlockImported(import.Block, import.Root, import.PostState!, import.Source, now - import.ReceivedAt, now, OptimisticSync.IsOptimistic(_store, _store.Blocks[import.Root].EntryNode)));
        UpdateHead();
        Answer(import.Waiters, new ImportOutcome(import.Root, ImportVerdict.Imported));
        ResumeEnvelopes(import.Root);
        Resume(_early.Take((import.Root, WaitsFor.Block)));
    }

    private void Refuse(BlockImport import, Refusal refusal)
    {
        _imports.Remove(import.Root);
        _refused.Add(import.Root);
        _columns.Forget(import.Root);
        Publish(new BlockRefused(import.Root, import.Slot, import.Source, refusal));
        Answer(import.Waiters, new ImportOutcome(import.Root, ImportVerdict.Refused, refusal));
        RefuseChildren(import.Root);
    }

    private void RefuseChildren(Root root)
    {
        foreach (var child in (BlockImport[])[.. _early.Take((root, WaitsFor.Block)), .. _early.Take((root, WaitsFor.Payload))])
        {
            Refuse(child, Refusal.Because("its parent was refused", "on_block"));
        }
    }

    private void ResumeFuture(Slot slot) => Resume(_future.TakeWhere(import => import.Slot <= slot));

    private void Resume(IReadOnlyList<BlockImport> imports)
    {
        foreach (var import in imports)
        {
            Consider(import);
        }
    }

    private void GiveUp(Slot now)
    {
        foreach (var import in _imports.Values.Where(import => import.StageSince + (Slot)_settings.GiveUpSlots < now && !(NeedsColumns(import) && import.Slot >= FinalizedSlot)).ToArray())
        {
            _imports.Remove(import.Root);
            _ports.Warn($"block {import.Root} of slot {import.Slot} is given up: its worker or the execution layer did not answer");
            Answer(import.Waiters, new ImportOutcome(import.Root, ImportVerdict.Dropped));
        }

        GiveUpEnvelopes(now);
    }

    /// <summary>What was stored had its data when it was; columns are not stored.</summary>
    private static bool NeedsColumns(BlockImport import) =>
        import.Source is not Source.Replay && import.PostState?.ForkName == ForkName.Fulu && import.Block.Message.Body.BlobKzgCommitments.Count > 0;
}
