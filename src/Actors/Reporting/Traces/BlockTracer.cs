using System.Diagnostics;
using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Reporting.Traces;

/// <summary>
/// Makes one trace of each block of the present slots, two slots after its own, when all that is to be told of it has happened. The id of a
/// trace is the first half of the block's root, so that the spans of all nodes that have the block are one trace. Nobody waits for it: the
/// times are those that events carry.
/// </summary>
internal sealed class BlockTracer : ReceiveActor
{
    /// <summary>Names the source of its activities.</summary>
    public const string SourceName = "Consensoor.Actors";

    /// <summary>Names the actor below /user.</summary>
    public const string Name = "traces";

    /// <summary>Blocks that are followed at once; of further ones there is no trace.</summary>
    public const int MaxBlocks = 64;

    /// <summary>Messages that gossip accepted whose times are remembered for their block or payload. Drop rule: the oldest.</summary>
    public const int MaxJudged = 256;

    /// <summary>
    /// What is remembered, of each sort, of blocks that are not imported yet: a supernode hears of 128 columns a block. Drop rule: the
    /// oldest.
    /// </summary>
    public const int MaxEarly = 512;

    private static readonly ActivitySource Source = new(SourceName);
    private readonly string _node;
    private readonly ChainSpec _spec;
    private readonly Dictionary<Root, BlockTrace> _blocks = [];
    private readonly Dictionary<Hash32, Root> _byPayload = [];
    private readonly BoundedMap<ulong, GossipJudged> _judged = new(MaxJudged);
    private readonly Queue<(Root Root, DateTimeOffset At, int Columns)> _columns = new();
    private readonly Queue<(Slot Slot, DateTimeOffset At)> _proposed = new();
    private readonly Queue<EngineAsked> _asked = new();
    private Slot _slot;
    private Root? _head;

    /// <summary>Traces the blocks of a node, under its name.</summary>
    public BlockTracer(string node, ChainSpec spec)
    {
        (_node, _spec) = (node, spec);
        Receive<GossipJudged>(OnJudged);
        Receive<BlockImported>(OnBlock);
        Receive<PayloadImported>(OnPayload);
        Receive<HeadChanged>(changed => _head = changed.Head.Root);
        Receive<ColumnsHeld>(OnColumns);
        Receive<EngineAsked>(static asked => asked.Subject is not null, asked => Keep(_asked, asked));
        Receive<DutyPerformed>(static duty => duty is { IsDue: true, IsDone: true }, OnDuty);
        Receive<SlotStarted>(started =>
        {
            _slot = started.Slot;
            Emit(static (trace, slot) => trace.Slot + 2 <= slot);
        });
    }

    /// <summary>True where somebody takes traces; else there is no need for the actor.</summary>
    public static bool IsWanted => Source.HasListeners();

    /// <summary>Describes the tracer of a node by its name.</summary>
    public static Props Props(string node, ChainSpec spec) => Akka.Actor.Props.Create(() => new BlockTracer(node, spec));

