using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Tells the chain actor, its parent, what storage has since the anchor, one thing after the other, each block before its envelope; then
/// stops.
/// </summary>
internal sealed class ChainReplay : ReceiveActor
{
    private readonly IActorRef _storage;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ChainSpec _spec;
    private Slot _after;
    private readonly int _page;
    private readonly Queue<IChainCommand> _commands = new();
    private int _loaded;
    private int _refused;
    private bool _isLast;
    private bool _awaited;

    public ChainReplay(IActorRef storage, AnchorLoaded anchor, ChainSpec spec, int page)
    {
        _storage = storage;
        _spec = spec;
        _after = anchor.Block?.Message.Slot ?? anchor.State.Slot;
        _page = page;
        if (anchor.Envelope is { } envelope)
        {
            _commands.Enqueue(new ImportEnvelope(envelope, Source.Replay.Instance));
        }

        Receive<StoredBlocks>(OnPage);
        Receive<StorageFailed>(
            _ => Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), _storage, new LoadBlocks(_after, _page), Self));
        Receive<ImportOutcome>(OnOutcome);
    }

    public static Props Props(IActorRef storage, AnchorLoaded anchor, ChainSpec spec, int page) =>
        Akka.Actor.Props.Create(() => new ChainReplay(storage, anchor, spec, page));

    protected override void PreStart() => Advance();

    /// <summary>Whatever became of it, the next may go on; what waits for something goes on by itself.</summary>
    private void OnOutcome(ImportOutcome outcome)
    {
        if (outcome.Verdict is ImportVerdict.Refused or ImportVerdict.Dropped)
        {
            _refused++;
            _log.Warning("stored block {0} (or its payload) is not taken again: {1} {2}", outcome.Root, outcome.Verdict, outcome.Refusal);
        }

        if (_awaited)
        {
            _awaited = false;
            Advance();
        }
    }

    private void OnPage(StoredBlocks page)
    {
        _isLast = page.IsLast;
        _after = page.Through;
        _loaded += page.Blocks.Count;
        foreach (var stored in page.Blocks)
        {
            if (stored.Block is { } block)
            {
                _commands.Enqueue(new ImportBlock(block, _spec.ForkAtSlot(block.Message.Slot), Source.Replay.Instance));
            }

            if (stored.Envelope is { } envelope)
            {
                _commands.Enqueue(new ImportEnvelope(envelope, Source.Replay.Instance));
            }
        }

        Advance();
    }

    private void Advance()
    {
        if (_commands.TryDequeue(out var next))
        {
            _awaited = true;
            Context.Parent.Tell(next);
        }
        else if (!_isLast)
        {
            _storage.Tell(new LoadBlocks(_after, _page));
        }
        else
        {
            Context.Parent.Tell(new ReplayEnded(_loaded, _refused));
            Context.Stop(Self);
        }
    }
}
