using Akka.Actor;
using Consensoor.Actors.Network.Topics;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.PartialColumns;
using Consensoor.Messages;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// The exchange of cells beside the wire's router: gives what has to be verified to the node, and takes what it knows of blocks and
/// columns. Where the node takes no part in partial columns it does nothing.
/// </summary>
internal sealed class WirePartials
{
    private static readonly Topic Row = TopicTable.Rows.Single(static row => row.HasParts);

    private readonly WireSettings _settings;
    private readonly WireTopics _topics;
    private readonly PartialExchange? _exchange;
    private readonly Dictionary<string, PartialForm> _forms = new(StringComparer.Ordinal);

    public WirePartials(WireSettings settings, WireTopics topics, GossipRouter router, ulong firstCheck)
    {
        (_settings, _topics) = (settings, topics);
        if (settings.Partials.Support != PartialSupport.None)
        {
            _exchange = new PartialExchange(router, settings.Partials.Limits, FormOf, new Random(settings.Seed), firstCheck);
        }
    }

    /// <summary>What was counted; null where the node takes no part.</summary>
    public PartialCounts? Counts => _exchange?.Counts;

    /// <summary>Does what follows from what the router heard, and tells the node what there is to verify.</summary>
    public void Pump(IActorRef node, TimeSpan now)
    {
        if (_exchange is null)
        {
            return;
        }

        _exchange.Pump(now);
        while (_exchange.TryTakeCheck(out var check))
        {
            if (_topics.Parse(check.Topic) is { } topic && !node.IsNobody())
            {
                node.Tell(new PartialReceived(check.Number, check.Peer, topic, check.Group, check.Sidecar));
            }
            else
            {
                _exchange.Judge(check.Number, Spec.Gossip.GossipDecision.Ignore, "", now);
            }
        }

        while (_exchange.TryTakeComplete(out var complete))
        {
            if (_topics.Parse(complete.Topic) is { } topic)
            {
                node.Tell(new ColumnCompleted(
                    topic,
                    complete.Group,
                    [.. complete.Cells.Select(static cell => cell.Bytes.AsMemory())],
                    [.. complete.Cells.Select(static cell => cell.Proof)]));
            }
        }
    }

    /// <summary>
    /// Does what the node says of blocks, columns and verdicts; <paramref name="subscribed"/> are the topics the node is on.
    /// </summary>
    public void On(IPartialCommand command, IEnumerable<string> subscribed, TimeSpan now)
    {
        switch (command)
        {
            case PartialVerdict verdict:
                _exchange?.Judge(verdict.Id, verdict.Decision, verdict.Reason, now);
                break;
            case PartialsOpened:
                _exchange?.ReleaseChecks(now);
                break;
            case BeginColumns begin when _exchange is not null:
                Begin(begin, subscribed, now);
                break;
            case HoldColumns hold when _exchange is not null:
                Hold(hold, now);
                break;
        }
    }

    /// <summary>Nobody owes verdicts any more.</summary>
    public void Release(TimeSpan now) => _exchange?.ReleaseChecks(now);

    private void Begin(BeginColumns begin, IEnumerable<string> subscribed, TimeSpan now)
    {
        var digest = DigestOf(begin.Slot);
        foreach (var name in subscribed.Order(StringComparer.Ordinal))
        {
            if (ParseColumns(name) is { } topic && topic.Digest == digest)
            {
                _exchange!.Begin(name, begin.Group, begin.Cells, begin.Header, now);
            }
        }
    }

    // Of topics that the node is not on no group has begun.
    private void Hold(HoldColumns hold, TimeSpan now)
    {
        var digest = DigestOf(hold.Slot);
        foreach (var column in hold.Columns)
        {
            var subnet = Custody.ComputeSubnetForDataColumnSidecar(_settings.Spec.Config, column.Index);
            var cells = Enumerable.Range(0, column.Column.Count)
                .Select(index => (index, new ProvenCell(column.Column[index], column.KzgProofs[index])));
            _exchange!.Hold(new EthereumTopic(digest, Row.Name, subnet).ToString(), hold.Group, cells, now);
        }
    }

    private ForkDigest DigestOf(Slot slot) =>
        _settings.Spec.ComputeForkDigest(_settings.GenesisValidatorsRoot, slot / _settings.Spec.Preset.SlotsPerEpoch);

    // Topics are those this node is subscribed to: the router heard of no other.
    private PartialForm? FormOf(string name)
    {
        if (!_forms.TryGetValue(name, out var form) && ParseColumns(name) is { } topic)
        {
            var context = _settings.Spec.Ssz(topic.Fork);
            _forms[name] = form = new PartialForm(context, (long)PartialDataColumns.ComputeMaxPartialDataColumnSidecarSize(context));
        }

        return form;
    }

    private GossipTopic? ParseColumns(string name) =>
        _topics.Parse(name) is { } topic && TopicTable.Of(topic.Kind) == Row ? topic : null;
}
