using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>
/// The batches of a lane under way: conditions here, signatures and proofs at the pool of work, verdicts when it answers.
/// </summary>
internal sealed partial class LaneLogic
{
    private const int MostSightings = 16;

    // A root costs some hashing, and a storm is told of by its first ones. Drop rule: further ones of the slot, which count as rejected.
    private const int MostRefusals = 16;

    private readonly SortedDictionary<ulong, LaneBatch> _underWay = [];
    private readonly SortedDictionary<ulong, IReadOnlyList<LaneCandidate>> _signatures = [];
    private readonly Dictionary<object, LaneCandidate> _sidecars = new(ReferenceEqualityComparer.Instance);
    private ulong _unanswered;
    private int _sightings;
    private int _refusals;

    private void Begin(IReadOnlyList<LaneItem> items)
    {
        var batch = new LaneBatch(_parts.Ids.Next(), _slot);
        _underWay.Add(batch.Id, batch);
        LaneCandidate[] candidates = [.. items.Select(item => Judge(item, batch)).OfType<LaneCandidate>()];
        // One's own are urgent, whatever they are: a storm of others' is not to silence the validators here.
        var (priority, own) = (_parts.Settings.Priority, WorkPriority.Payload);
        Verify([.. candidates.Where(IsOwn)], batch, priority < own ? priority : own);
        Verify([.. candidates.Where(static candidate => !IsOwn(candidate))], batch, priority);
        Deliver(batch);
        Close(batch);
    }

    private static bool IsOwn(LaneCandidate candidate) => IsOwn(candidate.Item);

    private static bool IsOwn(LaneItem item) => item.Message.Source is not Source.Peer;

