using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Production;

/// <summary>
/// Makes unsigned blocks for whoever asks (validators, later the API) and holds no keys: base from the view, parts from the pools and the
/// execution layer side by side, state root from the work pool. Payloads are prepared ahead of the slot where it is known who proposes
/// here. Parts that a block can do without are waited for an eighth of a slot, its payload to the end of the slot: late is better than
/// none. At most <see cref="MaxDrafts"/> at once; a further request is refused. It answers what else validators ask too, at most
/// `production.questions` at once. A restart loses what is open; who asked gives up at the end of the slot.
/// </summary>
internal sealed partial class ProductionActor : ReceiveActor, IWithTimers
{
    /// <summary>The most drafts that are made at once; what is more is refused.</summary>
    public const int MaxDrafts = 8;

    private readonly ProductionSettings _settings;
    private readonly ProductionRefs _refs;
    private readonly RequestIds _ids;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<ulong, Request> _requests = [];

    /// <summary>Production by settings; the ids go on over its restarts.</summary>
    public ProductionActor(ProductionSettings settings, ProductionRefs refs, RequestIds ids)
    {
        _settings = settings;
        _refs = refs;
        _ids = ids;
        _proposers = settings.Proposers;
        Receive<ProduceBlock>(OnProduce);
        Receive<SlotsAdvanced>(OnAdvanced);
        Receive<ChainViewChanged>(changed => OnView(changed.View));
        Receive<ProposersChanged>(changed => OnProposers(changed.Table));
        Receive<ProduceAttestationData>(OnQuestion);
        Receive<ProducePayloadAttestationData>(OnQuestion);
        Receive<ProduceInclusionList>(OnQuestion);
        Receive<ProduceAggregate>(OnQuestion);
        Receive<ProduceSyncCommitteeContribution>(OnQuestion);
        Receive<AggregateFound>(OnFound);
        Receive<ContributionFound>(OnFound);
        Receive<InclusionListFound>(OnFound);
        Receive<QuestionOver>(over => OnOver(over.Id));
        Receive<PackedAttestations>(packed => OnPart(packed.RequestId, draft => draft.Attestations = packed.Attestations));
        Receive<PackedSyncAggregate>(packed => OnPart(packed.RequestId, draft => draft.SyncAggregate = packed.Aggregate));
        Receive<PackedPayloadAttestations>(packed => OnPart(packed.RequestId, draft => draft.PayloadAttestations = packed.Attestations));
        Receive<PackedOperations>(packed => OnPart(packed.RequestId, draft => draft.Operations = packed));
        Receive<PackedBids>(packed => OnPart(packed.RequestId, draft => draft.Bids = packed));
        Receive<BidsOfBuilders>(bids => OnPart(bids.RequestId, draft => draft.ApiBids = bids));
        Receive<HeadersOfBuilders>(headers => OnPart(headers.RequestId, draft => draft.Headers = headers));
        Receive<GetProposalWhy>(ask => Sender.Tell(_records.Of(ask.Slot)));
        Receive<ProposersHere>(OnProposersHere);
        Receive<ExecutionLayerChanged>(OnLayer);
        Receive<ForkchoiceUpdatedResult>(OnBuildStarted);
        Receive<TakePayload>(take => OnTakePayload(take.Id));
        Receive<PayloadBuilt>(OnPayload);
        Receive<PatienceOver>(over => OnPart(over.Id, draft => draft.IsPatienceOver = true));
        Receive<AskAgain>(again => OnAskAgain(again.Id));
        Receive<SlotOver>(over => OnSlotOver(over.Id));
        Receive<BlockDrafted>(OnDrafted);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Describes the actor that makes unsigned blocks and duty data.</summary>
    public static Props Props(ProductionSettings settings, ProductionRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new ProductionActor(settings, refs, ids));
    }

    private TimeSpan PatienceOf(Slot slot) => _settings.Schedule.DurationOf(slot) / 8;

    private void OnProduce(ProduceBlock ask)
    {
        if (ask.Slot > _settings.Schedule.SlotAtOrGenesis(Context.System.Scheduler.Now))
        {
            Sender.Tell(new NotProduced(ask.RequestId, ask.Slot, ProductionRefusal.FutureSlot, $"slot {ask.Slot} has not begun"));
            return;
        }

        // A little before the end, when a block could reach nobody in time, so that the asker hears the reason within the slot.
        var left = _settings.Schedule.StartOf(ask.Slot + 1) - (PatienceOf(ask.Slot) / 8) - Context.System.Scheduler.Now;
        if (_requests.Count >= MaxDrafts || left <= TimeSpan.Zero)
        {
            Sender.Tell(left <= TimeSpan.Zero
                ? new NotProduced(ask.RequestId, ask.Slot, ProductionRefusal.UnknownSlot, "the slot is over")
                : new NotProduced(
                    ask.RequestId, ask.Slot, ProductionRefusal.Overloaded, $"{MaxDrafts} blocks are being made already"));
            return;
        }

        var id = _ids.Next();
        var request = _requests[id] = new Request(ask, Sender, Context.System.Scheduler.Now);
        Timers.StartSingleTimer(("over", id), new SlotOver(id), left);
        Choose(id, request);
    }

