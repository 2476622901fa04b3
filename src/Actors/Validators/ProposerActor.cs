using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Proposes in the slots of our validators: base from the chain, parts from the pools and the execution layer side by side, state root from a transition worker, signature,
/// publication, and the rest to the builder (`phase0/validator.md#block-proposal`). A proposal that is not done when the next slot begins is given up.
/// A restart loses the proposal under way and reads what was signed from storage.
/// </summary>
public sealed class ProposerActor : ProtectedActor, IWithTimers
{
    private readonly ValidatorSettings _settings;
    private readonly ValidatorRefs _refs;
    private readonly OwnValidators _own;
    private readonly IActorRef _builder;
    private readonly TimeSpan _patience;
    private Slot _slot;
    private Proposal? _proposal;
    private ulong _requests;

    /// <summary>A proposer whose payloads are delivered by a builder.</summary>
    public ProposerActor(ValidatorSettings settings, ValidatorRefs refs, IActorRef builder)
        : base(refs.Storage, "slashing-protection/blocks")
    {
        _settings = settings;
        _refs = refs;
        _builder = builder;
        _own = new OwnValidators(settings.Signer);
        _patience = TimeSpan.FromMilliseconds(settings.Spec.Config.SlotDurationMs / 8);
        Receive<Propose>(OnPropose);
        Receive<ProposalBase>(OnBase);
        Receive<NoProposalBase>(none => Log.Warning("nothing to build on in slot {0}: {1}", none.Slot, none.Reason));
        Receive<PackedAttestations>(packed => OnPart(packed.RequestId, proposal => proposal.Attestations = packed.Attestations));
        Receive<PackedSyncAggregate>(packed => OnPart(packed.RequestId, proposal => proposal.SyncAggregate = packed.Aggregate));
        Receive<PackedPayloadAttestations>(packed => OnPart(packed.RequestId, proposal => proposal.PayloadAttestations = packed.Attestations));
        Receive<PackedOperations>(packed => OnPart(packed.RequestId, proposal => proposal.Operations = packed));
        Receive<PackedBid>(packed => OnPart(packed.RequestId, proposal => proposal.Bid = packed));
        Receive<ForkchoiceUpdatedResult>(OnBuildStarted);
        Receive<PayloadBuilt>(built => OnPart(built.RequestId, proposal => proposal.Payload = built));
        Receive<PatienceOver>(over => OnPatienceOver(over.RequestId));
        Receive<BlockDrafted>(OnDrafted);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs, IActorRef builder) => Akka.Actor.Props.Create(() => new ProposerActor(settings, refs, builder));

    private void OnPropose(Propose propose)
    {
        if (_proposal is { } late)
        {
            GiveUp(late, "it was not done by the end of the slot");
        }

        _slot = propose.Slot;
        if (_slot > 0 && _settings.Signer.Pubkeys.Count > 0)
        {
            _refs.Chain.Tell(new GetProposalBase(_slot));
        }
    }

    private void OnBase(ProposalBase proposalBase)
    {
        var state = proposalBase.State;
        var proposer = Accessors.GetBeaconProposerIndex(state);
        if (proposalBase.Slot != _slot || _proposal is not null || !_own.In(state).TryGetValue(proposer, out var pubkey))
        {
            return;
        }

        if (Protection is null)
        {
            AskForPast();
        }

        var id = ++_requests;
        var parent = BlockAssembler.ExecutionParent(proposalBase);
        _proposal = new Proposal(id, proposalBase, proposer, pubkey, Proposing.GetEpochSignature(state, _slot, _own.SignerOf(pubkey))) { ExecutionParent = parent };
        if (parent is { } head && !AskForPayload(_proposal, head))
        {
            return;
        }

        var pack = new PackForBlock(id, proposalBase);
        _refs.Pools.Attestations.Tell(pack);
        _refs.Pools.SyncCommittee.Tell(pack);
        _refs.Pools.PayloadAttestations.Tell(pack);
        _refs.Pools.Operations.Tell(pack);
        _refs.Pools.Bids.Tell(pack);
        Timers.StartSingleTimer("patience", new PatienceOver(id), _patience);
    }

