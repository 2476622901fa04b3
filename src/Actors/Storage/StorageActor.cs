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
        Receive<LocateState>(locate => Answer(locate, () => Locate(locate)));
        Receive<LoadSnapshot>(load => Answer(load, () => Snapshot(load)));
        Receive<LoadFinalized>(load => Answer(load, () => Finalized(load)));
        Receive<SlotStarted>(OnSlot);
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
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));

        // A former self may have left some.
        _writes.Fail();
        if (_writes.Count > 0)
        {
            Write();
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        RefuseHistory("storage was stopped");
    }

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
        if (_writes is { Applied: 0, Count: > 0 })
        {
            // Something failed since: the retry writes them again.
            return;
        }

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

            // A store that fails is opened anew, without what it had taken since the last flush.
            if (e is not DamagedRecordException && _writes.Applied > 0)
            {
                OnFailure(e);
            }
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
            case KeepPayloads payloads when WellHistory() is { } end:
                _store.PutHistory(end with { Owed = payloads.Owed }, [], [.. payloads.Envelopes.Select(RowOf)]);
                break;
            case KeepPayloads payloads:
                // All was here from genesis on, or where it ends cannot be read: nothing is owed that is known.
                foreach (var envelope in payloads.Envelopes)
                {
                    _store.PutEnvelope(RowOf(envelope));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command));
        }
    }

    private sealed record Flush
    {
        public static Flush Instance { get; } = new();
    }

    private sealed record Retry
    {
        public static Retry Instance { get; } = new();
    }
}
