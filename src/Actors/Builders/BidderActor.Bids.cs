using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Builders;

/// <summary>The payloads of bids, what becomes of these, and what is said of it.</summary>
internal sealed partial class BidderActor
{
    private void OnBuildStarted(ForkchoiceUpdatedResult result)
    {
        if (PendingOf(result.RequestId) is not { } pending)
        {
            return;
        }

        if (result.PayloadId is not { } payloadId)
        {
            var why = result.Error is { Length: > 0 } error ? $": {error}" : "";
            Fail(pending, $"the execution layer builds nothing ({result.Verdict}){why}");
            return;
        }

        pending.PayloadId = payloadId;
        if (IsTime(pending))
        {
            Fetch(pending);
        }
    }

    private bool IsTime(PendingBid pending) => Now >= _settings.BidTimeIn(pending.Base.Slot - 1);

    /// <summary>There will be no bid of it; said when it is time for bids, once.</summary>
    private void Fail(PendingBid pending, string reason)
    {
        pending.Problem = reason;
        if (IsTime(pending))
        {
            Say(pending);
        }
    }

    private void Say(PendingBid pending)
    {
        if (pending is { Problem: { } problem, IsSaid: false })
        {
            pending.IsSaid = true;
            Omit(pending.Builder.Index, pending.Base.Slot, problem);
        }
    }

    private void Fetch(PendingBid pending)
    {
        if (pending is not { IsAsked: false, PayloadId: { } payloadId })
        {
            return;
        }

        if (WhyNot(pending) is { } reason)
        {
            Fail(pending, reason);
        }
        else
        {
            pending.IsAsked = true;
            _refs.Engine.Tell(new GetPayload(pending.RequestId, pending.Base.State.ForkName, payloadId));
        }
    }

    private void OnPayload(PayloadBuilt built)
    {
        if (PendingOf(built.RequestId) is not { } pending)
        {
            return;
        }

        if (WhyNot(pending) is { } reasonNow)
        {
            pending.IsAsked = false;
            Fail(pending, reasonNow);
            return;
        }

        pending.IsOver = true;
        var (builder, proposal) = (pending.Builder, pending.Base);
        var unpayable = Unpayable(pending);
        var value = unpayable ?? _settings.Policy.ValueOf(built.BlockValue);
        var (bid, reason) = BidMaking.Make(proposal, built, builder, pending.Preferences, value, mayOverbid: unpayable is not null);
        if (bid is null)
        {
            Omit(builder.Index, proposal.Slot, reason!);
        }
        else if (unpayable is not null)
        {
            SignBids(proposal, [bid], builder.Pubkey, signed => SendWrong(signed[0], FaultKind.UnpayableBid));
        }
        else if (PayloadColumns.CellsOf(built.Blobs, _settings.Kzg, out var problem) is not { } cells)
        {
            Omit(builder.Index, proposal.Slot, problem!);
        }
        else if (!_made.TryAdd(new MadeBid(builder.Pubkey, bid, built with { Blobs = BuiltBlobs.None }, cells)))
        {
            Omit(builder.Index, proposal.Slot, "more bids have left than payloads can be kept");
        }
        else
        {
            Keep(_made.Find(bid)!, () => SignBids(proposal, Second(bid) is { } second ? [bid, second] : [bid], builder.Pubkey, signed =>
            {
                if (signed.Count > 1)
                {
                    _second[signed[0]] = signed[1];
                }

                _refs.Publish.Tell(new Publish(signed[0]));
            }));
        }
    }

    /// <summary>Has bids of a builder signed; where one is not, none leaves.</summary>
    private void SignBids(
        ProposalBase proposal,
        IReadOnlyList<ExecutionPayloadBid> bids,
        BLSPubkey pubkey,
        Action<IReadOnlyList<SignedExecutionPayloadBid>> then) =>
        _requests.Ask([.. bids.Select(bid => DutySigning.Bid(proposal.State, bid, pubkey))], outcomes =>
        {
            if (outcomes.FirstOrDefault(static outcome => outcome.Signature is null) is { } refused)
            {
                _made.Remove(bids[0]);
                Omit(bids[0].BuilderIndex, bids[0].Slot, refused.Refusal!);
                return;
            }

            then([.. outcomes.Zip(bids, static (outcome, bid) =>
                new SignedExecutionPayloadBid { Message = bid, Signature = outcome.Signature!.Value })]);
        });

    private PendingBid? PendingOf(ulong requestId) => _pending.Values.FirstOrDefault(pending => pending.RequestId == requestId);

    private void OnPublished(Published published)
    {
        if (IsWrongBid(published))
        {
            return;
        }

        if (published.Message is not SignedExecutionPayloadBid { Message: var bid })
        {
            OnShown(published);
        }
        else if (published.Decision == GossipDecision.Accept)
        {
            _said.Remove(bid.BuilderIndex);
            var parent = bid.ParentBlockRoot.ToString()[..10];
            _log.Info("builder {0} bids {1} Gwei for slot {2} on {3}", bid.BuilderIndex, bid.Value, bid.Slot, parent);
            Context.System.EventStream.Publish(new BidTold(bid.BuilderIndex, bid.Slot, bid.Value, bid.BlockHash));
            if (_second.Remove(published.Message, out var second))
            {
                SendWrong(second, FaultKind.DoubleBid);
            }
        }
        else
        {
            Omit(bid.BuilderIndex, bid.Slot, $"the bid was not sent: {published.Reason} ({published.Decision})");
        }
    }

    /// <summary>Says that there is no bid; in the log once for each reason in a row.</summary>
    private void Omit(BuilderIndex builder, Slot slot, string reason)
    {
        if (_said.GetValueOrDefault(builder) != reason)
        {
            _said[builder] = reason;
            _log.Info("builder {0} does not bid for slot {1}: {2}", builder, slot, reason);
        }

        Context.System.EventStream.Publish(new BidOmitted(builder, slot, reason));
    }
}
