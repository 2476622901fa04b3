using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Validators;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Stands for signing where selection proofs of distributed validators are asked for: has the keys here make the partial ones, of an
/// epoch's committees when it begins and of the sync committee's seats each slot, gives them to the middleware, and answers with the
/// combined ones. Proofs of a committee that the middleware does not give are asked for again in the next slot, until theirs is over.
/// Keeps proofs and questions of slots that are not over, at most <see cref="Bound"/> questions: what is more is refused. A restart
/// asks for all that is still to come.
/// </summary>
internal sealed class RemoteSelectionsActor : ReceiveActor
{
    /// <summary>Bounds the questions that wait for the middleware.</summary>
    public const int Bound = 256;

    private readonly RemoteSettings _settings;
    private readonly IActorRef _nodes;
    private readonly RemoteSelections _selections;
    private readonly SigningRequests _requests;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<Epoch, EpochPlan> _plans = [];
    private readonly Dictionary<SelectionSeat, SigningOutcome> _proofs = [];
    private readonly HashSet<SelectionSeat> _asking = [];
    private readonly List<(IActorRef Asker, Sign Question, Slot Slot)> _waiting = [];
    private IReadOnlyList<int> _order = [];
    private string? _problem;
    private Slot? _slot;

    /// <summary>Builds it over a client, and who ranks its nodes and who signs; ids outlive its restarts.</summary>
    public RemoteSelectionsActor(RemoteSettings settings, BeaconClient client, IActorRef nodes, IActorRef signing, RequestIds ids)
    {
        (_settings, _nodes, _selections, _requests) = (settings, nodes, new RemoteSelections(client), new SigningRequests(signing, ids));
        Receive<BeaconNodesRanked>(OnRanked);
        Receive<EpochPlan>(OnPlan);
        Receive<SlotStarted>(started => OnSlot(started.Slot));
        Receive<Sign>(OnQuestion);
        Receive<Signed>(_requests.On);
        Receive<Combined>(OnCombined);
    }

