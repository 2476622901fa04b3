using Consensoor.Actors.Faults;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Validators;

/// <content>What a builder does wrong on purpose with what its blocks have promised.</content>
internal sealed partial class BuilderActor
{
    // Payloads that are shown in a later slot; what is beyond MaxDeliveries of them is withheld, the oldest first.
    private readonly List<(Slot At, Deliver Deliver, BeaconState State)> _late = [];

    private bool IsHeldBack(Deliver deliver, BeaconState state)
    {
        var block = deliver.Block.Message;
        if (Faults.Due(FaultKind.WithholdPayload, block.Slot) is not null)
        {
            Withhold(deliver, FaultKind.WithholdPayload, "the payload is not shown");
            return true;
        }

        if (Faults.Due(FaultKind.RevealLate, block.Slot) is not { } late)
        {
            return false;
        }

        if (_late.Count == MaxDeliveries)
        {
            Withhold(_late[0].Deliver, FaultKind.WithholdPayload, $"{MaxDeliveries} later payloads are late too");
            _late.RemoveAt(0);
        }

        _late.Add((block.Slot + late.By, deliver, state));
        Faults.Did(FaultKind.RevealLate, block.Slot, $"the payload is shown in slot {block.Slot + late.By}");
        return true;
    }

    private void Withhold(Deliver deliver, FaultKind kind, string what)
    {
        var block = deliver.Block.Message;
        Faults.Did(kind, block.Slot, what);
        Missed(DutyKind.Payload, block.Slot, [block.ProposerIndex], "withheld on purpose");
    }

    private void RevealLate(Slot now)
    {
        foreach (var late in _late.Where(late => late.At <= now).ToArray())
        {
            _late.Remove(late);
            DeliverPayload(late.Deliver, late.State);
        }
    }

    private ExecutionPayload Shown(ExecutionPayload payload, Slot slot)
    {
        if (Faults.Due(FaultKind.WrongWithdrawals, slot) is null)
        {
            return payload;
        }

        var (wrong, what) = WrongPayload.WithWrongWithdrawals(payload);
        Faults.Did(FaultKind.WrongWithdrawals, slot, what);
        return wrong;
    }

    private void Reveal(BeaconBlock block, SignedExecutionPayloadEnvelope envelope, List<(object Message, ulong? Subnet)> columns)
    {
        var (slot, proposer) = (block.Slot, block.ProposerIndex);
        if (Faults.Due(FaultKind.BadBlobs, slot) is not null && columns.Count > 0)
        {
            PublishSidecars(block, columns);
            columns = [];
        }

        var fault = Faults.Due(FaultKind.WrongWithdrawals, slot) is not null ? PublishFault.Unchecked : PublishFault.None;
        if (fault == PublishFault.None && Faults.Due(FaultKind.RevealToHalf, slot) is not null)
        {
            fault = PublishFault.ToHalf;
            Faults.Did(FaultKind.RevealToHalf, slot, "payload and columns go to half of the peers");
        }

        PublishAll(DutyKind.Payload, slot, proposer, [.. columns, (envelope, null)], fault);
    }

    private void PublishSidecars(BeaconBlock block, List<(object Message, ulong? Subnet)> sidecars)
    {
        var isBad = Faults.Due(FaultKind.BadBlobs, block.Slot) is not null;
        if (isBad)
        {
            Faults.Did(FaultKind.BadBlobs, block.Slot, $"{sidecars.Count} sidecars whose proofs do not hold");
            sidecars = [.. sidecars.Select(static one => (WrongPayload.Spoilt(one.Message), one.Subnet))];
        }

        PublishAll(DutyKind.Payload, block.Slot, block.ProposerIndex, sidecars, isBad ? PublishFault.Unchecked : PublishFault.None);
    }
}
