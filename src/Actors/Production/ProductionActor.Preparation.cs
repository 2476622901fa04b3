using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Production;

/// <summary>
/// Payloads that are built ahead of their blocks: begun late in the slot before, anew whenever what is to be built upon changes, and again
/// at the slot's begin where that came to nothing. A build of a head that is left is never asked for its payload.
/// </summary>
internal sealed partial class ProductionActor
{
    private readonly PayloadBuilds _builds = new();
    private IReadOnlyCollection<BLSPubkey> _told = [];
    private HashSet<BLSPubkey> _proposersHere = [];
    private ProposalBase? _preparedFor;
    private (PayloadBuild? Build, Slot AskedIn) _prepared;

    private void OnProposersHere(ProposersHere here)
    {
        if (!ReferenceEquals(_told, here.Pubkeys))
        {
            (_told, _proposersHere) = (here.Pubkeys, [.. here.Pubkeys]);
        }

        Prepare();
    }

    /// <summary>
    /// The execution layer was away and is back: it may be another one, which knows nothing of what was being built. While it is away, each
    /// request is answered as unavailable.
    /// </summary>
    private void OnLayer(ExecutionLayerChanged changed)
    {
        if (changed.IsOffline)
        {
            return;
        }

        _builds.Clear();
        _preparedFor = null;
        foreach (var draft in _requests.Values.Select(static request => request.Draft).OfType<BlockDraft>().ToArray())
        {
            if (draft is { Payload: null, IsDrafting: false })
            {
                AskForPayload(draft);
            }
        }

        Prepare();
    }

    private void Prepare()
    {
        if (_view is not { } view || _proposers is null)
        {
            return;
        }

        TellAttributes(view);
        if (PayloadPreparation.By(view, Context.System.Scheduler.Now, _settings, IsOurs) is not { } proposal
            || IsPrepared(proposal, view.CurrentSlot))
        {
            return;
        }

        _preparedFor = proposal;
        _prepared = (BuildFor(proposal, TermsOf(proposal.State, out _), out _), view.CurrentSlot);
    }

    private bool IsOurs(ValidatorIndex index, BLSPubkey pubkey) =>
        _proposersHere.Contains(pubkey) || _proposers?.Prepared.ContainsKey(index) == true;

    /// <summary>What holds for the block of a state's slot, and whose it is; what is said of proposers is known.</summary>
    private ProposerTerms TermsOf(BeaconState state, out ValidatorIndex proposer)
    {
        proposer = Accessors.GetBeaconProposerIndex(state);
        return _proposers!.Of(state.Validators[proposer].Pubkey, proposer, Accessors.GetCurrentEpoch(state));
    }

    // What came to nothing is tried once more in a later slot, which is the block's own.
    private bool IsPrepared(ProposalBase proposal, Slot now) =>
        _preparedFor is { } last
        && IsSame(last, proposal)
        && (_prepared.AskedIn == now || _prepared.Build is null || _builds.Of(_prepared.Build.Ask.RequestId) is not null);

    /// <summary>
    /// The build of a payload on a base, begun where there is none; null where there is no execution block to build on, there is no room
    /// for it now, or the payload cannot be (why).
    /// </summary>
    private PayloadBuild? BuildFor(ProposalBase proposal, ProposerTerms terms, out string? problem)
    {
        problem = null;
        if (BlockAssembler.ExecutionParent(proposal) is not { } head)
        {
            return null;
        }

        var (attributes, refusal) = BlockAssembler.AttributesFor(proposal, terms);
        if (attributes is null)
        {
            problem = $"no payload can be built: {refusal}";
            return null;
        }

        var fork = proposal.State.ForkName;
        if (_builds.Find(fork, head, attributes) is { } found)
        {
            return found;
        }

        var (safe, finalized) = (proposal.Execution.Safe, proposal.Execution.Finalized);
        var build = new PayloadBuild(proposal.Slot, new ForkchoiceUpdated(_ids.Next(), fork, head, safe, finalized, attributes));
        if (!_builds.TryAdd(build))
        {
            return null;
        }

        _refs.Engine.Tell(build.Ask);
        return build;
    }
}
