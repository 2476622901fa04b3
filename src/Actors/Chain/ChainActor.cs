using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Chain;

/// <summary>
/// The chain actor: carries messages to and from <see cref="ChainCore"/>. It begins, at first and after a failure, with the anchor in
/// storage and a replay of the blocks stored since; until the anchor is loaded commands wait (bounded), and until the replay has ended
/// there is no head.
/// </summary>
public sealed class ChainActor : ReceiveActor, IChainPorts
{
    private readonly ChainSettings _settings;
    private readonly IActorRef _storage;
    private readonly IActorRef _engine;
    private readonly IActorRef _work;
    private readonly RequestIds _ids;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<(object Message, IActorRef Sender)> _beforeAnchor = new();

    /// <summary>Builds the chain over a node's storage, engine, and pool of work; the ids go on over its restarts.</summary>
    public ChainActor(ChainSettings settings, IActorRef storage, IActorRef engine, IActorRef work, RequestIds ids)
    {
        _settings = settings;
        _storage = storage;
        _engine = engine;
        _work = work;
        _ids = ids;
        Receive<AnchorLoaded>(OnAnchor);
        Receive<StorageFailed>(_ => Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), _storage, new LoadAnchor(), Self));
        ReceiveAny(Defer);
    }

    /// <inheritdoc/>
    public DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>Describes the chain over a node's storage, engine, and pool of work.</summary>
    public static Props Props(ChainSettings settings, IActorRef storage, IActorRef engine, IActorRef work)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new ChainActor(settings, storage, engine, work, ids));
    }

    /// <inheritdoc/>
    public void Transition(IWork work) => _work.Tell(work);

    /// <inheritdoc/>
    public void Verify(VerifyDataColumns work) => _work.Tell(work);

    /// <inheritdoc/>
    public void Verify(VerifyBlobs work) => _work.Tell(work);

    /// <inheritdoc/>
    public void AskEngine(IEngineRequest request) => _engine.Tell(request);

    /// <inheritdoc/>
    public void Keep(IStorageCommand command) => _storage.Tell(command);

    /// <inheritdoc/>
    public void Load(LoadBlock question) => _storage.Tell(question);

    /// <inheritdoc/>
    public void Publish(IChainEvent happened) => Context.System.EventStream.Publish(happened);

    /// <inheritdoc/>
    public void Publish(IMissing missing) => Context.System.EventStream.Publish(missing);

    /// <inheritdoc/>
    public void Tell(ColumnsHeld held) => Context.System.EventStream.Publish(held);

    /// <inheritdoc/>
    public void Tell(BlobsHeld held) => Context.System.EventStream.Publish(held);

    /// <inheritdoc/>
    public void Show(ChainViewChanged view) => Context.System.EventStream.Publish(view);

    /// <inheritdoc/>
    public void Report(QueueStatus status) => Context.System.EventStream.Publish(status);

    /// <inheritdoc/>
    public void Answer(IActorRef to, object message) => to.Tell(message);

    /// <inheritdoc/>
    public void Warn(string text) => _log.Warning(text);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(IClockEvent));
        Context.System.EventStream.Subscribe(Self, typeof(IEngineEvent));
        Context.System.EventStream.Subscribe(Self, typeof(SamplingChanged));
        _storage.Tell(new LoadAnchor());
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Defer(object message)
    {
        if (message is IChainCommand && _beforeAnchor.Count < _settings.Lookups)
        {
            _beforeAnchor.Enqueue((message, Sender));
        }
    }

    private void OnAnchor(AnchorLoaded anchor)
    {
        var core = new ChainCore(_settings, this, anchor, _ids);
        Become(() => Running(core));
        Context.ActorOf(ChainReplay.Props(_storage, anchor, _settings.Spec, _settings.ReplayPage), "replay");
        foreach (var (message, sender) in _beforeAnchor)
        {
            Self.Tell(message, sender);
        }

        _beforeAnchor.Clear();
    }

    private void Running(ChainCore core)
    {
        Receive<SlotStarted>(started => core.OnSlot(started.Slot));
        Receive<DutyDue>(core.OnDeadline);
        Receive<ImportBlock>(command => core.Import(command, Sender));
        Receive<ImportEnvelope>(command => core.Import(command, Sender));
        Receive<ImportDataColumns>(command => core.Import(command, Sender));
        Receive<ImportBlobs>(command => core.Import(command, Sender));
        Receive<AwaitBlocks>(command => core.Await(command, Sender));
        Receive<ApplyAttestations>(core.Apply);
        Receive<ApplyPayloadAttestations>(core.Apply);
        Receive<ApplyInclusionLists>(core.Apply);
        Receive<ApplyAttesterSlashing>(core.Apply);
        Receive<BlockTransitioned>(core.On);
        Receive<TransitionDropped>(core.On);
        Receive<EnvelopeVerified>(core.On);
        Receive<EnvelopeDropped>(core.On);
        Receive<NewPayloadResult>(core.On);
        Receive<SamplingChanged>(core.On);
        Receive<DataColumnsVerified>(core.On);
        Receive<DataColumnsDropped>(core.On);
        Receive<BlobsVerified>(core.On);
        Receive<BlobsDropped>(core.On);
        Receive<SlotsAdvanced>(core.On);
        Receive<SignaturesVerified>(core.On);
        Receive<SignaturesDropped>(core.On);
        Receive<StateRegenerated>(core.On);
        Receive<StoredBlock>(core.On);
        Receive<StorageFailed>(core.On);
        Receive<Written>(core.On);
        Receive<ForkchoiceUpdatedResult>(core.On);
        Receive<ExecutionHeadInvalid>(core.On);
        Receive<ExecutionLayerChanged>(core.On);
        Receive<GetChainView>(question => core.Answer(question, Sender));
        Receive<GetMissing>(_ => core.MissAllAgain());
        Receive<GetForkChoiceDump>(question => core.Answer(question, Sender));
        Receive<ReplayEnded>(ended => OnReplayEnded(core, ended));
    }

    private void OnReplayEnded(ChainCore core, ReplayEnded ended)
    {
        if (ended.Refused > 0)
        {
            _log.Warning("replayed {0} blocks from storage; {1} of them or of their payloads were not taken", ended.Blocks, ended.Refused);
        }
        else if (ended.Blocks > 0)
        {
            _log.Info("replayed {0} blocks from storage", ended.Blocks);
        }

        core.EndReplay();
    }
}
