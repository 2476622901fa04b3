using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Blocks far behind the head of which only a summary is in memory: whatever needs state or body of one waits here until it is back. What
/// came back stays for some slots. What peers gave has at most `chain.replays` blocks replayed a slot, whatever they send: what would take
/// more goes on in the next one.
/// </summary>
public sealed partial class ChainCore
{
    private readonly List<Restore> _restores = [];
    private readonly Queue<(Root Root, Slot Since)> _restored = new();
    private ulong _restoresDropped;

    // Blocks that may yet be replayed for peers in this slot; below zero what was taken of the slots to come.
    private long _replays;

    /// <summary>A block came out of storage, or is not there.</summary>
    public void On(StoredBlock stored)
    {
        foreach (var restore in _restores.Where(restore => restore.IsLoading(stored.Root)).ToArray())
        {
            if (!_store.Blocks.ContainsKey(restore.Block.Root))
            {
                // Nothing of it may be kept: whatever is kept beside the store is of blocks in it.
                Fail(restore, "it has left the store");
                continue;
            }

            if (stored.Block is not { Message: var body })
            {
                Fail(restore, $"block {stored.Root} is not in storage");
                continue;
            }

            restore.Take(stored.Root, body);
            if (restore.Block.Root == stored.Root)
            {
                TakeBack(restore.Block, stored);
            }

            GoOn(restore);
        }
    }

    /// <summary>Storage could not read a block.</summary>
    public void On(StorageFailed failed)
    {
        if (failed.Question is LoadBlock { Root: var root })
        {
            foreach (var restore in _restores.Where(restore => restore.IsLoading(root)).ToArray())
            {
                Fail(restore, failed.Reason);
            }
        }
    }

    /// <summary>A post-state was made again, or not.</summary>
    public void On(StateRegenerated done)
    {
        var below = _restores.Find(restore => restore.IsReplaying(done.Root)) is { From: var from }
            ? _store.Blocks.GetValueOrDefault(from)?.KeptState
            : null;
        if (done.State is { } state && _store.Blocks.TryGetValue(done.Root, out var block))
        {
            block.KeepState(state);
        }

        foreach (var restore in _restores.Where(restore => restore.IsReplaying(done.Root)).ToArray())
        {
            restore.EndReplay(isMade: done.State is not null);
            if (!_store.Blocks.ContainsKey(restore.Block.Root))
            {
                Fail(restore, "it has left the store");
            }
            else if (done.State is null)
            {
                Fail(restore, done.Refusal?.ToString() ?? $"nobody made the state of block {done.Root}: {done.Dropped}");
            }
            else
            {
                GoOn(restore);
            }
        }

        // Only now: counting may let states go, and this one stays as the beginning of the next step.
        if (done.State is { } made && _store.Blocks.ContainsKey(done.Root))
        {
            Count(made, below);
        }
    }

    /// <summary>
    /// Goes on with a block whose state and body are at hand: at once, or when they are; or says why they do not come. By then nobody may
    /// want it any more. What the chain itself needs to weigh votes and to move its head (isOwn) has no bound, since it is a few blocks,
    /// and takes no place from what peers need, nor they from it. What is replayed for something that a peer gave (isPeers) is bounded by
    /// slot. An import that it is for is known by it (<see cref="AwaitsRestore"/>).
    /// </summary>
    private void WithState(
        StoreBlock block,
        Func<bool> isWanted,
        Action then,
        Action<string> otherwise,
        bool isOwn = false,
        bool isPeers = false,
        IWaits? import = null)
    {
        if (Restore.IsHere(block))
        {
            then();
            return;
        }

        var restore = _restores.Find(known => known.Block == block);
        if (restore is null)
        {
            if (!isOwn && _restores.Count(static other => !other.IsOwn) >= _settings.Restores)
            {
                _restoresDropped++;
                otherwise("too many old blocks are asked for");
                return;
            }

            restore = new Restore(block, _settings.ReplayPage, CurrentSlot, isOwn, isPeers);
            _restores.Add(restore);
            restore.Add(isWanted, then, otherwise, import);
            GoOn(restore);
            return;
        }

        restore.Add(isWanted, then, otherwise, import);
        if (!isPeers)
        {
            restore.TakeOver(isOwn);
            if (restore.IsHeld)
            {
                GoOn(restore);
            }
        }
    }

    private void GoOn(Restore restore)
    {
        if (!restore.IsDone)
        {
            if (restore.IsPeers && _replays <= 0)
            {
                restore.Hold(CurrentSlot);
                return;
            }

            var (load, replay) = restore.Next(CurrentSlot);
            foreach (var root in load)
            {
                _ports.Load(new LoadBlock(root));
            }

            if (replay is not null)
            {
                _replays -= restore.IsPeers ? replay.Replay.Blocks.Count : 0;
                _ports.Transition(replay);
            }

            return;
        }

        _restores.Remove(restore);
        _restored.Enqueue((restore.Block.Root, CurrentSlot));
        if (_restored.Count > _settings.Restores)
        {
            _restored.Dequeue();
        }

        Note(restore.Block);
        foreach (var waiter in restore.TakeWaiting().Where(static waiter => waiter.IsWanted()))
        {
            waiter.Then();
        }
    }

    private void Fail(Restore restore, string why)
    {
        _restores.Remove(restore);
        _ports.Warn($"block {restore.Block.Root} of slot {restore.Block.Slot} is not brought back: {why}");
        foreach (var waiter in restore.TakeWaiting().Where(static waiter => waiter.IsWanted()))
        {
            waiter.Otherwise(why);
        }
    }

    private void TakeBack(StoreBlock block, StoredBlock stored)
    {
        block.KeepBody(stored.Block!.Message, stored.Envelope?.Message);
        _blocks[block.Root] = stored.Block;
        if (block.HasPayload && stored.Envelope is { } envelope)
        {
            _envelopes[block.Root] = envelope;
        }
    }

    /// <summary>A slot begins: what peers gave has some more blocks replayed, and epochs skipped.</summary>
    private void GrantReplays()
    {
        _replays = Math.Min(_replays + _settings.Replays, _settings.Replays);
        _skips.Grant();
    }

    /// <summary>What waited for a slot goes on in its order.</summary>
    private void ResumeRestores()
    {
        foreach (var restore in _restores.Where(static restore => restore.IsHeld).ToArray())
        {
            GoOn(restore);
        }
    }

    /// <summary>
    /// True while a block is being brought back for an import, which is not given up before: bringing back gives itself up.
    /// </summary>
    private bool AwaitsRestore(IWaits import) => _restores.Exists(restore => restore.Awaiting.Contains(import));

    /// <summary>Gives up what left the store or was never answered, and no longer holds what came back for nobody.</summary>
    private void GiveUpRestores(Slot now)
    {
        foreach (var restore in _restores.ToArray())
        {
            if (!_store.Blocks.ContainsKey(restore.Block.Root))
            {
                Fail(restore, "it has left the store");
            }
            else if (restore.Since + (Slot)_settings.GiveUpSlots < now)
            {
                Fail(restore, "its way back took too long");
            }
        }

        while (_restored.TryPeek(out var oldest) && oldest.Since + (Slot)_settings.EarlySlots < now)
        {
            _restored.Dequeue();
        }
    }
}
