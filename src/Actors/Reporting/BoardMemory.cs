using System.Text;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// What the page shows of the last slots. Bounded: of <see cref="MostSlots"/> slots the earliest go first, of refusals of the chain and of
/// each topic, peers that were left, faults, misses and failing actors the oldest.
/// </summary>
internal sealed class BoardMemory
{
    /// <summary>The slots that are remembered.</summary>
    public const int MostSlots = 128;

    /// <summary>
    /// The refusals, peers that were left, faults, missed duties and actors that failed which are remembered, of each so many; also the
    /// blocks whose columns came before them.
    /// </summary>
    public const int Most = 256;

    /// <summary>The refusals of a topic of gossip that are remembered, so that a storm on one hides none of the others.</summary>
    public const int MostOfTopic = 32;

    /// <summary>Letters of what strangers chose, or of a reason.</summary>
    private const int MostLetters = 300;

    private readonly SlotSchedule _schedule;
    private readonly LastSlots<SlotRecord> _slots;
    private readonly Dictionary<Root, Slot> _slotOf = [];
    private readonly BoundedMap<Root, (int Count, DateTimeOffset First, DateTimeOffset Last)> _early = new(Most);
    private readonly Queue<BoardRefusal> _refusals = new();
    private readonly Queue<BoardRefusal> _left = new();
    private readonly Dictionary<TopicKind, Queue<BoardRefusal>> _ofTopics = [];
    private readonly Queue<FaultHappened> _faults = new();
    private readonly Queue<DutyPerformed> _misses = new();
    private readonly Dictionary<string, QueueStatus> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ActorFailures> _failures = new(StringComparer.Ordinal);
    private Dictionary<string, double> _scores = new(StringComparer.Ordinal);
    private MailboxReport _mailboxes = new(default, []);
    private WireStatus? _wire;
    private Root? _confirmed;

    /// <summary>Begins with nothing.</summary>
    public BoardMemory(SlotSchedule schedule)
    {
        _schedule = schedule;
        _slots = new(MostSlots, static () => new SlotRecord(), record =>
        {
            foreach (var block in record.Blocks.All)
            {
                _slotOf.Remove(block.Times.Root);
            }
        });
    }

    /// <summary>A block was imported.</summary>
    public void Take(BlockImported imported)
    {
        var block = imported.Block.Message;
        var bid = block.Body.SignedExecutionPayloadBid?.Message;
        var times = new BlockTimes(imported.Root, imported.At - imported.ImportTime, imported.At, imported.IsOptimistic)
        {
            ExecutionAt = imported.ExecutionAt,
        };
        var added = new BoardBlock(
            times, block.ProposerIndex, TextOf(block.Body.Graffiti), imported.Source.Way, imported.Source.PeerId)
        {
            Builder = bid?.BuilderIndex,
            Value = bid?.Value ?? 0,
            BlockHash = bid?.BlockHash,
            Blobs = (bid?.BlobKzgCommitments ?? block.Body.BlobKzgCommitments)?.Count ?? 0,
        };

        // From deneb to fulu a block waits for them.
        if (_early.TryGetValue(imported.Root, out var held))
        {
            added = added with { Columns = held.Count, FirstColumnAt = held.First, LastColumnAt = held.Last };
        }

        if (_slots.At(block.Slot)?.Blocks.Add(added) == true)
        {
            _slotOf[imported.Root] = block.Slot;
        }
    }

    /// <summary>The head is another one.</summary>
    public void Take(HeadChanged changed) =>
        Change(changed.Head.Root, block => block with { Times = block.Times with { HeadAt = block.Times.HeadAt ?? changed.At } });

    /// <summary>A payload was imported.</summary>
    public void Take(PayloadImported imported) => Change(imported.Envelope.Message.BeaconBlockRoot, block => block with
    {
        Times = block.Times with
        {
            ExecutionAt = block.Times.ExecutionAt ?? imported.ExecutionAt,
            PayloadAt = block.Times.PayloadAt ?? imported.At,
        },
    });

    /// <summary>So many columns or blobs of a block, which may not be imported yet, were verified.</summary>
    public void Held(Root root, int count, DateTimeOffset now)
    {
        var isKnown = Change(root, block => block with
        {
            Columns = block.Columns + count,
            FirstColumnAt = block.FirstColumnAt ?? now,
            LastColumnAt = now,
        });
        if (!isKnown)
        {
            _early[root] = _early.TryGetValue(root, out var held) ? (held.Count + count, held.First, now) : (count, now, now);
        }
    }

    /// <summary>A message passed gossip's conditions.</summary>
    public void Take(GossipAccepted accepted, DateTimeOffset now)
    {
        switch (accepted.Value)
        {
            case SingleAttestation vote:
                Arrived(vote.Data.Slot, now, static record => record.Came.Votes);
                break;
            case Attestation vote:
                Arrived(vote.Data.Slot, now, static record => record.Came.Votes);
                break;
            case SignedAggregateAndProof { Message.Aggregate.Data.Slot: var slot }:
                Arrived(slot, now, static record => record.Came.Aggregates);
                break;
            case PayloadAttestationMessage { Data: var data }:
                Arrived(data.Slot, now, record => data.PayloadPresent ? record.Came.Present : record.Came.Absent);
                break;
            case SignedExecutionPayloadBid { Message: var bid }:
                _slots.At(bid.Slot)?.Add(new BoardBid(bid.BuilderIndex, bid.Value, bid.BlockHash, bid.ParentBlockRoot, now));
                break;
        }
    }

