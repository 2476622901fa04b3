using Akka.Actor;
using Consensoor.Actors.Faults;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Builders;

/// <content>What builders do wrong on purpose with bids and payloads (`docs/faults.md`).</content>
internal sealed partial class BidderActor
{
    // Payloads that are shown in a later slot; what is beyond that is withheld, the oldest first.
    private const int MaxLate = 4;

    private readonly FaultDoer _faults = new(Context);
    private readonly List<(Slot At, ShownPayload Payload, Action Publish)> _late = [];

    // Second bids that wait for the first to be out, and wrong bids that were sent: each is of a slot, and goes when the slot is over.
    private readonly Dictionary<object, SignedExecutionPayloadBid> _second = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, FaultKind> _wrong = new(ReferenceEqualityComparer.Instance);

    /// <summary>The value (Gwei) of a bid that cannot be paid where one is due: all that its builder has; else null.</summary>
    private Gwei? Unpayable(PendingBid pending) => _faults.Due(FaultKind.UnpayableBid, pending.Base.Slot) is null
        ? null
        : pending.Base.State.Builders[pending.Builder.Index].Balance;

    /// <summary>The second bid beside one where one is due: for the same payload, a Gwei higher; else null.</summary>
    private ExecutionPayloadBid? Second(ExecutionPayloadBid bid) =>
        _faults.Due(FaultKind.DoubleBid, bid.Slot) is null ? null : bid with { Value = bid.Value + 1 };

    private void SendWrong(SignedExecutionPayloadBid signed, FaultKind kind)
    {
        _wrong[signed] = kind;
        _refs.Publish.Tell(new Publish(signed) { Fault = PublishFault.Unchecked });
    }

    /// <summary>Takes what became of a bid that is wrong on purpose; false for any other.</summary>
    private bool IsWrongBid(Published published)
    {
        if (!_wrong.Remove(published.Message, out var kind) || published.Message is not SignedExecutionPayloadBid { Message: var bid })
        {
            return false;
        }

        if (published.Decision == GossipDecision.Ignore)
        {
            var what = kind == FaultKind.DoubleBid ? "a second time" : "which it cannot pay";
            _faults.Did(kind, bid.Slot, $"builder {bid.BuilderIndex} bids {bid.Value} Gwei, {what}");
        }
        else
        {
            Omit(bid.BuilderIndex, bid.Slot, $"the bid was not sent: {published.Reason} ({published.Decision})");
        }

        return true;
    }

    /// <summary>True where the payload of a bid that a block took is kept back for good, which is said.</summary>
    private bool IsKeptBack(FaultyReveal fault, BuilderIndex builder)
    {
        if (fault.IsWithheld)
        {
            _faults.Did(FaultKind.WithholdPayload, fault.Slot, $"builder {builder} does not show the payload");
            Withhold(builder, fault.Slot, "it is withheld on purpose");
        }

        return fault.IsWithheld;
    }

    /// <summary>Publishes a payload, its envelope first, as was decided; at once and rightly where no fault is due.</summary>
    private void PublishShown(
        FaultyReveal fault,
        SignedExecutionPayloadEnvelope envelope,
        IReadOnlyList<(object Message, ulong? Subnet)> columns,
        ShownPayload payload)
    {
        if (fault.LateBy is not { } by)
        {
            Send();
            return;
        }

        if (_late.Count == MaxLate)
        {
            Withhold(_late[0].Payload.Builder, _late[0].Payload.Slot, $"{MaxLate} later payloads are late too, on purpose");
            _late.RemoveAt(0);
        }

        _faults.Did(FaultKind.RevealLate, fault.Slot, $"the payload is shown in slot {fault.Slot + by}");
        _late.Add((fault.Slot + by, payload, Send));

        void Send()
        {
            fault.Say(_faults, columns.Count);
            if (fault.IsRight)
            {
                Publish([(envelope, null), .. columns], payload, fault.OfEnvelope);
                return;
            }

            // What nobody may take has no answer that says it was shown.
            _refs.Publish.Tell(new Publish(envelope) { Fault = fault.OfEnvelope });
            foreach (var (column, subnet) in fault.Shown(columns))
            {
                _refs.Publish.Tell(new Publish(column, subnet) { Fault = fault.OfColumns });
            }

            Withhold(payload.Builder, fault.Slot, "what was shown is wrong on purpose");
        }
    }

    /// <summary>A slot has begun: what is shown in it is shown, and wrong bids of slots before it are forgotten.</summary>
    private void OnFaultySlot(Slot now)
    {
        foreach (var late in _late.Where(late => late.At <= now).ToArray())
        {
            _late.Remove(late);
            late.Publish();
        }

        foreach (var past in _second.Keys.Where(first => ((SignedExecutionPayloadBid)first).Message.Slot < now).ToArray())
        {
            _second.Remove(past);
        }

        foreach (var past in _wrong.Keys.Where(bid => ((SignedExecutionPayloadBid)bid).Message.Slot < now).ToArray())
        {
            _wrong.Remove(past);
        }
    }
}
