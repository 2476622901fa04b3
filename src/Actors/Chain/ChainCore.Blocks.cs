using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Blocks: known? parent known? time come? then transition, execution layer, data, store; each stage by message, so that many are under way
/// at once.
/// </summary>
public sealed partial class ChainCore
{
    // Of the blocks under way one in so many may wait for a parent that is brought back for peers, as long as that takes.
    private const int RestoresOfInFlight = 4;

    private readonly Dictionary<Root, BlockImport> _imports = [];
    private readonly SkipPurse _skips;

    /// <summary>Takes a block in, or says why not.</summary>
    public void Import(ImportBlock command, IActorRef sender)
    {
        var block = command.Block.Message;
        if (command.Fork != _spec.ForkAtSlot(block.Slot))
        {
            // Its root is unknown too: without the right fork a block has none.
            var refusal = Refusal.Because($"a block of slot {block.Slot} is not of {command.Fork}", "on_block");
            _ports.Warn($"a block of slot {block.Slot} ({command.Source.Way}) is refused: {refusal}");
            _ports.Answer(sender, new ImportOutcome(default, ImportVerdict.Refused, refusal, command.Source));
            return;
        }

        Tick();
        var root = block.HashTreeRoot(_spec.Ssz(command.Fork));
        Consider(new BlockImport(root, command.Block, command.Source, _ports.Now)
        {
            Waiters = { new Waiter(sender, command.Source) },
            Proven = command.Proven,
        });
    }

    /// <summary>The transition of a block is done, or refused.</summary>
    public void On(BlockTransitioned done)
    {
        if (!_imports.TryGetValue(done.BlockRoot, out var import) || import.Question != done.RequestId)
        {
            return;
        }

        if (done.PostState is not { } state)
        {
            var refusal = done.Refusal ?? Refusal.Because("no post-state", "state_transition");
            Refuse(import, refusal, done.IsAboutSignatures ? RefusalScope.Copy : RefusalScope.Root);
            return;
        }

        (import.PostState, import.PulledUpTip, import.TransitionedAt) = (state, done.PulledUpTip, _ports.Now);
        import.Payload = done.Payload;
        import.StageSince = CurrentSlot;
        VerifyEarlyData(import.Root);
        PublishAwaitedData(import);
        if (done.Payload is not null)
        {
            AskEngine(import);
        }
        else
        {
            AcceptOrAwaitData(import);
        }
    }

    /// <summary>Nobody did the transition of a block: once more, then it is dropped and may come again.</summary>
    public void On(TransitionDropped dropped)
    {
        if (!_imports.TryGetValue(dropped.BlockRoot, out var import) || import.Question != dropped.RequestId)
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

        Drop(import, $"nobody applied it: {dropped.Reason}");
    }

    private void Transition(BlockImport import, StoreBlock parent)
    {
        var isPeers = import.Source.PeerId is not null;
        var isHere = Restore.IsHere(parent);
        if (import is { Source: Source.Sync, Proven.Count: 0 } && (!isHere || EpochsSkipped(import, parent) > 0))
        {
            VerifyProposer(import, parent);
            return;
        }

        if (isPeers && !isHere
            && _restores.SelectMany(static restore => restore.Awaiting).OfType<BlockImport>()
                .Count(other => other.Source.PeerId is not null && IsUnderWay(other))
                >= Math.Max(1, _settings.InFlight / RestoresOfInFlight))
        {
            _blocksDropped++;
            Drop(import, "too many wait for old blocks");
            return;
        }

        WithState(
            parent, () => IsUnderWay(import), () => Begin(import, parent), why => Drop(import, why), isPeers: isPeers, import: import);
    }

    /// <summary>Gives a block whose parent is here to a worker; one of a peer that skips epochs when it is its turn.</summary>
    private void Begin(BlockImport import, StoreBlock parent)
    {
        if (import.Source.PeerId is not null && !_skips.TryTake(EpochsSkipped(import, parent)))
        {
            import.SkipsSince ??= CurrentSlot;
            if (import.SkipsSince + (Slot)_settings.GiveUpSlots < CurrentSlot)
            {
                Drop(import, "it skips many epochs, and its turn for that did not come");
                return;
            }

            _imports.Remove(import.Root);
            import.Others.ForEach(other => Answer(other.Waiters, other.Root, ImportVerdict.Dropped));
            import.Others.Clear();
            Park(WaitKey.At(CurrentSlot + 1), import);
            return;
        }

        import.SkipsSince = null;

        // What was computed ahead of the slot, an epoch's transition above all, is not computed again.
        var advanced = _advanced.Nearest(parent.Root, import.Slot);
        (import.StageSince, import.BegunAt) = (CurrentSlot, _ports.Now);
        _ports.Transition(
            new TransitionBlock(import.Root, advanced ?? parent.State, import.Block, import.Source.BlockPriority)
            {
                RequestId = import.Question = _ids.Next(),
                IsAdvanced = advanced?.Slot == import.Slot,
                Proven = import.Proven,
            });
    }

