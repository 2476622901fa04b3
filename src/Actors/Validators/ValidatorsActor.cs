using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// The parent of the actors that do duties. It plans them an epoch ahead and says when: it follows clock and chain, fixes once a slot on
/// which head the slot's duties are done (as soon as the slot's block is head, else when attestations are due), by what production says
/// is attested to, and tells its children. A restart makes them anew; what was signed is known to signing, and the duties of the slot
/// under way are missed, and reported as such. So is what a child has begun and lost (<see cref="DutyAccount"/>).
/// </summary>
internal sealed partial class ValidatorsActor : ReceiveActor
{
    private readonly OwnValidators _own;
    private readonly IDutyPlanner _planner;
    private readonly SlotSchedule _schedule;
    private readonly RequestIds _ids;
    private readonly ValidatorRefs _refs;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _proposer;
    private readonly IActorRef _attester;
    private readonly IActorRef _aggregator;
    private readonly IActorRef _syncCommittee;
    private readonly IActorRef _ptc;
    private readonly IActorRef _inclusionLister;
    private readonly IActorRef _subnets;
    private readonly IReadOnlyList<IActorRef> _children;
    private readonly List<(IActorRef Child, DutyKind Kind, Func<DutyHead, object> Task)> _waiting = [];
    private Slot? _slot;

    // The slot that was under way when the first view came; null where genesis was still to come.
    private Slot? _begunBefore;
    private bool _hasAttested;
    private DutyHead? _duty;
    private ChainView? _view;
    private AttestationData? _data;
    private ulong? _question;
    private bool _hasProposed;
    private string? _problem;
    private ProductionRefusal? _lastProblem;

