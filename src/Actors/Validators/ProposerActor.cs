using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Proposes in the slots of our validators: randao reveal, block from production, signature, publication, and the rest to the builder
/// (`phase0/validator.md#block-proposal`). A blinded block goes to its builders, and once it is signed no other is made for its slot. A
/// proposal that is not done when the next slot begins is given up. A restart loses the proposal under way, and reports it.
/// </summary>
internal sealed partial class ProposerActor : DutyActor
{
    private readonly ValidatorRefs _refs;
    private readonly IActorRef _builder;
    private readonly SlotSchedule _schedule;
    private readonly RequestIds _ids;
    private Proposal? _proposal;

    /// <summary>A proposer whose payloads are delivered by a builder.</summary>
    public ProposerActor(ValidatorSettings settings, ValidatorRefs refs, IActorRef builder, RequestIds ids)
        : base(settings, refs, ids)
    {
        _refs = refs;
        _builder = builder;
        _schedule = settings.Schedule;
        _ids = ids;
        Receive<Propose>(OnPropose);
        Receive<BlockProduced>(OnProduced);
        Receive<BlindedBlockProduced>(OnBlinded);
        Receive<BlindedBlockSubmitted>(OnSubmitted);
        Receive<NotProduced>(OnNotProduced);
    }

    /// <summary>Describes the proposer, beside its builder.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs, IActorRef builder)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new ProposerActor(settings, refs, builder, ids));
    }

    /// <inheritdoc/>
    protected override void OnSlot(Slot slot)
    {
        SendLate(slot);
        if (_proposal is { } late && late.Slot < slot)
        {
            GiveUp(late, "it was not done by the end of the slot");
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<(DutyKind Kind, Slot Slot, ValidatorIndex Validator)> Begun() => _proposal is { } proposal
        ? base.Begun().Append((DutyKind.Proposal, proposal.Slot, proposal.Proposer))
        : base.Begun();

    private void OnPropose(Propose propose)
    {
        if (Skips(propose))
        {
            return;
        }

        var proposal = _proposal = new Proposal(_ids.Next(), propose.Slot, propose.Validator, propose.Pubkey);
        Sign([DutySigning.RandaoReveal(propose.State, propose.Slot, propose.Pubkey)], outcomes =>
        {
            if (_proposal != proposal)
            {
                return;
            }

            if (outcomes[0].Signature is { } reveal)
            {
                _refs.Production.Tell(new ProduceBlock(proposal.RequestId, proposal.Slot, reveal) { TakesBlinded = true });
            }
            else
            {
                GiveUp(proposal, outcomes[0].Refusal!);
            }
        });
    }

    private void OnNotProduced(NotProduced nothing)
    {
        if (_proposal is { } proposal && proposal.RequestId == nothing.RequestId)
        {
            GiveUp(proposal, nothing.Reason);
        }
    }

    private void OnProduced(BlockProduced produced)
    {
        if (_proposal is not { } proposal || proposal.RequestId != produced.RequestId)
        {
            return;
        }

        var (block, state) = (produced.Block, produced.State);
        if (block.ProposerIndex != proposal.Proposer)
        {
            GiveUp(proposal, $"the head has changed, and with it the proposer, to {block.ProposerIndex}");
            return;
        }

        var header = HeaderOf(block, state.Ssz);
        Sign([DutySigning.Block(state, header, proposal.Pubkey, block)], outcomes =>
        {
            if (_proposal != proposal)
            {
                return;
            }

            if (outcomes[0].Signature is not { } signature)
            {
                GiveUp(proposal, outcomes[0].Refusal!);
                return;
            }

            _proposal = null;
            var signed = new SignedBeaconBlock { Message = block, Signature = signature };
            Send(block.Slot, () =>
            {
                if (produced.Payload is { } payload)
                {
                    _builder.Tell(new Deliver(signed, header.HashTreeRoot(state.Ssz), payload, proposal.Pubkey));
                }

                _sent = (signed, state, proposal.Pubkey);
                Publish(signed, DutyKind.Proposal, block.Slot, proposal.Proposer);
                if (produced.BuilderUrl is { } url)
                {
                    _refs.Builders.Tell(new GiveToBuilder(url, signed));
                }
            });
        });
    }

    private void OnBlinded(BlindedBlockProduced produced)
    {
        if (_proposal is not { } proposal || proposal.RequestId != produced.RequestId)
        {
            return;
        }

        var (block, state) = (produced.Block, produced.State);
        if (block.ProposerIndex != proposal.Proposer)
        {
            GiveUp(proposal, $"the head has changed, and with it the proposer, to {block.ProposerIndex}");
            return;
        }

        Sign([DutySigning.Block(state, block.HeaderIn(state.Ssz), proposal.Pubkey)], outcomes =>
        {
            if (_proposal != proposal)
            {
                return;
            }

            if (outcomes[0].Signature is not { } signature)
            {
                GiveUp(proposal, outcomes[0].Refusal!);
                return;
            }

            // From here on this is the only block of the slot: what becomes of it is the builders'.
            proposal.State = state;
            var signed = new SignedBlindedBeaconBlock { Message = block, Signature = signature };
            var by = _schedule.LastWordOf(block.Slot);
            Send(block.Slot, () => _refs.Builders.Tell(new SubmitBlindedBlock(proposal.RequestId, produced.BuilderUrls, signed, by)));
        });
    }

    private void OnSubmitted(BlindedBlockSubmitted submitted)
    {
        if (_proposal is not { State: { } state } proposal || proposal.RequestId != submitted.RequestId)
        {
            return;
        }

        if (submitted.Problem is { } problem)
        {
            GiveUp(proposal, $"no builder took the blinded block: {problem}");
            return;
        }

        _proposal = null;
        if (submitted is not { Block: { } signed, Payload: { } payload })
        {
            DutyReport.Done(Context, new DutyName(DutyKind.Proposal, proposal.Slot, proposal.Proposer), null);
            return;
        }

        _builder.Tell(new Deliver(signed, HeaderOf(signed.Message, state.Ssz).HashTreeRoot(state.Ssz), payload, proposal.Pubkey));
        _sent = (signed, state, proposal.Pubkey);
        Publish(signed, DutyKind.Proposal, proposal.Slot, proposal.Proposer);
    }

    private void GiveUp(Proposal proposal, string reason)
    {
        _proposal = null;
        Missed(DutyKind.Proposal, proposal.Slot, [proposal.Proposer], reason);
    }

    private sealed class Proposal(ulong requestId, Slot slot, ValidatorIndex proposer, BLSPubkey pubkey)
    {
        public ulong RequestId => requestId;

        public Slot Slot => slot;

        public ValidatorIndex Proposer => proposer;

        public BLSPubkey Pubkey => pubkey;

        /// <summary>The state of a blinded block that was signed; null before that, and where the block is whole.</summary>
        public BeaconState? State { get; set; }
    }
}
