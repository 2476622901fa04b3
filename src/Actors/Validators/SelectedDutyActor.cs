using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>
/// An actor whose duties go to who is selected: finds the validators, asks production for what they publish, and asks again while the slot
/// lasts where nothing was seen yet. What is open when the slot is over is missed.
/// </summary>
internal abstract class SelectedDutyActor : DutyActor, IWithTimers
{
    // The sixteenth of a slot: what a slow machine has not verified yet when it is due is there a little later.
    private const int TriesPerSlot = 16;

    private readonly DutyKind _kind;
    private readonly ValidatorSettings _settings;
    private readonly IActorRef _production;
    private readonly RequestIds _ids;
    private readonly SortedDictionary<ulong, Open> _open = [];
    private DutyHead? _duty;

    /// <summary>An actor for duties of a kind.</summary>
    protected SelectedDutyActor(DutyKind kind, ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
        : base(settings, refs, ids)
    {
        _kind = kind;
        _settings = settings;
        _production = refs.Production;
        _ids = ids;
        Receive<NotProduced>(OnNotProduced);
        Receive<AskAgain>(again => Ask(again.Id));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>What production is asked for a group in which a validator of ours is selected.</summary>
    protected abstract IProductionQuestion QuestionOf(ulong requestId, DutyHead duty, ulong group);

    /// <summary>Searches for who is selected; what is still open of the last slot is over.</summary>
    protected void Begin(DutyHead duty, SelectionSearch search)
    {
        End(static _ => true);
        _duty = duty;
        GoOn(duty, search);
    }

    /// <summary>Takes an answer of production to an open question; null where nobody waits for it any more.</summary>
    protected (DutyHead Duty, SelectionSearch.Selected Selected)? Take(ulong requestId) =>
        _open.Remove(requestId, out var open) ? (_duty!, open.Selected) : null;

    /// <inheritdoc/>
    protected override IEnumerable<(DutyKind Kind, Slot Slot, ValidatorIndex Validator)> Begun() =>
        base.Begun().Concat(_open.Values.Select(open => (_kind, _duty!.Slot, open.Selected.Validator)));

    /// <inheritdoc/>
    protected override void OnSlot(Slot slot)
    {
        if (_duty is { } duty && duty.Slot < slot)
        {
            // An answer may still be on its way.
            End(open => open.Problem is not null || duty.Slot + 1 < slot);
        }
    }

    private void GoOn(DutyHead duty, SelectionSearch search)
    {
        var proofs = search.Next();
        if (proofs.Count == 0)
        {
            MissRefused(duty, search);
            return;
        }

        SignSelections(proofs, outcomes =>
        {
            var found = search.Take(outcomes);
            if (_duty != duty)
            {
                const string Reason = "signing answered when the next slot's was due";
                Missed(_kind, duty.Slot, [.. found.Select(static late => late.Validator)], Reason);
                MissRefused(duty, search);
                return;
            }

            foreach (var selected in found)
            {
                var id = _ids.Next();
                _open[id] = new Open(selected);
                Ask(id);
            }

            GoOn(duty, search);
        });
    }

    // Whether they were selected nobody knows: each is missed once a slot, whatever the number of its groups.
    private void MissRefused(DutyHead duty, SelectionSearch search)
    {
        foreach (var same in search.Refusals.DistinctBy(static refused => refused.Validator).GroupBy(static refused => refused.Reason))
        {
            var reason = $"no selection proof: {same.Key}";
            Missed(_kind, duty.Slot, [.. same.Select(static refused => refused.Validator)], reason);
        }
    }

    private void Ask(ulong id)
    {
        if (_open.TryGetValue(id, out var open))
        {
            _production.Tell(QuestionOf(id, _duty!, open.Selected.Group));
        }
    }

    private void OnNotProduced(NotProduced nothing)
    {
        if (!_open.TryGetValue(nothing.RequestId, out var open))
        {
            return;
        }

        open.Problem = nothing.Reason;
        if (nothing.Refusal == ProductionRefusal.NothingSeen && _settings.Schedule.SlotAt(Context.System.Scheduler.Now) == nothing.Slot)
        {
            var wait = _settings.Schedule.DurationOf(nothing.Slot) / TriesPerSlot;
            Timers.StartSingleTimer(nothing.RequestId, new AskAgain(nothing.RequestId), wait);
        }
        else
        {
            End(ended => ended == open);
        }
    }

    private void End(Func<Open, bool> isOver)
    {
        foreach (var (id, open) in _open.Where(entry => isOver(entry.Value)).ToArray())
        {
            _open.Remove(id);
            Timers.Cancel(id);
            Missed(_kind, _duty!.Slot, [open.Selected.Validator], open.Problem ?? "production did not answer");
        }
    }

    private sealed class Open(SelectionSearch.Selected selected)
    {
        public SelectionSearch.Selected Selected => selected;

        public string? Problem { get; set; }
    }

    private sealed record AskAgain(ulong Id);
}