    /// <summary>Builds the parent of the duties of the signer's validators.</summary>
    public ValidatorsActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
    {
        _own = new OwnValidators(settings.Pubkeys);
        var told = settings.IsTold ? new ToldPlanner(settings.Spec) : null;
        _planner = told as IDutyPlanner ?? new DutyPlanner(settings.Spec, _own);
        _schedule = settings.Schedule;
        _refs = refs;
        _ids = ids;
        var builder = Start(BuilderActor.Props(settings, refs), "builder");
        _proposer = Start(ProposerActor.Props(settings, refs, builder), "proposer");
        _attester = Start(AttesterActor.Props(settings, refs), "attester");
        _aggregator = Start(AggregatorActor.Props(settings, refs), "aggregator");
        _syncCommittee = Start(SyncCommitteeActor.Props(settings, refs), "sync-committee");
        _ptc = Start(PtcActor.Props(settings, refs), "ptc");
        _inclusionLister = Start(InclusionListActor.Props(settings, refs), "inclusion-lists");
        _subnets = Start(SubnetDutyActor.Props(settings, refs), "subnets");
        var preferences = Start(PreferencesActor.Props(settings, refs), "preferences");
        var registrations = Start(RegistrationsActor.Props(settings, refs), "registrations");
        _children =
        [
            _proposer, builder, _attester, _aggregator, _syncCommittee, _ptc, _inclusionLister, _subnets, preferences, registrations,
        ];
        Receive<SlotStarted>(started => OnSlot(started.Slot));
        Receive<DutyDue>(OnDue);
        Receive<ChainViewChanged>(changed => OnView(changed.View));
        Receive<PayloadImported>(OnPayload);
        Receive<EpochPlan>(plan => told?.Take(plan));
        Receive<AttestationDataProduced>(OnProduced);
        Receive<NotProduced>(OnNotProduced);
        Receive<KeysChanged>(changed => OnKeys(changed.Pubkeys));
        Receive<DutyPerformed>(performed => _refs.Account.Close(performed.Kind, performed.Slot, performed.Validator));

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
        Listen();

        // The clock may have announced the slot before this actor listened.
        if (_schedule.SlotAt(Context.System.Scheduler.Now) is { } slot)
        {
            OnSlot(slot);
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Restart);

    private void Listen()
    {
        Type[] heard =
        [
            typeof(SlotStarted), typeof(DutyDue), typeof(ChainViewChanged), typeof(PayloadImported), typeof(DutyPerformed),
            typeof(KeysChanged), typeof(EpochPlan),
        ];
        foreach (var followed in heard)
        {
            Context.System.EventStream.Subscribe(Self, followed);
        }

        _refs.Chain.Tell(GetChainView.Instance);
    }

    private static IActorRef Start(Props props, string name) =>
        Context.Watch(Context.ActorOf(props.WithDispatcher(NodeChildren.Duties), name));

    private void OnSlot(Slot slot)
    {
        if (slot == _slot)
        {
            return;
        }

        GiveUp();
        Report(Misc.SaturatingSub(slot, OverdueSlots), "it was begun, and nothing was heard of it: its actor may have been restarted");
        var started = new SlotStarted(slot, _schedule.EpochOf(slot), Context.System.Scheduler.Now);
        foreach (var child in _children)
        {
            child.Tell(started);
        }

        _slot = slot;
        _refs.Production.Tell(new ProposersHere(_own.Pubkeys));
        (_duty, _data, _question, _problem) = (null, null, null, null);
        (_hasAttested, _hasProposed) = (false, slot == 0);
        Plan(isAhead: false);
        Propose();

        // A node that starts late in a slot attests late rather than not at all.
        if (Context.System.Scheduler.Now >= _schedule.DueAt(slot, DutyPoint.Attestation))
        {
            AttestAndSign();
        }
    }

    /// <summary>
    /// Reports the duties of the slot that is over and that could not even be begun; those of a slot that began before the node was ready
    /// are not missed.
    /// </summary>
    private void GiveUp()
    {
        if (_waiting.Count > 0 && _view is not null && _slot is { } slot && !(slot <= _begunBefore))
        {
            var reason = _problem ?? "the head's state was not advanced in time, or production did not answer";
            if (_problem is null)
            {
                _log.Warning("the duties of slot {0} were not done: {1}", slot, reason);
            }

            foreach (var kind in _waiting.Select(static waiting => waiting.Kind).Distinct())
            {
                var missed = _planner.At(slot)?.Of(kind) ?? [];
                DutyReport.Missed(Context, kind, slot, missed, reason);
            }
        }

        _waiting.Clear();
    }

    private void OnView(ChainView view)
    {
        if (_view is null)
        {
            _begunBefore = _slot;
            if (_slot is { } underWay)
            {
                foreach (var child in _children)
                {
                    child.Tell(new BegunBefore(underWay));
                }
            }

            if (_own.Pubkeys.Count > 0 && _slot > view.Head.Slot)
            {
                var begun = _slot.Value - view.Head.Slot;
                _log.Info("{0} began before the node was ready", begun == 1 ? "1 slot" : $"{begun} slots");
            }
        }

        _view = view;
        Plan(isAhead: false);
        Propose();
        if (view.Head.Slot == _slot)
        {
            AttestAndSign();
        }

        Prepare();
    }

    private void Plan(bool isAhead)
    {
        if (_slot is { } slot && _view is { } view && view.Head.Slot <= slot)
        {
            _planner.Update(view, slot, isAhead);
            foreach (var planned in _planner.TakeNew(view, slot))
            {
                _subnets.Tell(planned);
            }
        }
    }

    /// <summary>Has a validator of ours propose, once it is known whose slot it is.</summary>
    private void Propose()
    {
        if (_hasProposed
            || _slot is not { } slot
            || _view is not { } view
            || view.Head.Slot >= slot
            || !_planner.TryGetProposer(slot, out var proposer)
            || view.StateAt(slot) is not { } state)
        {
            return;
        }

        _hasProposed = true;
        if (proposer is not null)
        {
            _refs.Account.Begin(DutyKind.Proposal, slot, [proposer.Index]);
            _proposer.Tell(new Propose(slot, proposer.Index, proposer.Pubkey, state));
        }
    }

    private void OnDue(DutyDue due)
    {
        if (due.Slot != _slot)
        {
            return;
        }

        if (_data is null)
        {
            // Production may have been restarted since it was asked.
            _question = null;
        }

        switch (due.Point)
        {
            case DutyPoint.Attestation or DutyPoint.SyncMessage:
                AttestAndSign();
                break;
            case DutyPoint.Aggregate:
                Do(_aggregator, DutyKind.Aggregate, static duty => new Aggregate(duty));

                // The slot's votes are out: there is time for the next epoch.
                Plan(isAhead: true);
                break;
            case DutyPoint.Contribution:
                Do(_syncCommittee, DutyKind.SyncContribution, static duty => new Contribute(duty));
                break;
            case DutyPoint.PayloadAttestation:
                Do(_ptc, DutyKind.PayloadAttestation, static duty => new VoteOnPayload(duty, IsDue: true));
                break;
            default:
                break;
        }

        Prepare();
    }
}