    /// <summary>Begins where the view says what to build on and its state stands in the slot; has it advanced where it does not.</summary>
    private void Choose(ulong id, Request request)
    {
        if (_proposers is null)
        {
            request.Problem = "what is said of proposers is not known yet";
            return;
        }

        var outcome = ProposalChoice.Of(_view, request.Ask.Slot, Context.System.Scheduler.Now, _settings);
        request.Problem = outcome.Reason;
        if (outcome.Value is { } choice && choice.From.Slot == choice.Slot)
        {
            Begin(id, request, choice.BaseOn(choice.From));
        }
        else if (outcome.Value is { } early)
        {
            request.Advancing = early;
            request.Problem = "the state of the block to build on was not advanced to the slot";
            _refs.Work.Tell(new AdvanceSlots(id, early.From, early.Slot) { Priority = WorkPriority.Block });
        }
        else if (!outcome.IsLater)
        {
            GiveUp(id, outcome.Refusal, outcome.Reason);
        }
    }

    private void OnAdvanced(SlotsAdvanced done)
    {
        if (_requests.GetValueOrDefault(done.RequestId) is not { Advancing: { } choice, Draft: null } request)
        {
            return;
        }

        request.Advancing = null;
        if (done.State is { } state)
        {
            Begin(done.RequestId, request, choice.BaseOn(state));
        }
        else if (done.Refusal is { } refusal)
        {
            GiveUp(done.RequestId, ProductionRefusal.Invalid, $"the state was not advanced to the slot: {refusal}");
        }
        else
        {
            request.Problem = $"the state was not advanced to the slot: {done.Dropped}";
            Timers.StartSingleTimer(("again", done.RequestId), new AskAgain(done.RequestId), PatienceOf(choice.Slot) / 8);
        }
    }

    private void OnAskAgain(ulong id)
    {
        if (DraftOf(id) is not { } draft)
        {
            if (_requests.GetValueOrDefault(id) is { Advancing: null } waiting)
            {
                Choose(id, waiting);
            }

            return;
        }

        if (draft.IsReady)
        {
            OnPart(id, static _ => { });
        }
        else if (draft.Payload is null)
        {
            AskForPayload(draft);
        }
    }

    private void OnSlotOver(ulong id)
    {
        var problem = DraftOf(id) switch
        {
            null => _requests.GetValueOrDefault(id)?.Problem,
            { IsDrafting: true } => "its state root was not computed",
            { ExecutionParent: not null, Payload: null } draft => $"there is no payload: {draft.PayloadProblem}",
            _ => "the pools did not answer",
        };
        GiveUp(id, ProductionRefusal.TooLate, $"it was not done by the end of the slot; {problem}");
    }

    private void GiveUp(ulong id, ProductionRefusal refusal, string reason)
    {
        if (_requests.ContainsKey(id))
        {
            var request = End(id);
            Remember(request, reason);
            request.Asker.Tell(new NotProduced(request.Ask.RequestId, request.Ask.Slot, refusal, reason));
        }
    }

    private Request End(ulong id)
    {
        _requests.Remove(id, out var request);
        foreach (var timer in (string[])["over", "patience", "again", "take"])
        {
            Timers.Cancel((timer, id));
        }

        return request!;
    }

    private sealed class Request(ProduceBlock ask, IActorRef asker, DateTimeOffset askedAt)
    {
        public ProduceBlock Ask => ask;

        public IActorRef Asker => asker;

        public DateTimeOffset AskedAt => askedAt;

        public BlockDraft? Draft { get; set; }

        /// <summary>What it builds on, while the state is being advanced.</summary>
        public ProposalChoice? Advancing { get; set; }

        /// <summary>Says why the request has no draft yet, for when its time is over.</summary>
        public string Problem { get; set; } = "";
    }

    private sealed record PatienceOver(ulong Id);

    private sealed record AskAgain(ulong Id);

    private sealed record SlotOver(ulong Id);
}