    private bool AskForPayload(Proposal proposal, Hash32 head)
    {
        var (attributes, refusal) = BlockAssembler.AttributesFor(proposal.Base, _settings);
        if (attributes is null)
        {
            GiveUp(proposal, $"no payload can be built: {refusal}");
            return false;
        }

        var execution = proposal.Base.Execution;
        _refs.Engine.Tell(new ForkchoiceUpdated(proposal.RequestId, proposal.Fork, head, execution.Safe, execution.Finalized, attributes));
        return true;
    }

    private void OnBuildStarted(ForkchoiceUpdatedResult result)
    {
        if (_proposal is not { } proposal || proposal.RequestId != result.RequestId)
        {
            return;
        }

        if (result.PayloadId is { } payloadId)
        {
            _refs.Engine.Tell(new GetPayload(proposal.RequestId, proposal.Fork, payloadId));
        }
        else
        {
            var nothing = new PayloadBuilt(result.RequestId, null, default, BuiltBlobs.None, null, $"no build was started ({result.Verdict}) {result.Error}");
            OnPart(result.RequestId, building => building.Payload = nothing);
        }
    }

    private void OnPart(ulong requestId, Action<Proposal> take)
    {
        if (_proposal is not { IsDrafting: false } proposal || proposal.RequestId != requestId)
        {
            return;
        }

        take(proposal);
        if (proposal.IsComplete)
        {
            Draft(proposal);
        }
    }

    private void OnPatienceOver(ulong requestId)
    {
        if (_proposal is { IsDrafting: false } proposal && proposal.RequestId == requestId)
        {
            Log.Warning("proposing in slot {0} without the parts that have not come yet", proposal.Slot);
            Draft(proposal);
        }
    }

    private void Draft(Proposal proposal)
    {
        proposal.IsDrafting = true;
        if (proposal.ExecutionParent is not null && proposal.Payload?.Payload is null && proposal.BuildersBid is null)
        {
            GiveUp(proposal, $"there is no payload: {proposal.Payload?.Error ?? "the execution layer has not answered"}");
            return;
        }

        _refs.Transition.Tell(new DraftBlock(proposal.RequestId, proposal.Base.State, BlockAssembler.Assemble(proposal, _settings)));
    }

    private void OnDrafted(BlockDrafted drafted)
    {
        if (_proposal is not { } proposal || proposal.RequestId != drafted.RequestId)
        {
            return;
        }

        if (drafted.Block is { } block)
        {
            Sign(proposal, block);
        }
        else if (proposal.IsBare)
        {
            GiveUp(proposal, $"the draft was refused: {drafted.Refusal}");
        }
        else
        {
            Log.Error("the draft of the block in slot {0} was refused and is tried without operations: {1}", proposal.Slot, drafted.Refusal);
            proposal.IsBare = true;
            Draft(proposal);
        }
    }

    private void Sign(Proposal proposal, BeaconBlock block)
    {
        _proposal = null;
        var state = proposal.Base.State;
        var domain = Accessors.GetDomain(state, Constants.DomainBeaconProposer, Misc.ComputeEpochAtSlot(state.Preset, block.Slot));
        if (Protection?.TryNoteBlock(proposal.Pubkey, block.Slot, Misc.ComputeSigningRoot(block, domain, state.Ssz)) != true)
        {
            GiveUp(proposal, Protection is null ? "what was signed before has not been read yet" : "it could be slashed for it");
            return;
        }

        AfterStored(() =>
        {
            var signed = new SignedBeaconBlock { Message = block, Signature = Proposing.GetBlockSignature(state, block, _own.SignerOf(proposal.Pubkey)) };
            if (proposal.BuildersBid is null && proposal.Payload is { Payload: not null } built)
            {
                _builder.Tell(new Deliver(signed, block.HashTreeRoot(state.Ssz), built, proposal.Pubkey));
            }

            _refs.Publish.Tell(new Publish(signed));
            DutyReport.Done(Context, DutyKind.Proposal, block.Slot, proposal.Proposer);
        });
    }

    private void GiveUp(Proposal proposal, string reason)
    {
        _proposal = null;
        DutyReport.Missed(Context, Log, DutyKind.Proposal, proposal.Slot, proposal.Proposer, reason);
    }

    private sealed record PatienceOver(ulong RequestId);
}