    /// <summary>A duty was done or missed.</summary>
    public void Take(DutyPerformed duty)
    {
        if (!duty.IsDue)
        {
            return;
        }

        _slots.At(duty.Slot)?.Count(duty);
        if (!duty.IsDone)
        {
            Keep(_misses, duty with { Reason = StrangersText.Shown(duty.Reason!, MostLetters) });
        }
    }

    /// <summary>A block was refused.</summary>
    public void Take(BlockRefused refused, DateTimeOffset now) =>
        Keep(_refusals, Refused(now, RefusedThing.Block, refused.Root, refused.Slot, refused.Source, refused.Refusal, refused.IsBlamed));

    /// <summary>A payload was refused.</summary>
    public void Take(PayloadRefused refused, DateTimeOffset now)
    {
        Slot? slot = _slotOf.TryGetValue(refused.BlockRoot, out var known) ? known : null;
        Keep(_refusals, Refused(now, RefusedThing.Payload, refused.BlockRoot, slot, refused.Source, refused.Refusal, refused.IsBlamed));
    }

    /// <summary>A lane of gossip refused a message.</summary>
    public void Take(GossipRefused refused, DateTimeOffset now)
    {
        if (!_ofTopics.TryGetValue(refused.Kind, out var ofTopic))
        {
            _ofTopics.Add(refused.Kind, ofTopic = new());
        }

        var thing = refused.Part switch
        {
            JudgedPart.Block => RefusedThing.Block,
            JudgedPart.Payload => RefusedThing.Payload,
            _ => RefusedThing.Message,
        };
        var why = new Spec.Transition.Refusal($"gossip {refused.Topic}", refused.Reason);
        Keep(
            ofTopic,
            Refused(now, thing, refused.Block, refused.Slot, refused.Source, why, refused.Source.PeerId is not null),
            MostOfTopic);
    }

    /// <summary>The node said goodbye to a peer; those that are one too many are nobody's fault.</summary>
    public void Take(PeerLeft left, DateTimeOffset now) => Keep(_left, new BoardRefusal(
        now,
        RefusedThing.Peer,
        null,
        null,
        "wire",
        left.Peer,
        "goodbye",
        StrangersText.Shown(left.Why, MostLetters),
        left.Reason != GoodbyeReason.TooManyPeers));

    /// <summary>A fault was done on purpose.</summary>
    public void Take(FaultHappened fault) => Keep(_faults, fault);

    /// <summary>How a queue stands.</summary>
    public void Take(QueueStatus status)
    {
        if (_queues.Count < Most || _queues.ContainsKey(status.Queue))
        {
            _queues[status.Queue] = status;
        }
    }

    /// <summary>What waits for each actor.</summary>
    public void Take(MailboxReport report) => _mailboxes = report;

    /// <summary>What the wire counted.</summary>
    public void Take(WireStatus status) => _wire = status;

    /// <summary>The scores of gossip.</summary>
    public void Take(PeerScores scores) =>
        _scores = scores.Peers.Take(Most).ToDictionary(static peer => peer.Peer, static peer => peer.Score, StringComparer.Ordinal);

    /// <summary>Fast confirmation was asked.</summary>
    public void Take(FastConfirmationRun run) => _confirmed = run.Block;

    /// <summary>An actor failed, and its parent has decided about it.</summary>
    public void Failed(string path, string cause, DateTimeOffset now)
    {
        if (!_failures.ContainsKey(path) && _failures.Count >= Most)
        {
            _failures.Remove(_failures.MinBy(static pair => pair.Value.At).Key);
        }

        _failures[path] = new ActorFailures(
            _failures.GetValueOrDefault(path)?.Count + 1 ?? 1, StrangersText.Shown(cause, MostLetters), now);
    }

    /// <summary>All that is remembered, of slots the last few.</summary>
    public Board ToBoard(int slots) => new(
        [.. _slots.All.Skip(Math.Max(0, _slots.All.Count - slots)).Select(static pair => pair.Value.ToSlot(pair.Key))],
        [.. _refusals.Concat(_left).Concat(_ofTopics.Values.SelectMany(static ofTopic => ofTopic)).OrderBy(static refusal => refusal.At)],
        [.. _faults],
        [.. _misses],
        [.. _queues.Values.OrderBy(static queue => queue.Queue, StringComparer.Ordinal)],
        _mailboxes,
        new Dictionary<string, ActorFailures>(_failures),
        _scores,
        _wire,
        _confirmed);

    private static BoardRefusal Refused(
        DateTimeOffset now, RefusedThing thing, Root? root, Slot? slot, Source source, Spec.Transition.Refusal why, bool isBlamed) =>
        new(
            now,
            thing,
            root,
            slot,
            source.Way,
            source.PeerId,
            StrangersText.Shown(why.Function, MostLetters),
            StrangersText.Shown(why.Reason, MostLetters),
            isBlamed);

    private static void Keep<T>(Queue<T> queue, T item, int most = Most)
    {
        if (queue.Count >= most)
        {
            queue.Dequeue();
        }

        queue.Enqueue(item);
    }

    private static string TextOf(Bytes32 graffiti) =>
        StrangersText.Shown(Encoding.UTF8.GetString(graffiti.AsSpan().TrimEnd((byte)0)), BlockGraffiti.Length);

    private bool Change(Root root, Func<BoardBlock, BoardBlock> change) =>
        _slotOf.TryGetValue(root, out var slot) && _slots.Find(slot)?.Blocks.Change(root, change) == true;

    private void Arrived(Slot slot, DateTimeOffset now, Func<SlotRecord, Arrivals> of)
    {
        if (_slots.At(slot) is { } record)
        {
            of(record).Add(now - _schedule.StartOf(slot), _schedule.DurationOf(slot));
        }
    }
}
