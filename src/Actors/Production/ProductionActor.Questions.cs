using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Production;

/// <summary>Questions that the view or a pool answers.</summary>
internal sealed partial class ProductionActor
{
    private readonly Dictionary<ulong, Question> _questions = [];
    private ChainView? _view;
    private ProposerTable? _proposers;
    private ulong _refused;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ChainViewChanged));
        Context.System.EventStream.Subscribe(Self, typeof(ProposersChanged));
        Context.System.EventStream.Subscribe(Self, typeof(ExecutionLayerChanged));
        _refs.Chain.Tell(GetChainView.Instance);
        _refs.Proposers.Tell(GetProposers.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnView(ChainView view)
    {
        if (_view?.CurrentSlot != view.CurrentSlot)
        {
            Context.System.EventStream.Publish(new QueueStatus("production/questions", _questions.Count, _settings.Questions, _refused));
        }

        _view = view;
        if (view.Canonical.Count > 0)
        {
            _counted = _counted.Follow(view.Blocks, view.Canonical[0], view.CurrentSlot, _settings.Bids.Window);
        }

        _builds.ForgetBefore(view.CurrentSlot);
        Prepare();
        ChooseWaiting();
        foreach (var (id, question) in _questions.ToArray())
        {
            if (question.Ask is ProduceAttestationData)
            {
                Work(id, question);
            }
        }
    }

    // What is said later of a proposer counts from its next block on, and for what is prepared for that.
    private void OnProposers(ProposerTable table)
    {
        var isFirst = _proposers is null;
        _proposers = table;
        if (isFirst)
        {
            ChooseWaiting();
        }

        (_preparedFor, _toldOf) = (null, null);
        Prepare();
    }

    private void ChooseWaiting()
    {
        foreach (var (id, request) in _requests.ToArray())
        {
            if (request is { Draft: null, Advancing: null })
            {
                Choose(id, request);
            }
        }
    }

    private void OnQuestion(IProductionQuestion ask)
    {
        if (_questions.Count >= _settings.Questions)
        {
            _refused++;
            Sender.Tell(new NotProduced(
                ask.RequestId, ask.Slot, ProductionRefusal.Overloaded, $"{_settings.Questions} questions are open already"));
            return;
        }

        var id = _ids.Next();
        var question = _questions[id] = new Question(ask, Sender);
        var slot = _settings.Schedule.SlotAtOrGenesis(Context.System.Scheduler.Now);
        Timers.StartSingleTimer(("question", id), new QuestionOver(id), _settings.Schedule.DurationOf(slot));
        Work(id, question);
    }

    /// <summary>Answers a question, or has a pool do it, or leaves it to a later view.</summary>
    private void Work(ulong id, Question question)
    {
        var now = Context.System.Scheduler.Now;
        switch (question.Ask)
        {
            case ProduceAttestationData ask:
                Answer(id, DutyData.Attestation(_view, now, _settings, ask), data => new AttestationDataProduced(ask.RequestId, data));
                break;
            case ProducePayloadAttestationData ask:
                Answer(
                    id,
                    DutyData.PayloadAttestation(_view, now, _settings, ask.Slot),
                    data => new PayloadAttestationDataProduced(ask.RequestId, data));
                break;
            case var ask when DutyData.Fit(_view, ask.Slot, now, _settings) is { Value: null } unfit:
                Answer(id, unfit, static _ => throw new InvalidOperationException("a refusal has no value"));
                break;
            case ProduceInclusionList:
                question.Problem = "the execution layer did not answer";
                _refs.Engine.Tell(new GetInclusionList(id));
                break;
            case ProduceAggregate ask:
                _refs.Pools.Attestations.Tell(new GetAggregate(id, ask.Slot, ask.CommitteeIndex, ask.AttestationDataRoot));
                break;
            case ProduceSyncCommitteeContribution ask:
                _refs.Pools.SyncCommittee.Tell(new GetContribution(id, ask.Slot, ask.BeaconBlockRoot, ask.SubcommitteeIndex));
                break;
            default:
                throw new InvalidOperationException($"nobody answers {question.Ask.GetType().Name}");
        }
    }

    private void OnFound(AggregateFound found)
    {
        if (_questions.GetValueOrDefault(found.RequestId)?.Ask is ProduceAggregate ask)
        {
            Answer(found.RequestId, Found(found.Aggregate, ask), aggregate => new AggregateProduced(ask.RequestId, aggregate));
        }
    }

    private void OnFound(ContributionFound found)
    {
        if (_questions.GetValueOrDefault(found.RequestId)?.Ask is ProduceSyncCommitteeContribution ask)
        {
            Answer(
                found.RequestId,
                Found(found.Contribution, ask),
                contribution => new SyncCommitteeContributionProduced(ask.RequestId, contribution));
        }
    }

    private void OnFound(InclusionListFound found)
    {
        if (_questions.GetValueOrDefault(found.RequestId)?.Ask is ProduceInclusionList ask)
        {
            var epoch = Misc.ComputeEpochAtSlot(_view!.Spec.Preset, ask.Slot);
            var outcome = found.Transactions is { } transactions
                ? Outcome<InclusionListProduced>.Of(
                    new InclusionListProduced(ask.RequestId, _view.GetShufflingDependentRoot(_view.Head.Root, epoch), transactions))
                : Outcome<InclusionListProduced>.Refused(
                    ProductionRefusal.Unavailable, $"the execution layer gave no inclusion list: {found.Error ?? "it gave no reason"}");
            Answer(found.RequestId, outcome, static produced => produced);
        }
    }

    private static Outcome<T> Found<T>(T? found, IProductionQuestion ask)
        where T : class =>
        found is not null ? Outcome<T>.Of(found) : Outcome<T>.Refused(ProductionRefusal.NothingSeen, ask switch
        {
            ProduceAggregate aggregate => $"no attestation of committee {aggregate.CommitteeIndex} to this data was seen",
            ProduceSyncCommitteeContribution contribution =>
                $"no signature of subcommittee {contribution.SubcommitteeIndex} over this block was seen",
            _ => "nothing was seen of it",
        });

    private void Answer<T>(ulong id, Outcome<T> outcome, Func<T, object> answerOf)
        where T : class
    {
        var question = _questions[id];
        question.Problem = outcome.Reason;
        if (outcome.Value is { } value)
        {
            End(id, answerOf(value));
        }
        else if (!outcome.IsLater)
        {
            End(id, new NotProduced(question.Ask.RequestId, question.Ask.Slot, outcome.Refusal, outcome.Reason));
        }
    }

    private void OnOver(ulong id)
    {
        if (_questions.GetValueOrDefault(id) is { Ask: var ask, Problem: var problem })
        {
            End(id, new NotProduced(ask.RequestId, ask.Slot, ProductionRefusal.TooLate, problem));
        }
    }

    private void End(ulong id, object answer)
    {
        Timers.Cancel(("question", id));
        _questions.Remove(id, out var question);
        question!.Asker.Tell(answer);
    }

    private sealed class Question(IProductionQuestion ask, IActorRef asker)
    {
        public IProductionQuestion Ask => ask;

        public IActorRef Asker => asker;

        /// <summary>Says why the question has no answer yet, for when its time is over.</summary>
        public string Problem { get; set; } = "the pool did not answer";
    }

    private sealed record QuestionOver(ulong Id);
}
