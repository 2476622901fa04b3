using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// The parent of the actors that do duties. It says when: it follows clock and chain, fixes once a slot on which head the slot's duties are
/// done (as soon as the slot's block is head, else when attestations are due), takes the head's state in the slot's epoch from the view,
/// and tells its children. A restart makes them anew; what was signed is known to signing, and the duties of the slot under way are
/// missed.
/// </summary>
internal sealed class ValidatorsActor : ReceiveActor
{
    private readonly OwnValidators _own;
    private readonly RequestIds _ids;
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
    private AttestationData? _data;
    private ulong? _question;
    private bool _hasProposed;
    private string? _problem;
    private ProductionRefusal? _lastProblem;

    /// <summary>The duties of the signer's validators.</summary>
    public ValidatorsActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
    {
        _own = new OwnValidators(settings.Pubkeys);
        _refs = refs;
        _ids = ids;
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
        Receive<AttestationDataProduced>(OnProduced);
        Receive<NotProduced>(OnNotProduced);

        // None of them stops by itself: begin anew, all together.
        Receive<Terminated>(static stopped => throw new InvalidOperationException($"{stopped.ActorRef.Path.Name} stopped"));
    }

    /// <summary>Makes the parent of the duties of a node.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new ValidatorsActor(settings, refs, ids));
    }

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
        if (_waiting.Count > 0)
        {
            _log.Warning("the duties of slot {0} were not done: {1}", _slot, _problem ?? "production did not answer");
        }

        _slot = started.Slot;
        (_duty, _data, _question, _problem) = (null, null, null, null);
        (_hasAttested, _hasProposed) = (false, started.Slot == 0);
        _waiting.Clear();
        Propose();
    }

    private void OnView(ChainView view)
    {
        _view = view;
        Propose();
        if (view.Head.Slot == _slot && !_hasAttested)
        {
            AttestAndSign();
        }

        Prepare();
    }

    /// <summary>Has a validator of ours propose, once it is known whose slot it is.</summary>
    private void Propose()
    {
        if (_hasProposed
            || _slot is not { } slot
            || _view is not { } view
            || view.Head.Slot >= slot
            || view.StateAt(slot) is not { } state)
        {
            return;
        }

        _hasProposed = true;
        var proposer = Accessors.GetBeaconProposerIndex(state);
        if (_own.In(state).TryGetValue(proposer, out var pubkey))
        {
            _proposer.Tell(new Propose(slot, proposer, pubkey, state));
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
        Prepare();
    }

    /// <summary>
    /// Fixes the head of the slot's duties, once production says what is attested to and the state in the slot's epoch is there, and has
    /// done what waits for it. Where production refuses, it is asked again at the next view.
    /// </summary>
    private void Prepare()
    {
        if (_slot is not { } slot || _duty is not null || _waiting.Count == 0 || _view is not { } view || _own.Pubkeys.Count == 0)
        {
            return;
        }

        if (_data is null)
        {
            if (_question is null)
            {
                _question = _ids.Next();
                _refs.Production.Tell(new ProduceAttestationData(_question.Value, slot, 0, view.Head.Root));
            }

            return;
        }

        if (view.StateInEpochOf(slot) is not { } state)
        {
            // The chain has it made, and shows it.
            return;
        }

        _lastProblem = null;
        _duty = new DutyHead(slot, state, _data);
        foreach (var (child, task) in _waiting)
        {
            child.Tell(task(_duty));
        }

        _waiting.Clear();
    }

    private void OnProduced(AttestationDataProduced produced)
    {
        if (produced.RequestId == _question)
        {
            _data = produced.Data;
            Prepare();
        }
    }

    private void OnNotProduced(NotProduced nothing)
    {
        if (nothing.RequestId != _question)
        {
            return;
        }

        _question = null;
        _problem = nothing.Reason;
        if (_lastProblem != nothing.Refusal && nothing.Refusal != ProductionRefusal.NoHead)
        {
            _log.Warning("no duties from slot {0} on: {1}", nothing.Slot, nothing.Reason);
        }

        _lastProblem = nothing.Refusal;
    }
}
