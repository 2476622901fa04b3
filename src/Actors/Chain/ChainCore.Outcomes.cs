using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>What becomes of a block: it enters the store, is refused (for good, for now, or this copy only), or is given up.</summary>
public sealed partial class ChainCore
{
    /// <summary>Takes a block into the store, once the states are here by which votes are weighed with it.</summary>
    private void Accept(BlockImport import)
    {
        Tick();
        import.AwaitsStates = !IsWeighableWith(import);
        if (import.AwaitsStates)
        {
            return;
        }

        var block = import.Block.Message;
        if (Handlers.AcceptBlock(_store, block, import.Root, import.PostState!, import.PulledUpTip) is { } refusal)
        {
            Refuse(import, refusal, RefusalScope.Now);
            return;
        }

        _imports.Remove(import.Root);
        _blocks.TryAdd(import.Root, import.Block);
        IReadOnlyList<StoreBlock> decided = [];
        if (import.IsOptimistic)
        {
            OptimisticSync.MarkNotValidated(_store, import.Root);
        }
        else if (import.PostState!.ForkName is >= ForkName.Bellatrix and < ForkName.Gloas)
        {
            decided = OptimisticSync.MarkValid(_store, import.Root);
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
            Keep(new KeepBlock(import.Root, import.Block));
        }

        var added = _store.Blocks[import.Root];
        Note([added, added.Parent!, .. decided]);
        var now = _ports.Now;
        var isOptimistic = OptimisticSync.IsOptimistic(_store, added.EntryNode);
        Publish(new BlockImported(import.Block, import.Root, import.PostState!, import.Source, now - import.ReceivedAt, now, isOptimistic)
        {
            ExecutionAt = import.ExecutionAt,
            BegunAt = import.BegunAt,
            TransitionedAt = import.TransitionedAt,
        });
        UpdateHead();
        Answer(import.Waiters, import.Root, ImportVerdict.Imported);
        import.Others.ForEach(other => Answer(other.Waiters, other.Root, ImportVerdict.AlreadyKnown));
        Resume(_room.Take(WaitKey.Block(import.Root)));
        Count(import.PostState!, added.Parent!.KeptState);
    }

    /// <summary>Refuses a block, and what its refusal decides with it; the operator hears of each block once.</summary>
    private void Refuse(BlockImport import, Refusal refusal, RefusalScope scope)
    {
        _imports.Remove(import.Root);
        if (scope != RefusalScope.Root || _refused.Add(import.Root))
        {
            _ports.Warn($"block {import.Root} of slot {import.Slot} ({import.Source.Way}) is refused: {refusal}");
        }

        var isBlamed = scope != RefusalScope.Now;
        Publish(new BlockRefused(import.Root, import.Slot, import.Source, refusal) { IsBlamed = isBlamed });
        Answer(import.Waiters, import.Root, ImportVerdict.Refused, refusal, isBlamed);
        if (scope == RefusalScope.Copy)
        {
            // The next copy has its turn, and takes the others with it.
            if (import.Others.Count > 0)
            {
                var next = import.Others[0];
                next.Others.AddRange(import.Others.Skip(1));
                Consider(next);
            }

            return;
        }

        _columns.Forget(import.Root);
        _blobs.Forget(import.Root);
        import.Others.ForEach(other => Answer(other.Waiters, other.Root, ImportVerdict.Refused, refusal, isBlamed));
        RefuseChildren(import.Root, scope);
    }

    /// <summary>Gives a block up that nobody found fault with: it may come again.</summary>
    private void Drop(BlockImport import, string why)
    {
        if (_imports.TryGetValue(import.Root, out var underWay) && underWay == import)
        {
            _imports.Remove(import.Root);
            _ports.Warn($"block {import.Root} of slot {import.Slot} is dropped: {why}");
        }

        if (!_store.Blocks.ContainsKey(import.Root))
        {
            MissAgain(WaitKey.Block(import.Root));
        }

        Answer(import.Waiters, import.Root, ImportVerdict.Dropped);
        import.Others.ForEach(other => Answer(other.Waiters, other.Root, ImportVerdict.Dropped));
    }

    /// <summary>Gives up what was never answered, and what finality has passed.</summary>
    private void GiveUp(Slot now)
    {
        foreach (var import in _imports.Values.ToArray())
        {
            var patience = (Slot)(import.PostState is not null ? _settings.EarlySlots : _settings.GiveUpSlots);
            var isLate = import.StageSince + patience < now && !AwaitsRestore(import);
            if (import.Slot <= FinalizedSlot || isLate)
            {
                Drop(import, "what it waited for did not come");
            }
        }

        GiveUpEnvelopes(now);
        GiveUpWaiting(now);
    }
}
