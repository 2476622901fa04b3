using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Storage;

/// <summary>
/// Answers for states of the finalized past (<see cref="IPastStateQuestion"/>): storage gives snapshots and blocks, the pool replays them.
/// Few are made at once, the same one once for all who ask, and few stay in memory.
/// </summary>
internal sealed class HistoryActor : ReceiveActor, IWithTimers
{
    private readonly ChainSpec _spec;
    private readonly HistorySettings _settings;
    private readonly IActorRef _storage;
    private readonly IActorRef _work;
    private readonly List<StateMaking> _makings = [];
    private readonly Queue<IPastStateQuestion> _waiting = new();
    private readonly Dictionary<IPastStateQuestion, List<IActorRef>> _askers = [];
    private readonly LinkedList<PastState> _recent = [];
    private ulong _next;
    private ulong _refused;
    private bool _isReported;

    public HistoryActor(ChainSpec spec, HistorySettings settings, IActorRef storage, IActorRef work)
    {
        (_spec, _settings, _storage, _work) = (spec, settings, storage, work);
        Receive<IPastStateQuestion>(OnQuestion);
        Receive<StateLocated>(answer => Step(making => making.On(answer, _recent)));
        Receive<SnapshotLoaded>(answer => Step(making => making.On(answer)));
        Receive<FinalizedBlocks>(answer => Step(making => making.On(answer)));
        Receive<StorageFailed>(answer => Step(making => making.On(answer)));
        Receive<StateDecoded>(answer => Step(making => making.On(answer)));
        Receive<StateRegenerated>(answer => Step(making => making.On(answer)));
        Receive<SlotsAdvanced>(answer => Step(making => making.On(answer)));
        Receive<GiveUp>(OnGiveUp);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Describes an actor over storage and the pool of work.</summary>
    public static Props Props(ChainSpec spec, HistorySettings settings, IActorRef storage, IActorRef work) =>
        Akka.Actor.Props.Create(() => new HistoryActor(spec, settings, storage, work));

    private void OnQuestion(IPastStateQuestion question)
    {
        if (_askers.Values.Sum(static askers => askers.Count) >= _settings.Questions)
        {
            _refused++;
            Report();
            Sender.Tell(new NoPastState(
                question, PastStateProblem.Busy, $"{_settings.Questions} questions for states of the past wait already"));
            return;
        }

        if (_askers.TryGetValue(question, out var askers))
        {
            askers.Add(Sender);
            return;
        }

        _askers.Add(question, [Sender]);
        _waiting.Enqueue(question);
        Begin();
    }

    private void Begin()
    {
        while (_makings.Count < _settings.Makings && _waiting.TryDequeue(out var question))
        {
            var making = new StateMaking(++_next, question, _spec, _settings);
            _makings.Add(making);
            Ask(making, making.Begin());
        }
    }

    // An answer belongs to the makings that wait for it, which know their own: two that ask for the same page each get an answer.
    private void Step(Func<StateMaking, object?> on)
    {
        foreach (var making in _makings.ToArray())
        {
            var next = on(making);
            if (making.IsOver)
            {
                End(making);
                return;
            }

            if (next is not null)
            {
                Ask(making, next);
                return;
            }
        }
    }

    private void Ask(StateMaking making, object next)
    {
        (next is IStorageCommand ? _storage : _work).Tell(next);
        Timers.StartSingleTimer(making.Id, new GiveUp(making.Id), _settings.Patience);
    }

    private void OnGiveUp(GiveUp late)
    {
        if (_makings.Find(making => making.Id == late.Id) is { } making)
        {
            making.GiveUp();
            End(making);
        }
    }

    private void End(StateMaking making)
    {
        Timers.Cancel(making.Id);
        _makings.Remove(making);
        object answer = (object?)making.Made ?? making.Failure!;
        if (_askers.Remove(making.Question, out var askers))
        {
            foreach (var asker in askers)
            {
                asker.Tell(answer);
            }
        }

        if (making.Made is { } made)
        {
            Remember(made);
        }

        // That it was full is not left standing.
        if (_isReported)
        {
            Report();
        }

        Begin();
    }

    private void Remember(PastState made)
    {
        for (var at = _recent.First; at is not null; at = at.Next)
        {
            if (at.Value.State.Slot == made.State.Slot)
            {
                _recent.Remove(at);
                break;
            }
        }

        _recent.AddFirst(made);
        if (_recent.Count > _settings.Recent)
        {
            _recent.RemoveLast();
        }
    }

    private void Report()
    {
        var waiting = _askers.Values.Sum(static askers => askers.Count);
        _isReported = waiting > 0;
        Context.System.EventStream.Publish(new QueueStatus("history/questions", waiting, _settings.Questions, _refused));
    }

    private sealed record GiveUp(ulong Id);
}
