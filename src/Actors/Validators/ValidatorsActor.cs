using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// The parent of the actors that do duties. It says when: it follows clock and chain, fixes once a slot on which head the slot's duties are
/// done (as soon as the slot's block is head, else when attestations are due), takes the head's state in the slot's epoch from the view,
/// and tells its children. A restart makes them anew; what was signed is known to signing, and the duties of the slot under way are
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
    private bool _hasAttested;
    private DutyHead? _duty;
    private ChainView? _view;
    private string? _problem;

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
        Receive<ChainViewChanged>(changed => OnView(changed.View));
        Receive<PayloadImported>(OnPayload);

        // None of them stops by itself: begin anew, all together.
        Receive<Terminated>(static stopped => throw new InvalidOperationException($"{stopped.ActorRef.Path.Name} stopped"));
    }

    /// <summary>Makes the parent of the duties of a node.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs) =>
        Akka.Actor.Props.Create(() => new ValidatorsActor(settings, refs));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var followed in (Type[])[typeof(SlotStarted), typeof(DutyDue), typeof(ChainViewChanged), typeof(PayloadImported)])
        {
            Context.System.EventStream.Subscribe(Self, followed);
        }

        _refs.Chain.Tell(GetChainView.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Restart);

    private static IActorRef Start(Props props, string name) =>
        Context.Watch(Context.ActorOf(props.WithDispatcher(NodeChildren.Duties), name));

    private void OnSlot(SlotStarted started)
    {
        if (_waiting.Count > 0 && _problem is null)
        {
            _log.Warning("the duties of slot {0} were not done: the head's state was not advanced in time", _slot);
        }

        _slot = started.Slot;
        _duty = null;
        _hasAttested = false;
        _waiting.Clear();
        if (_settings.Pubkeys.Count > 0 && IsFit(_view?.Head, started.Slot))
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

    private void OnView(ChainView view)
    {
        _view = view;
        if (view.Head.Slot == _slot && !_hasAttested)
        {
            AttestAndSign();
        }

        Prepare();
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
        Prepare();
    }

    /// <summary>Fixes the head of the slot's duties, once its state in the slot's epoch is there, and has done what waits for it.</summary>
    private void Prepare()
    {
        if (_slot is not { } slot
            || _duty is not null
            || _waiting.Count == 0
            || _view is not { Head: var head } view
            || head.Slot > slot
            || !IsFit(head, slot))
        {
            return;
        }

        var preset = view.Spec.Preset;
        var isOfEpoch = Misc.ComputeEpochAtSlot(preset, head.State.Slot) == Misc.ComputeEpochAtSlot(preset, slot);
        if ((isOfEpoch ? head.State : view.StateAt(slot)) is not { } state)
        {
            // The chain has it made, and shows it.
            return;
        }

        _duty = new DutyHead(slot, head, state);
        foreach (var (child, task) in _waiting)
        {
            child.Tell(task(_duty));
        }

        _waiting.Clear();
    }
}
