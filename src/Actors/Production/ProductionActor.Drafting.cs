using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Actors.Production;

/// <summary>The parts of a block as they come in, and the block made of them.</summary>
internal sealed partial class ProductionActor
{
    private void Begin(ulong id, Request request, ProposalBase proposalBase)
    {
        var known = TermsOf(proposalBase.State, out var proposer);

        // Who asks for the block may say otherwise.
        var terms = known with
        {
            Graffiti = request.Ask.Graffiti ?? known.Graffiti,
            Builders = WithFactor(request.Ask.Builders ?? known.Builders, request.Ask.BoostFactor),
        };
        var draft = request.Draft = new BlockDraft(id, proposalBase, request.Ask.RandaoReveal)
        {
            Proposer = proposer,
            Terms = terms,
            ExecutionParent = BlockAssembler.ExecutionParent(proposalBase),
            Rules = RulesOf(terms, proposalBase),
            Missing = MissingIn(proposalBase),
            Times = new ProposalTimes { AskedAt = request.AskedAt, BaseAt = Context.System.Scheduler.Now },
        };
        AskForHeaders(draft, request.Ask);
        AskForPayload(draft);
        if (!_requests.ContainsKey(id))
        {
            return;
        }

        var pack = new PackForBlock(id, proposalBase);
        _refs.Pools.Attestations.Tell(pack);
        _refs.Pools.SyncCommittee.Tell(pack);
        _refs.Pools.PayloadAttestations.Tell(pack);
        _refs.Pools.Operations.Tell(pack);
        _refs.Pools.Bids.Tell(pack);
        AskBuilders(draft);
        Timers.StartSingleTimer(("patience", id), new PatienceOver(id), PatienceOf(proposalBase.Slot));
    }

    private static BuilderTerms WithFactor(BuilderTerms terms, ulong? factor) => factor is { } given
        ? terms with { BoostFactor = given, Builders = [.. terms.Builders.Select(one => one with { BoostFactor = given })] }
        : terms;

    // Builders that are not preferred to any payload of one's own are not told what is built upon.
    private void AskForHeaders(BlockDraft draft, ProduceBlock ask)
    {
        var (proposal, terms) = (draft.Base, draft.Terms);
        if (!ask.TakesBlinded
            || draft.Fork is not (ForkName.Electra or ForkName.Fulu)
            || terms.Builders is not { IsEnabled: true, Builders: { Count: > 0 } builders }
            || builders.All(static one => one.BoostFactor == 0)
            || BlockAssembler.AttributesFor(proposal, terms).Attributes?.Withdrawals is not { } due)
        {
            return;
        }

        (draft.AsksHeaders, draft.Due) = (true, due);
        var pubkey = proposal.State.Validators[draft.Proposer].Pubkey;
        ulong? limit = _proposersHere.Contains(pubkey) ? terms.GasLimit : null;
        var by = Context.System.Scheduler.Now + (PatienceOf(draft.Slot) * 0.75);
        _refs.Builders.Tell(new AskHeaders(draft.Id, proposal, pubkey, due, limit, builders, by));
    }

    // By when they have to answer: a little before the block goes without what has not come.
    private void AskBuilders(BlockDraft draft)
    {
        var (proposal, terms) = (draft.Base, draft.Terms);
        if (draft.Fork >= ForkName.Gloas && terms.Builders is { IsEnabled: true, Builders: { Count: > 0 } builders })
        {
            draft.AsksBuilders = true;
            var by = Context.System.Scheduler.Now + (PatienceOf(draft.Slot) * 0.75);
            var pubkey = proposal.State.Validators[draft.Proposer].Pubkey;
            _refs.Builders.Tell(new AskBuilders(draft.Id, proposal, pubkey, terms.GasLimit, builders, by));
        }
    }

    private BlockDraft? DraftOf(ulong id) => _requests.GetValueOrDefault(id)?.Draft;

    private void OnPart(ulong id, Action<BlockDraft> take)
    {
        if (DraftOf(id) is not { } draft)
        {
            return;
        }

        if (draft.IsDrafting)
        {
            draft.Meanwhile += take;
            return;
        }

        take(draft);
        if (draft is { HasParts: true, Times: { PartsAt: null } times })
        {
            draft.Times = times with { PartsAt = Context.System.Scheduler.Now };
        }

        if (draft.IsReady)
        {
            Draft(draft);
        }
        else if (draft is { IsPatienceOver: true, HasSaidProblem: false })
        {
            draft.HasSaidProblem = true;
            _log.Warning("the block of slot {0} waits for its payload: {1}", draft.Slot, draft.PayloadProblem);
        }
    }

    private void Draft(BlockDraft draft)
    {
        if (!draft.IsComplete)
        {
            _log.Warning("the block of slot {0} is made without the parts that have not come yet", draft.Slot);
        }

        draft.IsDrafting = true;
        draft.Times = draft.Times with { DraftedAt = Context.System.Scheduler.Now };
        var deadline = _settings.Schedule.StartOf(draft.Slot + 1);
        _refs.Work.Tell(new DraftBlock(draft.Id, draft.Base.State, BlockAssembler.Assemble(draft))
        {
            Deadline = deadline,
            Header = draft.Header?.Header,
            IsValued = _requests[draft.Id].Ask.IsValued,
        });
    }

    private void OnDrafted(BlockDrafted drafted)
    {
        if (DraftOf(drafted.RequestId) is not { } draft)
        {
            return;
        }

        if (drafted.Block is { } block)
        {
            Remember(draft);
            var request = End(draft.Id);
            if (draft.Header is { } bid)
            {
                request.Asker.Tell(new BlindedBlockProduced(
                    request.Ask.RequestId,
                    BlindedBeaconBlock.Of(block, bid.Header),
                    draft.Base.State,
                    draft.HeaderChoice.BuilderUrls,
                    bid.Value)
                {
                    Reward = drafted.Reward,
                });
                return;
            }

            var choice = draft.Choice;
            var payload = choice.Bid is null ? draft.Payload : null;
            request.Asker.Tell(new BlockProduced(request.Ask.RequestId, block, draft.Base.State, payload)
            {
                BuilderUrl = choice.BuilderUrl,
                BidTotal = choice.Total,
                Reward = drafted.Reward,
            });
        }
        else if (drafted.Dropped is { } dropped)
        {
            _log.Warning("the draft of the block of slot {0} was not worked on and is tried again: {1}", draft.Slot, dropped);
            draft.Reopen();
            Timers.StartSingleTimer(("again", draft.Id), new AskAgain(draft.Id), PatienceOf(draft.Slot) / 8);
        }
        else if (drafted.Refusal is { Function: nameof(Randao.ProcessRandao) } unproven)
        {
            GiveUp(draft.Id, ProductionRefusal.InvalidReveal, $"the randao reveal does not hold: {unproven}");
        }
        else if (draft.Refused(drafted.Refusal!) is { } without)
        {
            _log.Error(
                "the draft of the block of slot {0} was refused and is tried without {1}: {2}", draft.Slot, without, drafted.Refusal);
            draft.Reopen();
            if (draft is { Payload: null, ExecutionParent: not null })
            {
                // Its own payload may have been given up for the bid that did not hold.
                AskForPayload(draft);
            }

            OnPart(draft.Id, static _ => { });
        }
        else
        {
            GiveUp(draft.Id, ProductionRefusal.Invalid, $"the draft was refused: {drafted.Refusal}");
        }
    }
}
