using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// The parent of the actors that do duties. It says when: it follows clock and chain, fixes once a slot on which head the slot's duties are
/// done (as soon as the slot's block is head, else when attestations are due), has the head's state advanced into the slot's epoch where
/// needed, and tells its children. A restart makes them anew; what was signed is known to signing, and the duties of the slot under way are
/// missed.
/// </summary>
public sealed class ValidatorsActor : ReceiveActor
{
    private readonly ValidatorSettings _settings;
    private readonly ValidatorRefs _refs;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _proposer;
    private readonly IActorRef _attester;
    private readonly IActorRef _aggregator;
    private readonly IActorRef _syncCommittee;
    private readonly IActorRef _ptc;
    private readonly List<(IActorRef Child, Func<DutyHead, object> Task)> _waiting = [];
    private Slot? _slot;
    private bool _isPreparing;
    private bool _hasAttested;
    private DutyHead? _duty;
    private HeadSnapshot? _head;
    private HeadSnapshot? _advancing;
    private string? _problem;
    private (Root Head, Epoch Epoch, BeaconState State)? _advanced;
    private ulong _requests;

    /// <summary>The duties of the signer's validators.</summary>
    public ValidatorsActor(ValidatorSettings settings, ValidatorRefs refs)
    {
        _settings = settings;
        _refs = refs;
        var builder = Start(BuilderActor.Props(settings, refs), "builder");
        _proposer = Start(ProposerActor.Props(settings, refs, builder), "proposer");
        _attester = Start(AttesterActor.Props(settings, refs), "attester");
        _aggregator = Start(AggregatorActor.Props(settings, refs), "aggregator");
        _syncCommittee = Start(SyncCommitteeActor.Props(settings, refs), "sync-committee");
        _ptc = Start(PtcActor.Props(settings, refs), "ptc");
        Receive<SlotStarted>(OnSlot);
        Receive<DutyDue>(OnDue);
        Receive<HeadChanged>(changed => OnHead(changed.Head));
        Receive<HeadSnapshot>(OnSnapshot);
        Receive<PayloadImported>(OnPayload);
        Receive<SlotsAdvanced>(OnAdvanced);

        // None of them stops by itself: begin anew, all together.
        Receive<Terminated>(static stopped => throw new InvalidOperationException($"{stopped.ActorRef.Path.Name} stopped"));
    }

    /// <summary>Props.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs) =>
        Akka.Actor.Props.Create(() => new ValidatorsActor(settings, refs));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var followed in (Type[])[typeof(SlotStarted), typeof(DutyDue), typeof(HeadChanged), typeof(PayloadImported)])
        {
            Context.System.EventStream.Subscribe(Self, followed);
        }

        _refs.Chain.Tell(GetHeadSnapshot.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Restart);

    private static IActorRef Start(Props props, string name) =>
        Context.Watch(Context.ActorOf(props.WithDispatcher(NodeChildren.Duties), name));

    private void OnSlot(SlotStarted started)
    {
        _slot = started.Slot;
        _duty = null;
        _isPreparing = false;
        _hasAttested = false;
        _advancing = null;
        _waiting.Clear();
        if (_settings.Pubkeys.Count > 0 && IsFit(_head, started.Slot))
        {
            _proposer.Tell(new Propose(started.Slot));
        }
    }

    /// <summary>True where duties of a slot may be done on a head; a new reason why not is a line for the operator.</summary>
    private bool IsFit(HeadSnapshot? head, Slot slot)
    {
        var problem = head switch
        {
            null => "the chain has no head yet",
            { IsOptimistic: true } => "the head is optimistic: the execution layer has not decided about its payload",
            _ when head.Slot + _settings.MaxHeadDistance < slot =>
                $"the head is of slot {head.Slot}, more than {_settings.MaxHeadDistance} slots behind the clock "
                    + $"(validators.max-head-distance)",
            _ => null,
        };
        if (problem is not null && problem != _problem && head is not null)
        {
            _log.Warning("no duties from slot {0} on: {1}", slot, problem);
        }

        _problem = problem;
        return problem is null;
    }

    private void OnHead(HeadSnapshot head)
    {
        _head = head;
        if (head.Slot == _slot && !_hasAttested)
        {
            AttestAndSign();
            Prepare(head);
        }
    }

    private void OnDue(DutyDue due)
    {
        if (due.Slot != _slot)
        {
            return;
        }

        switch (due.Point)
        {
            case DutyPoint.Attestation or DutyPoint.SyncMessage when !_hasAttested:
                AttestAndSign();
                break;
            case DutyPoint.Aggregate:
                Do(_aggregator, static duty => new Aggregate(duty));
                break;
            case DutyPoint.Contribution:
                Do(_syncCommittee, static duty => new Contribute(duty));
                break;
            case DutyPoint.PayloadAttestation:
                Do(_ptc, static duty => new VoteOnPayload(duty, IsDue: true));
                break;
            default:
                break;
        }
    }

    private void OnPayload(PayloadImported imported)
    {
        if (imported.Slot == _slot)
        {
            Do(_ptc, static duty => new VoteOnPayload(duty, IsDue: false));
        }
    }

    private void AttestAndSign()
    {
        _hasAttested = true;
        Do(_attester, static duty => new Attest(duty));
        Do(_syncCommittee, static duty => new SignHead(duty));
    }

    /// <summary>Has a child do something on the slot's head, once it is known.</summary>
    private void Do(IActorRef child, Func<DutyHead, object> task)
    {
        if (_duty is { } duty)
        {
            child.Tell(task(duty));
            return;
        }

        _waiting.Add((child, task));
        if (!_isPreparing)
        {
            _refs.Chain.Tell(GetHeadSnapshot.Instance);
        }
    }

    private void OnSnapshot(HeadSnapshot head)
    {
        _head = head;
        if (_waiting.Count > 0)
        {
            Prepare(head);
        }
    }

    private void Prepare(HeadSnapshot head)
    {
        if (_slot is not { } slot || _isPreparing || _duty is not null || head.Slot > slot || !IsFit(head, slot))
        {
            return;
        }

        var preset = head.State.Preset;
        var epoch = Misc.ComputeEpochAtSlot(preset, slot);
        if (Misc.ComputeEpochAtSlot(preset, head.State.Slot) == epoch)
        {
            Begin(slot, head, head.State);
        }
        else if (_advanced is { } known && known.Head == head.Root && known.Epoch == epoch)
        {
            Begin(slot, head, known.State);
        }
        else
        {
            _isPreparing = true;
            _advancing = head;
            _refs.Work.Tell(new AdvanceSlots(++_requests, head.State, Misc.ComputeStartSlotAtEpoch(preset, epoch)));
        }
    }

    private void OnAdvanced(SlotsAdvanced advanced)
    {
        if (advanced.RequestId != _requests || _advancing is not { } head || _slot is not { } slot)
        {
            return;
        }

        _advancing = null;
        if (advanced.State is not { } state)
        {
            // The next duty that is due asks again.
            _isPreparing = false;
            _log.Warning(
                "the duties of slot {0} have to wait, their state was not made: {1}",
                slot,
                advanced.Refusal?.ToString() ?? $"{advanced.Dropped}");
            return;
        }

        _advanced = (head.Root, Misc.ComputeEpochAtSlot(state.Preset, state.Slot), state);
        Begin(slot, head, state);
    }

    private void Begin(Slot slot, HeadSnapshot head, BeaconState state)
    {
        _duty = new DutyHead(slot, head, state);
        foreach (var (child, task) in _waiting)
        {
            child.Tell(task(_duty));
        }

        _waiting.Clear();
    }
}
