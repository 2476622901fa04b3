using Consensoor.Messages;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Production;

/// <summary>
/// What builders elsewhere are told of the next payload: of the node's own proposers, or of every one where settings say so. Told again
/// when what is to be built upon changes.
/// </summary>
internal sealed partial class ProductionActor
{
    private ProposalBase? _toldOf;
    private PayloadAttributesKnown? _lastTold;

    private void TellAttributes(ChainView view)
    {
        var at = PayloadPreparation.By(view, Context.System.Scheduler.Now, _settings, (index, pubkey) =>
            _settings.IsTellingEveryAttributes || IsOurs(index, pubkey));
        if (at is not { } proposal || (_toldOf is { } last && IsSame(last, proposal)))
        {
            return;
        }

        _toldOf = proposal;
        if (Known(proposal) is { } known && known != _lastTold)
        {
            _lastTold = known;
            Context.System.EventStream.Publish(known);
        }
    }

    // Null where there is no execution block to build on, or no payload can be built.
    private PayloadAttributesKnown? Known(ProposalBase proposal)
    {
        var (state, fork) = (proposal.State, proposal.State.ForkName);
        var terms = TermsOf(state, out var proposer);
        return BlockAssembler.ExecutionParent(proposal) is { } parent
            && BlockAssembler.AttributesFor(proposal, terms).Attributes is { } attributes
                ? new PayloadAttributesKnown(
                    fork,
                    proposal.Slot,
                    proposer,
                    proposal.ParentRoot,
                    fork < ForkName.Gloas ? state.LatestExecutionPayloadHeader.BlockNumber : null,
                    parent,
                    proposal.Execution.Safe,
                    proposal.Execution.Finalized,
                    attributes)
                : null;
    }

    private static bool IsSame(ProposalBase one, ProposalBase other) =>
        ReferenceEquals(one.State, other.State)
        && ReferenceEquals(one.ParentEnvelope, other.ParentEnvelope)
        && one.InclusionLists == other.InclusionLists
        && (one.Slot, one.ParentRoot, one.BuildOnFull) == (other.Slot, other.ParentRoot, other.BuildOnFull);
}
