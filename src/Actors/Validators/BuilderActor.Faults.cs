using Consensoor.Actors.Faults;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Validators;

/// <content>What a builder does wrong on purpose with what its blocks have promised.</content>
internal sealed partial class BuilderActor
{
    // Payloads that are shown in a later slot; what is beyond MaxDeliveries of them is withheld, the oldest first.
    private readonly List<(Slot At, Deliver Deliver, BeaconState State, FaultyReveal Fault)> _late = [];

    private bool IsHeldBack(Deliver deliver, BeaconState state, FaultyReveal fault)
    {
        if (fault.IsWithheld)
        {
            Withhold(deliver, "the payload is not shown");
            return true;
        }

        if (fault.LateBy is not { } by)
        {
            return false;
        }

        if (_late.Count == MaxDeliveries)
        {
            Withhold(_late[0].Deliver, $"{MaxDeliveries} later payloads are late too");
            _late.RemoveAt(0);
        }

        _late.Add((fault.Slot + by, deliver, state, fault));
        Faults.Did(FaultKind.RevealLate, fault.Slot, $"the payload is shown in slot {fault.Slot + by}");
        return true;
    }

    private void Withhold(Deliver deliver, string what)
    {
        var block = deliver.Block.Message;
        Faults.Did(FaultKind.WithholdPayload, block.Slot, what);
        Missed(DutyKind.Payload, block.Slot, [block.ProposerIndex], "withheld on purpose");
    }

    private void RevealLate(Slot now)
    {
        foreach (var late in _late.Where(late => late.At <= now).ToArray())
        {
            _late.Remove(late);
            DeliverPayload(late.Deliver, late.State, late.Fault);
        }
    }

    private void Reveal(
        BeaconBlock block,
        SignedExecutionPayloadEnvelope envelope,
        IReadOnlyList<(object Message, ulong? Subnet)> columns,
        FaultyReveal fault)
    {
        fault.Say(Faults, columns.Count);
        if (fault.IsSpoilt)
        {
            PublishAll(DutyKind.Payload, fault.Slot, block.ProposerIndex, fault.Shown(columns), fault.OfColumns);
            columns = [];
        }

        PublishAll(DutyKind.Payload, fault.Slot, block.ProposerIndex, [.. columns, (envelope, null)], fault.OfEnvelope);
    }

    /// <summary>Publishes what goes with a block (deneb to fulu).</summary>
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