    /// <summary>The ends of epochs that a worker has to compute for a block beyond the one that any block may stand behind.</summary>
    private ulong EpochsSkipped(BlockImport import, StoreBlock parent)
    {
        var from = Misc.ComputeEpochAtSlot(_spec.Preset, _advanced.Nearest(parent.Root, import.Slot)?.Slot ?? parent.Slot);
        return Misc.SaturatingSub(Misc.ComputeEpochAtSlot(_spec.Preset, import.Slot), from + 1);
    }

    private bool IsUnderWay(BlockImport import) => _imports.GetValueOrDefault(import.Root) == import;

    private void Consider(BlockImport import)
    {
        var block = import.Block.Message;
        if (_store.Blocks.TryGetValue(import.Root, out _))
        {
            Answer(import.Waiters, import.Root, ImportVerdict.AlreadyKnown);
        }
        else if (_imports.TryGetValue(import.Root, out var underWay))
        {
            Join(underWay, import);
        }
        else if (IsRejected(import.Root) || IsRejected(block.ParentRoot))
        {
            Reject(import);
        }
        else if (_refused.Contains(import.Root) || _refused.Contains(block.ParentRoot))
        {
            Refuse(import, Refusal.Because("it or its parent was refused before", "on_block"), RefusalScope.Root);
        }
        else if (block.Slot > CurrentSlot + (Slot)_settings.EarlySlots)
        {
            Drop(import, "it is of a slot far ahead");
        }
        else if (block.Slot > CurrentSlot)
        {
            Park(WaitKey.At(block.Slot), import);
        }
        else if (!_store.Blocks.TryGetValue(block.ParentRoot, out var parent) && block.Slot <= FinalizedSlot)
        {
            // No search for its ancestors: one that finality has passed is of no use, whatever it stands on.
            Drop(import, "finality has passed it");
        }
        else if (parent is null)
        {
            Park(WaitKey.Block(block.ParentRoot), import);
            Miss(WaitKey.Block(block.ParentRoot), import.Source);
        }
        else if (Payloads.IsParentNodeFull(_store, block) && !Payloads.IsPayloadVerified(_store, block.ParentRoot))
        {
            Park(WaitKey.Payload(block.ParentRoot), import);
            Miss(WaitKey.Payload(block.ParentRoot), import.Source);
        }
        else if (Handlers.ValidateOnBlock(_store, block) is { } refusal)
        {
            Refuse(import, refusal, RefusalScope.Root);
        }
        else if (_imports.Count >= _settings.InFlight)
        {
            _blocksDropped++;
            Drop(import, "too many are under way");
        }
        else
        {
            import.StageSince = CurrentSlot;
            _imports.Add(import.Root, import);
            Transition(import, parent);
        }
    }

    /// <summary>A block that is under way came again: one more to answer, or under another signature one more copy.</summary>
    private void Join(BlockImport underWay, BlockImport import)
    {
        if (underWay.Block.Signature == import.Block.Signature)
        {
            Merge(underWay.Waiters, import.Waiters, import.Root);
        }
        else if (underWay.Others.Count < _settings.Copies)
        {
            underWay.Others.Add(import);
            Answer(import.Waiters, import.Root, ImportVerdict.Waiting);
        }
        else
        {
            Drop(import, "too many copies of it are under way");
        }
    }

    private void Merge(List<Waiter> waiters, IReadOnlyList<Waiter> more, Root root)
    {
        foreach (var waiter in more)
        {
            if (waiters.Contains(waiter) || waiters.Count < _settings.Waiters)
            {
                if (!waiters.Contains(waiter))
                {
                    waiters.Add(waiter);
                }

                Answer([waiter], root, ImportVerdict.Waiting);
            }
            else
            {
                Answer([waiter], root, ImportVerdict.Dropped);
            }
        }
    }

    private void Park(WaitKey key, BlockImport import)
    {
        if (_room.Peek(key).OfType<BlockImport>()
            .FirstOrDefault(waiting => waiting.Root == import.Root && waiting.Block.Signature == import.Block.Signature) is { } known)
        {
            Merge(known.Waiters, import.Waiters, import.Root);
            import.Others.ForEach(other => Answer(other.Waiters, other.Root, ImportVerdict.Dropped));
            return;
        }

        Park(key, (IWaits)import);
        Answer(import.Waiters, import.Root, ImportVerdict.Waiting);
    }

    /// <summary>From deneb on a block needs its blobs, in fulu its columns; from gloas on they belong to the payload.</summary>
    private void AcceptOrAwaitData(BlockImport import)
    {
        if (!NeedsData(import) || IsDataComplete(import.Root, import.Block))
        {
            Accept(import);
            return;
        }

        import.AwaitsData = true;
        VerifyEarlyData(import.Root);
        PublishMissingDataUnlessOnItsWay(import.Root, import.Slot, import.Source);
        Answer(import.Waiters, import.Root, ImportVerdict.Waiting);
    }

    /// <summary>What was stored had its data when it was.</summary>
    private bool NeedsData(BlockImport import) =>
        import.Source is not Source.Replay
        && IsDataKept(import.Slot)
        && import.PostState?.ForkName is >= ForkName.Deneb and <= ForkName.Fulu
        && import.Block.Message.Body.BlobKzgCommitments.Count > 0;
}
