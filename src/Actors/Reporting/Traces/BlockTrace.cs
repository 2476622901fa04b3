using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Reporting.Traces;

/// <summary>What is known of a block's way through this node, and the spans that it makes.</summary>
internal sealed class BlockTrace(string node, BlockImported imported, ForkName fork)
{
    private readonly List<EngineAsked> _asked = [];
    private (DateTimeOffset First, DateTimeOffset Last, int Count)? _columns;
    private (DateTimeOffset First, DateTimeOffset Last, int Count)? _votes;
    private DateTimeOffset? _published;
    private PayloadImported? _payload;

    public Root Root => imported.Root;

    public Slot Slot => imported.Block.Message.Slot;

    public bool IsOwn => imported.Source is Source.Own;

    private DateTimeOffset ReceivedAt => imported.At - imported.ImportTime;

    /// <summary>The execution layer was asked about it, its payload or the head that it is.</summary>
    public void Take(EngineAsked asked)
    {
        // Heads are told again; what more comes says nothing new.
        if (_asked.Count < 8)
        {
            _asked.Add(asked);
        }
    }

    public void TakeColumns(DateTimeOffset at, int count) => _columns = Later(_columns, at, count);

    public void TakeVote(DateTimeOffset at) => _votes = Later(_votes, at, 1);

    public void TakePublished(DateTimeOffset at) => _published ??= at;

    public void Take(PayloadImported payload) => _payload = payload;

    /// <summary>
    /// Its spans, with what is known of messages of gossip: the first that of the whole, each later one within one before it (Parent is
    /// that one's place).
    /// </summary>
    public IReadOnlyList<Span> Spans(Func<Source, GossipJudged?> judgedAs)
    {
        var (judged, payloadJudged) = (judgedAs(imported.Source), _payload is null ? null : judgedAs(_payload.Source));
        var last = _payload?.At > imported.At ? _payload.At : imported.At;
        var spans = new List<Span>
        {
            new("block", -1, judged?.At ?? ReceivedAt, last,
            [
                new("consensoor.node", node), new("block.slot", (long)Slot), new("block.root", Root.ToString()),
                new("block.fork", fork.ToString().ToLowerInvariant()),
                new("block.proposer", (long)imported.Block.Message.ProposerIndex), new("block.way", imported.Source.Way),
            ]),
        };
        if (judged is not null)
        {
            spans.Add(new("gossip arrival", 0, judged.At, judged.At, []));
            spans.Add(new("checks", 0, judged.At, judged.JudgedAt, []));
        }

        spans.Add(new("import", 0, ReceivedAt, imported.At, [new("block.optimistic", imported.IsOptimistic)]));
        var import = spans.Count - 1;
        if (imported is { BegunAt: { } begun, TransitionedAt: { } done })
        {
            spans.Add(new("state transition", import, begun, done, []));
        }

        if (_columns is { } columns)
        {
            spans.Add(new("columns", 0, columns.First, columns.Last, [new("columns.count", columns.Count)]));
        }

        var parent = 0;
        if (_payload is { } payload)
        {
            spans.Add(new("payload envelope", 0, payloadJudged?.At ?? payload.ReceivedAt, payload.At,
                [new("payload.way", payload.Source.Way)]));
            parent = spans.Count - 1;
            if (payloadJudged is { } seen)
            {
                spans.Add(new("checks", parent, seen.At, seen.JudgedAt, []));
            }
        }
        else if (_asked.Exists(static asked => asked.Method == "engine_newPayload"))
        {
            parent = import;
        }

        foreach (var asked in _asked)
        {
            spans.Add(new(
                asked.Method,
                asked.Method == "engine_newPayload" ? parent : 0,
                asked.At,
                asked.At + asked.Elapsed,
                asked.ErrorType is { } error ? [new("error.type", error)] : []));
        }

        if (_published is { } published)
        {
            spans.Add(new("published", 0, published, published, []));
        }

        if (_votes is { } votes)
        {
            spans.Add(new("attested", 0, votes.First, votes.Last, [new("attestations.count", votes.Count)]));
        }

        return spans;
    }

    private static (DateTimeOffset First, DateTimeOffset Last, int Count) Later(
        (DateTimeOffset First, DateTimeOffset Last, int Count)? known, DateTimeOffset at, int count) =>
        known is { } before ? (before.First, at > before.Last ? at : before.Last, before.Count + count) : (at, at, count);

    /// <summary>One span; Parent is the place of the span that it is in, below zero for none.</summary>
    internal sealed record Span(
        string Name, int Parent, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<KeyValuePair<string, object?>> Tags);
}
