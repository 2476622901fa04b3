using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Production;

/// <summary>Why blocks were made as they were, for whoever asks later.</summary>
internal sealed partial class ProductionActor
{
    private readonly ProposalRecords _records = new();
    private CountedChain _counted = CountedChain.Empty;

    private BidRules RulesOf(ProposerTerms terms, ProposalBase proposal) => _settings.Bids with
    {
        IsEnabled = terms.Builders.IsEnabled,
        BoostFactor = terms.Builders.BoostFactor,
        MinBid = terms.Builders.MinBid,
        FeeRecipient = terms.FeeRecipient,
        InclusionListBits = proposal.InclusionLists?.Bits,
    };

    private MissingPayloads MissingIn(ProposalBase proposal) => proposal.State.ForkName < ForkName.Gloas
        ? PayloadCount.EmptySlots(_counted, proposal.ParentRoot, proposal.Slot, _settings.Bids.Window)
        : PayloadCount.Missing(_counted, proposal.ParentRoot, proposal.BuildOnFull, proposal.Slot, _settings.Bids.Window);

    /// <summary>Remembers what carries the payload of a block that was made, and tells the operator where it is a builder.</summary>
    private void Remember(BlockDraft draft)
    {
        if (draft.AsksHeaders)
        {
            RememberHeaders(draft);
            return;
        }

        var choice = draft.Choice;
        _records.Add(RecordOf(draft, choice.Bid is null ? ProposalDecision.SelfBuild : ProposalDecision.Bid, choice.Reason));
        if (choice.Bid is { Message: var bid })
        {
            _log.Info(
                "the block of slot {0} takes the bid of builder {1}, {2} Gwei: {3}",
                draft.Slot,
                bid.BuilderIndex,
                bid.Value,
                choice.Reason);
        }
        else if (choice.Weighed.FirstOrDefault() is { } best)
        {
            _log.Info(
                "the block of slot {0} takes none of {1} bids, the highest {2} Gwei of builder {3}: {4}",
                draft.Slot,
                choice.Weighed.Count,
                best.Value,
                best.Builder,
                best.Refused ?? choice.Reason);
        }
    }

    private void RememberHeaders(BlockDraft draft)
    {
        var choice = draft.HeaderChoice;
        _records.Add(RecordOf(draft, choice.Bid is null ? ProposalDecision.SelfBuild : ProposalDecision.Blinded, choice.Reason));
        if (choice.Bid is { Message: var bid })
        {
            _log.Info("the block of slot {0} takes the header of builder {1}: {2}", draft.Slot, bid.Pubkey, choice.Reason);
        }
        else
        {
            _log.Info(
                "the block of slot {0} takes none of {1} headers: {2}",
                draft.Slot,
                choice.Weighed.Count,
                choice.Weighed.FirstOrDefault()?.Refused ?? choice.Reason);
        }
    }

    /// <summary>Remembers that a block was not made, and why.</summary>
    private void Remember(Request request, string reason) => _records.Add(request.Draft is { } draft
        ? RecordOf(draft, ProposalDecision.None, reason)
        : ProposalRecord.Nothing(request.Ask.Slot, Context.System.Scheduler.Now, reason) with
        {
            Times = new ProposalTimes { AskedAt = request.AskedAt },
        });

    private ProposalRecord RecordOf(BlockDraft draft, ProposalDecision decision, string reason)
    {
        var choice = draft.Choice;
        return new ProposalRecord(
            draft.Slot,
            Context.System.Scheduler.Now,
            decision,
            reason,
            draft.Base.ParentRoot,
            draft.Base.BuildOnFull,
            choice.Bid?.Message.BuilderIndex,
            draft.Payload?.BlockValue,
            draft.Rules,
            draft.Missing,
            choice.Weighed,
            draft.Bids?.Others ?? 0,
            draft.Refusals,
            draft.AsksHeaders ? draft.HeaderChoice.Otherwise : choice.Otherwise)
        {
            Headers = draft.AsksHeaders ? draft.HeaderChoice.Weighed : [],
            Times = draft.Times,
            Silent = [.. draft.ApiBids?.Silent ?? [], .. draft.Headers?.Silent ?? []],
        };
    }
}
