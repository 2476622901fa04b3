using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Validators;

/// <content>What a proposer does wrong on purpose: nothing at all, late, or twice.</content>
internal sealed partial class ProposerActor
{
    // Blocks that are sent in a later slot: one a slot, and no later than a fault may be.
    private readonly List<(Slot At, Action Send)> _late = [];

    // The last block that was sent, and what a second one is signed with.
    private (SignedBeaconBlock Block, BeaconState State, BLSPubkey Pubkey)? _sent;

    /// <inheritdoc/>
    protected override void OnDone(object message)
    {
        if (_sent is var (block, state, pubkey) && ReferenceEquals(block, message))
        {
            // Behind the first one, which would else be the one that is not taken.
            _sent = null;
            Equivocate(block.Message, state, pubkey);
        }
    }

    private bool Skips(Propose propose)
    {
        if (Faults.Due(FaultKind.SkipProposal, propose.Slot) is null)
        {
            return false;
        }

        Faults.Did(FaultKind.SkipProposal, propose.Slot, $"validator {propose.Validator} proposes nothing");
        Missed(DutyKind.Proposal, propose.Slot, [propose.Validator], "skipped on purpose");
        return true;
    }

    private void Send(Slot slot, Action send)
    {
        if (Faults.Due(FaultKind.Delay, slot) is not { } late)
        {
            send();
            return;
        }

        _late.Add((slot + late.By, send));
        Faults.Did(FaultKind.Delay, slot, $"the block is sent in slot {slot + late.By}");
    }

    private void SendLate(Slot now)
    {
        foreach (var (at, send) in _late.Where(late => late.At <= now).ToArray())
        {
            _late.Remove((at, send));
            send();
        }
    }

    // The second block differs in its graffiti, and its state root is not its own: who looks at signatures alone slashes for it.
    private void Equivocate(BeaconBlock block, BeaconState state, BLSPubkey pubkey)
    {
        if (Faults.Due(FaultKind.Equivocate, block.Slot) is null)
        {
            return;
        }

        var graffiti = block.Body.Graffiti.AsSpan().ToArray();
        graffiti[^1] ^= 1;
        var second = block with { Body = block.Body with { Graffiti = new Bytes32(graffiti) } };
        var header = HeaderOf(second, state.Ssz);
        Sign([DutySigning.SecondBlock(state, header, pubkey)], outcomes =>
        {
            if (outcomes[0].Signature is { } signature)
            {
                var signed = new SignedBeaconBlock { Message = second, Signature = signature };
                _refs.Publish.Tell(new Publish(signed) { Fault = PublishFault.Unchecked });
                var (first, other) = (HeaderOf(block, state.Ssz).HashTreeRoot(state.Ssz), header.HashTreeRoot(state.Ssz));
                Faults.Did(FaultKind.Equivocate, block.Slot, $"validator {block.ProposerIndex} proposes {other} beside {first}");
            }
            else
            {
                Log.Warning("no second block of slot {0}: {1}", block.Slot, outcomes[0].Refusal);
            }
        });
    }

    private static BeaconBlockHeader HeaderOf(BeaconBlock block, SszContext context) => new()
    {
        Slot = block.Slot,
        ProposerIndex = block.ProposerIndex,
        ParentRoot = block.ParentRoot,
        StateRoot = block.StateRoot,
        BodyRoot = block.Body.HashTreeRoot(context),
    };
}