    /// <summary>Describes the actor.</summary>
    public static Props Props(RemoteSettings settings, BeaconClient client, IActorRef nodes, IActorRef signing)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new RemoteSelectionsActor(settings, client, nodes, signing, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var type in (Type[])[typeof(BeaconNodesRanked), typeof(EpochPlan), typeof(SlotStarted)])
        {
            Context.System.EventStream.Subscribe(Self, type);
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnSlot(Slot slot)
    {
        _slot = slot;
        _requests.GiveUp();
        foreach (var waiting in _waiting.Where(waiting => waiting.Slot < slot).ToArray())
        {
            _waiting.Remove(waiting);
            Answer(waiting.Asker, waiting.Question);
        }

        foreach (var old in _plans.Keys.Where(epoch => epoch < slot / _settings.SlotsPerEpoch).ToArray())
        {
            _plans.Remove(old);
        }

        foreach (var over in _proofs.Keys.Where(seat => seat.Slot < slot).ToArray())
        {
            _proofs.Remove(over);
        }

        Ask();
    }

    private void OnRanked(BeaconNodesRanked ranked)
    {
        var isFirst = _order.Count == 0;
        _order = ranked.Order;
        if (isFirst)
        {
            Ask();
        }
    }

    private void OnPlan(EpochPlan plan)
    {
        if (_plans.GetValueOrDefault(plan.Epoch) != plan)
        {
            _plans[plan.Epoch] = plan;
            Ask();
        }
    }

    // Of the present epoch alone, as the API wants it.
    private void Ask()
    {
        if (_slot is not { } slot || _order.Count == 0 || _plans.GetValueOrDefault(slot / _settings.SlotsPerEpoch) is not { } plan)
        {
            return;
        }

        var committees =
            from offset in Enumerable.Range(0, plan.Attesters.Slots.Length)
            let at = (plan.Epoch * _settings.SlotsPerEpoch) + (Slot)offset
            where at >= slot
            from duty in plan.Attesters.Slots[offset]
            select (new SelectionSeat(duty.Validator, at, null), duty.Pubkey);
        Combine([.. committees], _settings.Schedule.DurationOf(slot));
        var seats =
            from member in plan.SyncCommittee?[slot % _settings.SlotsPerEpoch] ?? []
            from subcommittee in member.Subcommittees
            select (new SelectionSeat(member.Validator, slot, subcommittee), member.Pubkey);

        // When the contribution is due nobody waits any more.
        var left = _settings.Schedule.DueAt(slot, DutyPoint.Contribution) - Context.System.Scheduler.Now;
        Combine([.. seats], left > TimeSpan.Zero ? left : _settings.DeadlineIn(slot));
    }

    private void Combine(IReadOnlyList<(SelectionSeat Seat, BLSPubkey Pubkey)> all, TimeSpan deadline)
    {
        (SelectionSeat Seat, BLSPubkey Pubkey)[] missing =
            [.. all.Where(one => _proofs.GetValueOrDefault(one.Seat)?.Signature is null && _asking.Add(one.Seat))];
        if (missing.Length == 0)
        {
            return;
        }

        _requests.Ask([.. missing.Select(one => PartialOf(one.Seat, one.Pubkey))], outcomes =>
        {
            var partials = new Dictionary<SelectionSeat, BLSSignature>();
            foreach (var (seat, outcome) in missing.Select(static one => one.Seat).Zip(outcomes))
            {
                if (outcome.Signature is { } partial)
                {
                    partials[seat] = partial;
                }
                else
                {
                    Take(seat, outcome);
                }
            }

            AnswerWaiting();
            if (partials.Count > 0)
            {
                _selections.Combine(_order, partials, deadline).PipeBack(
                    Context.System,
                    Self,
                    reading => new Combined(
                        [.. partials.Keys], reading.Value, reading.Value is null ? reading.Answer.Reason() : null, reading.Failed),
                    fault => new Combined([.. partials.Keys], null, fault.Message, []));
            }
        });
    }

    private ToSign PartialOf(SelectionSeat seat, BLSPubkey pubkey)
    {
        var state = DomainStates.At(_settings, seat.Slot);
        return seat.Subcommittee is { } subcommittee
            ? DutySigning.SyncSelection(state, seat.Slot, subcommittee, pubkey)
            : DutySigning.SlotSelection(state, seat.Slot, pubkey);
    }

    private void OnCombined(Combined combined)
    {
        foreach (var failed in combined.Failed)
        {
            _nodes.Tell(failed);
        }

        var lacking = 0;
        foreach (var seat in combined.Seats)
        {
            if (combined.Proofs is { } proofs && proofs.TryGetValue(seat, out var proof))
            {
                Take(seat, new SigningOutcome(proof, null));
            }
            else
            {
                lacking++;
                var reason = combined.Problem ?? "it is not in the middleware's answer";
                Take(seat, new SigningOutcome(null, Without(reason)));
            }
        }

        Say(combined.Problem ?? (lacking > 0 ? $"the middleware's answer leaves out {lacking} of {combined.Seats.Count}" : null));
        AnswerWaiting();
    }

    private void Take(SelectionSeat seat, SigningOutcome outcome)
    {
        _asking.Remove(seat);
        _proofs[seat] = outcome;
    }

    private void OnQuestion(Sign question)
    {
        var slot = question.Messages.Max(SlotOf);
        if (_waiting.Count == Bound || slot < _slot)
        {
            Answer(Sender, question);
            return;
        }

        _waiting.Add((Sender, question, slot));
        AnswerWaiting();
    }

    private void AnswerWaiting()
    {
        foreach (var waiting in _waiting.Where(waiting => waiting.Question.Messages.All(IsKnown)).ToArray())
        {
            _waiting.Remove(waiting);
            Answer(waiting.Asker, waiting.Question);
        }
    }

    private void Answer(IActorRef asker, Sign question) => asker.Tell(new Signed(
        question.RequestId,
        [.. question.Messages.Select(message => Outcome(message) ?? new SigningOutcome(null, Without(_problem ?? "none in time")))]));

    // While it is asked for nobody is answered, though it may have been refused before.
    private bool IsKnown(ToSign message) => SeatOf(message) is { } seat && _proofs.ContainsKey(seat) && !_asking.Contains(seat);

    private SigningOutcome? Outcome(ToSign message) => SeatOf(message) is { } seat ? _proofs.GetValueOrDefault(seat) : null;

    private SelectionSeat? SeatOf(ToSign message)
    {
        var (slot, subcommittee) = PlaceOf(message);
        return _plans.GetValueOrDefault(slot / _settings.SlotsPerEpoch) is { } plan
            && IndexOf(plan, message.Pubkey, (int)(slot % _settings.SlotsPerEpoch), subcommittee) is { } validator
                ? new SelectionSeat(validator, slot, subcommittee)
                : null;
    }

    private static ValidatorIndex? IndexOf(EpochPlan plan, BLSPubkey pubkey, int offset, ulong? subcommittee) => subcommittee is null
        ? plan.Attesters.Slots[offset].FirstOrDefault(duty => duty.Pubkey == pubkey)?.Validator
        : plan.SyncCommittee?[offset].FirstOrDefault(duty => duty.Pubkey == pubkey)?.Validator;

    private static string Without(string reason) => $"no combined selection proof: {reason}";

    private static Slot SlotOf(ToSign message) => PlaceOf(message).Slot;

    private static (Slot Slot, ulong? Subcommittee) PlaceOf(ToSign message) => message switch
    {
        ToSign.Other { Content: SigningContent.AggregationSlot content } => (content.Slot, null),
        ToSign.Other { Content: SigningContent.SyncCommitteeSelection content } => (content.Data.Slot, content.Data.SubcommitteeIndex),
        _ => throw new InvalidOperationException($"a {message.GetType().Name} is no selection proof"),
    };

    // The same problem is told once, until it is over.
    private void Say(string? problem)
    {
        if (problem is not null && problem != _problem)
        {
            _log.Warning("selection proofs: {0}", problem);
        }

        _problem = problem;
    }

    private sealed record Combined(
        IReadOnlyList<SelectionSeat> Seats,
        IReadOnlyDictionary<SelectionSeat, BLSSignature>? Proofs,
        string? Problem,
        IReadOnlyList<BeaconNodeFailed> Failed);
}
