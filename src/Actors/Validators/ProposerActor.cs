using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Proposes in the slots of our validators: randao reveal, block from production, signature, publication, and the rest to the builder
/// (`phase0/validator.md#block-proposal`). A proposal that is not done when the next slot begins is given up. A restart loses the
/// proposal under way, and reports it.
/// </summary>
internal sealed partial class ProposerActor : DutyActor
{
    private readonly ValidatorRefs _refs;
    private readonly IActorRef _builder;
    private readonly RequestIds _ids;
    private Proposal? _proposal;

    /// <summary>A proposer whose payloads are delivered by a builder.</summary>
    public ProposerActor(ValidatorSettings settings, ValidatorRefs refs, IActorRef builder, RequestIds ids)
        : base(settings, refs, ids)
    {
        _refs = refs;
        _builder = builder;
        _ids = ids;
        Receive<Propose>(OnPropose);
        Receive<BlockProduced>(OnProduced);
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
                _refs.Production.Tell(new ProduceBlock(proposal.RequestId, proposal.Slot, reveal));
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

    private void GiveUp(Proposal proposal, string reason)
    {
        _proposal = null;
        Missed(DutyKind.Proposal, proposal.Slot, [proposal.Proposer], reason);
    }

    private sealed record Proposal(ulong RequestId, Slot Slot, ValidatorIndex Proposer, BLSPubkey Pubkey);
}
