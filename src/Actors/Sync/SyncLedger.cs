using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Remembers which peer was asked what, since when, what came, and what was refused and why. Bounded: the last <see cref="Bound"/> lines;
/// of those, the oldest that is closed goes first.
/// </summary>
internal sealed class SyncLedger
{
    /// <summary>The most lines that are remembered.</summary>
    public const int Bound = 128;

    private readonly LinkedList<SyncDebt> _lines = [];

    /// <summary>Lists the lines, the latest last.</summary>
    public IReadOnlyList<SyncDebt> Lines => [.. _lines];

    /// <summary>A question is put to a peer.</summary>
    public void Open(Question question, DateTimeOffset now) =>
        Add(new SyncDebt(question.Id, question.Peer, TextOf(question.Request), now, null, null, null));

    /// <summary>A peer answered, or did not.</summary>
    public void Close(PeerAnswered answer, DateTimeOffset now)
    {
        for (var node = _lines.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Id == answer.RequestId && node.Value.Peer == answer.Peer && node.Value.AnsweredAt is null)
            {
                var came = $"{answer.Items.Count} items{(answer.Result == PeerResult.Answered ? "" : $", then {answer.Result}")}";
                node.Value = node.Value with { AnsweredAt = now, Came = answer.Reason is { } why ? $"{came}: {Short(why)}" : came };
                return;
            }
        }
    }

    /// <summary>What a peer gave last was refused.</summary>
    public void Refuse(string peer, string reason, DateTimeOffset now)
    {
        for (var node = _lines.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Peer == peer && node.Value.Refused is null)
            {
                node.Value = node.Value with { Refused = Short(reason), AnsweredAt = node.Value.AnsweredAt ?? now };
                return;
            }
        }
    }

    private void Add(SyncDebt line)
    {
        _lines.AddLast(line);
        if (_lines.Count > Bound)
        {
            var first = _lines.First!;
            while (first.Value.AnsweredAt is null && first.Next is not null)
            {
                first = first.Next;
            }

            _lines.Remove(first);
        }
    }

    private static string TextOf(IPeerRequest request) => request switch
    {
        BeaconBlocksByRange range => $"blocks of {range.Count} slots from {range.StartSlot}",
        ExecutionPayloadEnvelopesByRange range => $"envelopes of {range.Count} slots from {range.StartSlot}",
        DataColumnSidecarsByRange range => $"{range.Columns.Count} columns of {range.Count} slots from {range.StartSlot}",
        BeaconBlocksByHead head => $"block {head.BeaconRoot} and up to {head.Count - 1} below it",
        BeaconBlocksByRoot roots => $"block {roots.BlockRoots[0]}",
        ExecutionPayloadEnvelopesByRoot roots => $"envelope of {roots.BlockRoots[0]}",
        DataColumnSidecarsByRoot roots => $"{roots.Identifiers[0].Columns.Count} columns of {roots.Identifiers[0].BlockRoot}",
        _ => request.GetType().Name,
    };

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
