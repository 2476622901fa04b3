using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Storage;

/// <summary>
/// Owns the chain store, on the dispatcher for disks. What came while it was busy is flushed to the disk together; what could not be
/// written waits in a <see cref="WriteQueue"/>, over a restart too, and is tried again. A question is answered once, with
/// <see cref="StorageFailed"/> where the store cannot be read.
/// </summary>
internal sealed partial class StorageActor : ReceiveActor, IWithTimers
{
    private readonly ChainSpec _spec;
    private readonly IChainStore _store;
    private readonly StorageSettings _settings;
    private readonly WriteQueue _writes;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _writer = ActorRefs.Nobody;
    private TimeSpan _retry;
    private bool _isFlushing;
    private bool _isFailing;

    /// <summary>An actor over a store that holds an anchor.</summary>
    public StorageActor(ChainSpec spec, IChainStore store, StorageSettings settings, WriteQueue writes)
    {
        _spec = spec;
        _store = store;
        _settings = settings;
        _writes = writes;
        _retry = settings.Retry;
        Receive<KeepBlock>(OnWrite);
        Receive<KeepEnvelope>(OnWrite);
        Receive<KeepAnchor>(OnWrite);
        Receive<KeepHistory>(Add);
        Receive<KeepPayloads>(Add);
        Receive<LoadHistory>(OnLoadHistory);
        Receive<Flush>(_ => OnFlush());
        Receive<Retry>(_ => Write());
        Receive<LoadBlock>(load => Answer(load, () => Load(load.Root)));
        Receive<LoadRootBySlot>(load => Answer(load, () => new StoredRoot(load.Slot, _store.GetFinalizedRoot(load.Slot))));
        Receive<LoadBlocks>(load => Answer(load, () => Page(load)));
        Receive<LoadAnchor>(load => Answer(load, Anchor));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Describes a storage actor over a store; what could not be written outlives its restarts.</summary>
    public static Props Props(ChainSpec spec, IChainStore store, StorageSettings settings)
    {
        var writes = new WriteQueue(settings.Unwritten);
        return Akka.Actor.Props.Create(() => new StorageActor(spec, store, settings, writes));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // A former self may have left some.
        _writes.Fail();
        if (_writes.Count > 0)
        {
            Write();
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => RefuseHistory("storage was stopped");

    private void OnWrite(IStorageCommand command)
    {
        _writer = Sender;
        Add(command);
    }

    // History comes from elsewhere, and what was written of the chain is not for that.
    private void Add(IStorageCommand command)
    {
        if (!_writes.Add(command))
        {
            _log.Error("{0} is not kept: {1} writes wait for the disk already", command.GetType().Name, _writes.Bound);
            ReportQueue();
        }

        if (!_isFailing)
        {
            Write();
        }
    }

    /// <summary>Applies what waits; the flush comes behind what is in the mailbox by now.</summary>
    private void Write()
    {
        try
        {
            while (_writes.Next is { } command)
            {
                Apply(command);
                _writes.Apply();
            }

            if (!_isFlushing)
            {
                _isFlushing = true;
                Self.Tell(Flush.Instance);
            }
        }
        catch (ChainStoreException e)
        {
            OnFailure(e);
        }
    }

    private void OnFlush()
    {
        _isFlushing = false;
        try
        {
            _store.Flush();
            Answer(_writes.Flush());
            AnswerHistory();
        }
        catch (ChainStoreException e)
        {
            OnFailure(e);
            return;
        }

        if (_isFailing)
        {
            _log.Info("the chain store is written again");
            ReportQueue();
        }

        _isFailing = false;
        _retry = _settings.Retry;
    }

    private void OnFailure(ChainStoreException e)
    {
        _writes.Fail();
        _isFailing = true;
        _log.Error("{0} write(s) wait for the disk, which are tried again in {1}: {2}", _writes.Count, _retry, e.Message);
        RefuseHistory(e.Message);
        ReportQueue();
        Timers.StartSingleTimer("retry", Retry.Instance, _retry);
        _retry = _retry * 2 < _settings.MaxRetry ? _retry * 2 : _settings.MaxRetry;
    }

    private void Answer(IReadOnlyList<IStorageCommand> written)
    {
        Root[] blocks = [.. written.OfType<KeepBlock>().Select(static keep => keep.Root)];
        Root[] envelopes = [.. written.OfType<KeepEnvelope>().Select(static keep => keep.BlockRoot)];
        foreach (var history in written.OfType<KeepHistory>())
        {
            var builtOn = history.Blocks.Count > 0 ? BuiltOn(history.Blocks[0].Block) : null;
            Context.System.EventStream.Publish(
                new HistoryKept(history.Oldest, history.Parent) { BuiltOn = builtOn, Owed = history.Owed });
        }

        if (blocks.Length + envelopes.Length > 0)
        {
            _writer.Tell(new Written(blocks, envelopes));
        }
    }

    private void ReportQueue() =>
        Context.System.EventStream.Publish(new QueueStatus("storage/unwritten", _writes.Count, _writes.Bound, _writes.Dropped));

    private void Answer(IStorageCommand question, Func<object> answer)
    {
        try
        {
            Sender.Tell(answer());
        }
        catch (ChainStoreException e)
        {
            _log.Error("{0} is not answered from the store: {1}", question, e.Message);
            Sender.Tell(new StorageFailed(question, e.Message));
        }
    }

    private void Apply(IStorageCommand command)
    {
        switch (command)
        {
            case KeepBlock block:
                _store.PutBlock(RowOf(block.Root, block.Block));
                break;
            case KeepEnvelope envelope:
                _store.PutEnvelope(RowOf(envelope.Envelope));
                break;
            case KeepAnchor anchor:
                OnAnchor(anchor);
                break;
            case KeepHistory history:
                _store.PutHistory(
                    new StoredHistory(history.Oldest, history.Parent) { Owed = history.Owed },
                    [.. history.Blocks.Select(kept => RowOf(kept.Root, kept.Block))],
                    [.. history.Envelopes.Select(RowOf)]);
                break;
            case KeepPayloads payloads when _store.History is { } end:
                _store.PutHistory(end with { Owed = payloads.Owed }, [], [.. payloads.Envelopes.Select(RowOf)]);
                break;
            case KeepPayloads:
                // All was here from genesis on: nothing is owed.
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command));
        }
    }

    private StoredBlockRow RowOf(Root root, SignedBeaconBlock block)
    {
        var slot = block.Message.Slot;
        var fork = _spec.ForkAtSlot(slot);
        return new StoredBlockRow(root, block.Message.ParentRoot, slot, fork, block.ToSsz(_spec.Ssz(fork)));
    }

    private StoredEnvelopeRow RowOf(SignedExecutionPayloadEnvelope envelope)
    {
        var slot = envelope.Message.Payload.SlotNumber;
        var fork = _spec.ForkAtSlot(slot);
        return new StoredEnvelopeRow(envelope.Message.BeaconBlockRoot, slot, fork, envelope.ToSsz(_spec.Ssz(fork)));
    }

    private void OnAnchor(KeepAnchor command)
    {
        var slot = command.Block.Message.Slot;
        var blockFork = _spec.ForkAtSlot(slot);
        _store.PutAnchor(
            new StoredAnchor(
                command.Finalized.Epoch,
                command.Finalized.Root,
                slot,
                blockFork,
                command.Block.ToSsz(_spec.Ssz(blockFork)),
                command.State.ForkName,
                command.State.ToSsz(command.State.Ssz)),
            ChainTo(command.Finalized.Root));
    }

    /// <summary>The roots from a block back to where the store's finalized chain ends.</summary>
    private List<Root> ChainTo(Root root)
    {
        var before = _store.Anchor?.Slot ?? 0;
        var roots = new List<Root> { root };
        while (_store.GetBlock(roots[^1]) is { } block && block.Slot > before)
        {
            roots.Add(block.ParentRoot);
        }

        return roots;
    }

    private StoredBlocks Page(LoadBlocks load)
    {
        var page = _store.BlocksAfter(load.After, load.Count);
        var through = page.Blocks.Count > 0 ? page.Blocks[^1].Slot : load.After;
        return new StoredBlocks([.. page.Blocks.Select(Decoded)], through, page.IsLast);
    }

    /// <summary>A block that cannot be read is left out, so that it does not stop those of other branches.</summary>
    private StoredBlock Decoded(StoredBlockRow row)
    {
        try
        {
            return new StoredBlock(row.Root, NodeStore.DecodeBlock(_spec, row.Fork, row.Ssz, row.Root), Envelope(row.Root));
        }
        catch (ChainStoreException e)
        {
            _log.Error("{0}; it is left out", e.Message);
            return new StoredBlock(row.Root, null, null);
        }
    }

    private AnchorLoaded Anchor()
    {
        var anchor = _store.Anchor ?? throw new ChainStoreException("the store has no anchor");
        var block = anchor.BlockSsz is { } ssz ? NodeStore.DecodeBlock(_spec, anchor.BlockFork, ssz, anchor.BlockRoot) : null;
        var checkpoint = new Checkpoint { Epoch = anchor.Epoch, Root = anchor.BlockRoot };
        return new AnchorLoaded(checkpoint, block, NodeStore.DecodeState(_spec, anchor), Envelope(anchor.BlockRoot));
    }

    /// <summary>What is stored under a root, or waits to be.</summary>
    private StoredBlock Load(Root root) => new(
        root,
        _writes.Commands.OfType<KeepBlock>().FirstOrDefault(keep => keep.Root == root)?.Block
            ?? (_store.GetBlock(root) is { } row ? NodeStore.DecodeBlock(_spec, row.Fork, row.Ssz, root) : null),
        Envelope(root));

    private SignedExecutionPayloadEnvelope? Envelope(Root root) =>
        _writes.Commands.OfType<KeepEnvelope>().FirstOrDefault(keep => keep.BlockRoot == root)?.Envelope
            ?? (_store.GetEnvelope(root) is { } row ? NodeStore.DecodeEnvelope(_spec, row) : null);

    private sealed record Flush
    {
        public static Flush Instance { get; } = new();
    }

    private sealed record Retry
    {
        public static Retry Instance { get; } = new();
    }
}