    /// <summary>Gives the id of a block's trace.</summary>
    internal static ActivityTraceId TraceIdOf(Root root) => ActivityTraceId.CreateFromBytes(root.AsSpan()[..16]);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Type[] heard =
        [
            typeof(GossipJudged), typeof(BlockImported), typeof(PayloadImported), typeof(HeadChanged), typeof(ColumnsHeld),
            typeof(EngineAsked), typeof(DutyPerformed), typeof(SlotStarted),
        ];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        Emit(static (_, _) => true);
    }

    private static void Keep<T>(Queue<T> queue, T item)
    {
        queue.Enqueue(item);
        if (queue.Count > MaxEarly)
        {
            queue.Dequeue();
        }
    }

    private void OnJudged(GossipJudged judged)
    {
        if (judged is { Part: not JudgedPart.Column, Decision: GossipDecision.Accept })
        {
            _judged[judged.Message] = judged;
        }
    }

    private GossipJudged? JudgedAs(Source source) =>
        source is Source.Peer peer && _judged.TryGetValue(peer.Message, out var judged) ? judged : null;

    // Behind its block, as gloas mostly has them, they are taken at once.
    private void OnColumns(ColumnsHeld held)
    {
        var now = Context.System.Scheduler.Now;
        if (_blocks.TryGetValue(held.BlockRoot, out var trace))
        {
            trace.TakeColumns(now, held.Columns.Count);
        }
        else
        {
            Keep(_columns, (held.BlockRoot, now, held.Columns.Count));
        }
    }

    private void OnBlock(BlockImported imported)
    {
        var block = imported.Block.Message;
        if (imported.Source is Source.Replay || block.Slot + 2 <= _slot || _blocks.Count >= MaxBlocks)
        {
            return;
        }

        var fork = _spec.ForkAtSlot(block.Slot);
        var trace = new BlockTrace(_node, imported, fork);
        if (_blocks.TryAdd(imported.Root, trace))
        {
            foreach (var (_, at, columns) in _columns.Where(held => held.Root == imported.Root))
            {
                trace.TakeColumns(at, columns);
            }
        }

        if (block.Body.ExecutionPayload is { } payload && payload.BlockHash != default)
        {
            // From gloas on it comes with the envelope.
            _byPayload[payload.BlockHash] = imported.Root;
        }
    }

    private void OnPayload(PayloadImported imported)
    {
        var root = imported.Envelope.Message.BeaconBlockRoot;
        if (_blocks.TryGetValue(root, out var trace))
        {
            trace.Take(imported);
            _byPayload[imported.Envelope.Message.Payload.BlockHash] = root;
        }
    }

    private void OnDuty(DutyPerformed duty)
    {
        if (duty.Kind == DutyKind.Attestation && _head is { } head && _blocks.TryGetValue(head, out var voted)
            && voted.Slot == duty.Slot)
        {
            voted.TakeVote(duty.At);
        }
        else if (duty.Kind == DutyKind.Proposal)
        {
            // Gossip accepts a block before it is imported.
            Keep(_proposed, (duty.Slot, duty.At));
        }
    }

    private void Emit(Func<BlockTrace, Slot, bool> isDue)
    {
        foreach (var trace in _blocks.Values.Where(trace => isDue(trace, _slot)).OrderBy(static trace => trace.Slot).ToArray())
        {
            foreach (var asked in _asked.Where(asked =>
                asked.Subject == trace.Root || _byPayload.GetValueOrDefault(asked.Subject!.Value) == trace.Root))
            {
                trace.Take(asked);
            }

            foreach (var (_, at) in _proposed.Where(duty => trace.IsOwn && duty.Slot == trace.Slot))
            {
                trace.TakePublished(at);
            }

            Emit(trace);
            _blocks.Remove(trace.Root);
            foreach (var (hash, _) in _byPayload.Where(known => known.Value == trace.Root).ToArray())
            {
                _byPayload.Remove(hash);
            }
        }
    }

    private void Emit(BlockTrace trace)
    {
        // No span is its parent: each node's is the first of its own, and all have the id.
        var whole = new ActivityContext(TraceIdOf(trace.Root), default, ActivityTraceFlags.Recorded, isRemote: true);
        var contexts = new List<ActivityContext>();
        foreach (var span in trace.Spans(JudgedAs))
        {
            var parent = span.Parent < 0 ? whole : contexts[span.Parent];
            using var activity = Source.StartActivity(span.Name, ActivityKind.Internal, parent, span.Tags, null, span.Start);
            activity?.SetEndTime((span.End > span.Start ? span.End : span.Start).UtcDateTime);
            if (activity?.GetTagItem("error.type") is string error)
            {
                activity.SetStatus(ActivityStatusCode.Error, error);
            }

            contexts.Add(activity?.Context ?? parent);
            if (activity is null && span.Parent < 0)
            {
                // It is not sampled, and so is nothing in it.
                return;
            }
        }
    }
}
