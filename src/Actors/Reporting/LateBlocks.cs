using System.Globalization;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// Says of a block or a payload of the present that came late where its time went, in one line: until its bytes were here, the checks of
/// gossip, the way to a worker, the transition or check, the execution layer, and the wait for its data. Messages that gossip accepted are
/// remembered, <see cref="MaxJudged"/> at most. Drop rule: the oldest.
/// </summary>
internal sealed class LateBlocks
{
    /// <summary>Messages of gossip that are remembered.</summary>
    public const int MaxJudged = 256;

    private readonly BoundedMap<ulong, GossipJudged> _judged = new(MaxJudged);

    /// <summary>A message of gossip was judged; what was not accepted is not imported, and not remembered.</summary>
    public void Take(GossipJudged judged)
    {
        if (judged is { Part: not JudgedPart.Column, Decision: GossipDecision.Accept })
        {
            _judged[judged.Message] = judged;
        }
    }

    /// <summary>
    /// Gives the line for a block whose slot began and whose votes were due at these times; null where it was in time, or was fetched.
    /// IsHere: more of the time that it is late went by after its arrival than before, in this node, which an operator may mend.
    /// </summary>
    public (string Line, bool IsHere)? Of(BlockImported imported, DateTimeOffset start, DateTimeOffset due)
    {
        if (imported.At <= due || imported.Source is Source.Sync or Source.Replay)
        {
            return null;
        }

        var received = imported.At - imported.ImportTime;
        var what = $"block {Short(imported.Root)} of slot {imported.Block.Message.Slot}";
        return Split(
            what, imported.Source, start, due, received, imported.BegunAt, imported.TransitionedAt, imported.ExecutionAt, imported.At);
    }

    /// <summary>The same for a payload (gloas on), whose votes of the payload timeliness committee were due.</summary>
    public (string Line, bool IsHere)? Of(PayloadImported imported, DateTimeOffset start, DateTimeOffset due)
    {
        if (imported.At <= due || imported.Source is Source.Sync or Source.Replay)
        {
            return null;
        }

        var what = $"the payload of slot {imported.Slot} (block {Short(imported.Envelope.Message.BeaconBlockRoot)})";
        return Split(what, imported.Source, start, due, imported.ReceivedAt, null, imported.CheckedAt, imported.ExecutionAt, imported.At);
    }

    private (string Line, bool IsHere) Split(
        string what,
        Source source,
        DateTimeOffset start,
        DateTimeOffset due,
        DateTimeOffset received,
        DateTimeOffset? begun,
        DateTimeOffset? transitioned,
        DateTimeOffset? execution,
        DateTimeOffset at)
    {
        var judged = source is Source.Peer peer && _judged.TryGetValue(peer.Message, out var known) ? known : null;
        var arrived = judged?.At ?? received;
        var parts = new List<string> { $"arrived {Text(arrived - start)} into the slot" };
        var last = arrived;
        Part("checks", judged is null ? null : received);
        Part("wait for its parent or a worker", begun);
        Part("transition", transitioned);
        Part("execution layer", execution);
        Part("data and import", at);
        var (elsewhere, here) = arrived > due ? (arrived - due, at - arrived) : (TimeSpan.Zero, at - due);
        return ($"{what} is {Text(at - due)} late: {string.Join(", ", parts)}", here > elsewhere);

        void Part(string name, DateTimeOffset? end)
        {
            if (end is { } ended && ended >= last)
            {
                parts.Add($"{name} {Text(ended - last)}");
                last = ended;
            }
        }
    }

    private static string Short(Root root) => root.ToString()[..10];

    private static string Text(TimeSpan time) => time.TotalSeconds >= 1
        ? time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s"
        : time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms";
}