    /// <summary>
    /// Decodes a message and checks its conditions; null where that decided it, or it has to wait. A fault here costs this message only.
    /// </summary>
    private LaneCandidate? Judge(LaneItem item, LaneBatch batch)
    {
        var message = item.Message;
        try
        {
            if (_parts.Topic.FormIn(_parts.Spec, message.Fork, message.Subnet, out var reason) is not { } form
                || (item.Value ?? form.Decode(message.Ssz.Span, _parts.Spec.Ssz(message.Fork), out reason)) is not { } value)
            {
                Settle(item, GossipDecision.Reject, reason);
                return null;
            }

            var nowMs = (ulong)_parts.System.Scheduler.Now.ToUnixTimeMilliseconds();
            var judged = form.Judge(new TopicCheck(_seen, _view!, nowMs, message.Fork, message.Subnet ?? 0, _claims), value);
            var claims = _claims.Take();
            Tell(judged.Sighting);

            var decoded = item with { Value = value, Message = message with { Ssz = default } };
            if (judged.Result is { IsAccepted: true, IsByHead: true } && message.Source is Source.Peer)
            {
                // Its signatures show nothing: another committee may be the right one. To verify what costs nobody anything invites floods.
                Pass(item, "its block is not here, and the committee of the head need not be its own");
                return null;
            }

            if (judged.Result.IsAccepted
                || (judged.Result.IsProposerUnknown && (_parts.Topic.TakesUnknownProposers || IsOwn(item))))
            {
                return new LaneCandidate(decoded, form, _view!, judged, claims, batch);
            }

            if (judged.Result.Awaits is not null && IsAwaitedAgain(item, judged.Result))
            {
                Pass(item, judged.Result.Reason);
            }
            else if (judged.Result.Decision == GossipDecision.Reject && (judged.Result.IsByHead || IsLate(_view!, nowMs)))
            {
                Pass(item, $"{judged.Result.Reason}, by a head that is far behind or need not be of its branch");
            }
            else if (judged.Result.Awaits is null)
            {
                Settle(decoded, judged.Result);
            }
            else
            {
                Await(decoded with { Awaited = judged.Result });
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            _claims.Take();
            Fault(item, fault);
        }

        return null;
    }

    // What was not verified costs others little: so many a slot are told, further ones are not.
    private void Tell(object? sighting)
    {
        if (sighting is not null && _sightings++ < MostSightings)
        {
            _out.Publish(sighting);
        }
    }

    /// <summary>
    /// True where the head is more than an epoch behind, as after a restart: who is a validator or in a committee has changed since, and
    /// who sends what does not hold by it is not to blame.
    /// </summary>
    private static bool IsLate(IGossipView view, ulong nowMs) =>
        GossipTime.EpochAt(view, nowMs) > Accessors.GetCurrentEpoch(view.HeadState) + 1;

    /// <summary>True where a message waited for just this, and the view has it not for all that: its state was let go.</summary>
    private static bool IsAwaitedAgain(LaneItem item, GossipResult result) =>
        item.Awaited is { } before && (before.Awaits, before.AwaitsPayload) == (result.Awaits, result.AwaitsPayload);

    /// <summary>Hands a message to the chain's room, with the others of its batch.</summary>
    private void Await(LaneItem item)
    {
        var (message, awaited, settings) = (item.Message, item.Awaited!.Value, _parts.Settings);
        _out.Batch(
            _parts.Refs.Chain,
            null,
            new AwaitedMessage(
                _parts.Topic.Kind,
                awaited.Awaits!.Value,
                awaited.AwaitsPayload,
                awaited.AwaitsPayload || _parts.Topic.FetchesMissingBlocks,
                message.Source,
                settings.GiveUpSlots,
                item)
            {
                BlockSlot = (item.Value as SignedBeaconBlock)?.Message.Slot,
            },
            static messages => new AwaitBlocks(messages));
    }

    private void Fault(LaneItem item, Exception fault)
    {
        _parts.Log.Error(fault, "{0}: a message of {1} could not be judged", _parts.Settings.Name, item.Message.Source);
        const string reason = "a fault of this node";
        if (IsOwn(item))
        {
            Pass(item, reason);
        }
        else
        {
            // A copy would come to the same.
            Settle(item, GossipDecision.Ignore, reason);
        }
    }

    private void Accept(LaneCandidate candidate)
    {
        var message = candidate.Item.Message;
        try
        {
            var accept = new TopicAccept(_seen, candidate.View, message.Source, message.Subnet ?? 0, _parts.Refs, _out)
            {
                Proven = candidate.Claims,
            };
            if (!candidate.Form.TakeIn(accept, candidate.Item.Value!, candidate.Checked.Product))
            {
                Settle(candidate.Item, GossipResult.IgnoreRepeat("another was faster"));
            }
            else if (candidate.Checked.Result.IsProposerUnknown && !IsOwn(candidate))
            {
                Settle(candidate.Item, candidate.Checked.Result);
            }
            else
            {
                Settle(candidate.Item, GossipDecision.Accept);
                var now = (candidate.View as ChainView)?.CurrentSlot ?? _slot ?? Spec.Constants.GenesisSlot;
                _out.Publish(new GossipAccepted(_parts.Topic.Kind, candidate.Item.Value!, now));
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Fault(candidate.Item, fault);
        }
    }

    /// <summary>
    /// Tells chain and pools what was accepted. Each is asked to identify itself behind it: its answer says that it has taken all that came
    /// before.
    /// </summary>
    private void Deliver(LaneBatch batch)
    {
        var (messages, events) = _out.Take();
        foreach (var (to, message) in messages)
        {
            to.Tell(message, Self);
        }

        foreach (var to in messages.Select(static entry => entry.To).Distinct())
        {
            batch.Open++;
            to.Tell(new Identify(batch.Id), Self);
        }

        foreach (var happened in events)
        {
            _parts.System.EventStream.Publish(happened);
        }
    }

    private void Close(ulong id)
    {
        if (_underWay.TryGetValue(id, out var batch))
        {
            batch.Open--;
            Close(batch);
        }
    }

    private void Close(LaneBatch batch)
    {
        if (batch.Open == 0)
        {
            _underWay.Remove(batch.Id);
        }
    }

    private void GiveUp(Slot limit)
    {
        foreach (var batch in _underWay.Values.Where(batch => batch.Since < limit).ToArray())
        {
            _underWay.Remove(batch.Id);
            _unanswered++;
        }

        foreach (var (request, candidates) in _signatures.Where(entry => entry.Value[0].Batch.Since < limit).ToArray())
        {
            _signatures.Remove(request);
            foreach (var candidate in candidates)
            {
                Pass(candidate.Item, "the check was not answered");
            }
        }

        foreach (var (sidecar, candidate) in _sidecars.Where(entry => entry.Value.Batch.Since < limit).ToArray())
        {
            _sidecars.Remove(sidecar);
            Pass(candidate.Item, "the check was not answered");
        }
    }
}
