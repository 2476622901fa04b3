using Akka.Actor;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Reporting.Figures;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Prometheus;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// The metrics of one node (names of the interop list in beacon-metrics, and our own below `consensoor_`), fed from the event stream.
/// </summary>
internal sealed class NodeMetrics : ReceiveActor
{
    private static readonly Gauge Slot = Metrics.CreateGauge("beacon_slot", "Latest slot of the clock", "node");
    private static readonly Gauge HeadSlot = Metrics.CreateGauge("beacon_head_slot", "Slot of the head block", "node");
    private static readonly Gauge JustifiedEpoch = Metrics.CreateGauge("beacon_current_justified_epoch", "Current justified epoch", "node");
    private static readonly Gauge PreviousJustifiedEpoch =
        Metrics.CreateGauge("beacon_previous_justified_epoch", "Previous justified epoch", "node");
    private static readonly Gauge FinalizedEpoch = Metrics.CreateGauge("beacon_finalized_epoch", "Finalized epoch", "node");
    private static readonly Gauge ActiveValidators =
        Metrics.CreateGauge("beacon_current_active_validators", "Active validators of the head state", "node");
    private static readonly Gauge Participation = Metrics.CreateGauge(
        "consensoor_previous_epoch_participation", "Part of the balance that voted for the last epoch's target", "node");
    private static readonly Counter Reorgs = Metrics.CreateCounter("beacon_reorgs_total", "Head changes that left blocks behind", "node");
    private static readonly Counter Blocks = Metrics.CreateCounter("consensoor_blocks_imported_total", "Blocks imported", "node", "origin");
    private static readonly Counter Refused =
        Metrics.CreateCounter("consensoor_blocks_refused_total", "Blocks refused", "node", "function");
    private static readonly Counter Payloads =
        Metrics.CreateCounter("consensoor_payloads_imported_total", "Payload envelopes imported", "node");
    private static readonly Counter Sidecars = Metrics.CreateCounter(
        "consensoor_sidecars_total", "Data columns and blob sidecars that hold, by where they came from first", "node", "kind", "source");
    private static readonly Counter BlobsAsked = Metrics.CreateCounter(
        "beacon_engine_getBlobsV2_requests_total", "Questions to the execution layer for the blobs of a block, fulu on", "node");
    private static readonly Counter BlobsAnswered = Metrics.CreateCounter(
        "beacon_engine_getBlobsV2_responses_total", "Answers to them that had all blobs", "node");
    private static readonly Histogram BlobSeconds = Metrics.CreateHistogram(
        "beacon_engine_getBlobsV2_request_duration_seconds",
        "From such a question to its answer, whatever it is",
        ["node"],
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 11) });
    private static readonly Counter DutiesDone =
        Metrics.CreateCounter("consensoor_duties_done_total", "Duties whose message gossip accepted", "node", "kind");
    private static readonly Counter DutiesMissed =
        Metrics.CreateCounter("consensoor_duties_missed_total", "Duties that were not done, and why", "node", "kind", "reason");
    private static readonly Counter Faults =
        Metrics.CreateCounter("consensoor_faults_total", "Faults done on purpose", "node", "kind");
    private static readonly Gauge QueueLength =
        Metrics.CreateGauge("consensoor_queue_length", "What waits in a bounded queue or pool, as of the last slot", "node", "queue");
    private static readonly Gauge QueueBound =
        Metrics.CreateGauge("consensoor_queue_bound", "The bound of a queue or pool", "node", "queue");
    private static readonly Counter QueueDropped =
        Metrics.CreateCounter("consensoor_queue_dropped_total", "What a queue or pool dropped", "node", "queue");

    private readonly int _smallRegistry;
    private Root? _head;
    private (Epoch Epoch, bool IsSecondHalf)? _swept;

    /// <summary>Counts what happens in a node, under its name; what its queues had dropped outlives its restarts.</summary>
    public NodeMetrics(string node, GrowingCounts dropped, int smallRegistry)
    {
        _smallRegistry = smallRegistry;
        Reorgs.WithLabels(node);
        Receive<SlotStarted>(started => Slot.WithLabels(node).Set(started.Slot));
        Receive<HeadChanged>(changed => OnHead(node, changed));
        Receive<BlockImported>(imported => Blocks.WithLabels(node, imported.Source.Way).Inc());
        Receive<BlockRefused>(refused => Refused.WithLabels(node, refused.Refusal.Function).Inc());
        Receive<QueueStatus>(status =>
        {
            QueueLength.WithLabels(node, status.Queue).Set(status.Count);
            QueueBound.WithLabels(node, status.Queue).Set(status.Bound);
            dropped.Follow(QueueDropped.WithLabels(node, status.Queue), status.Dropped);
        });
        Receive<PayloadImported>(_ => Payloads.WithLabels(node).Inc());
        Receive<ColumnsHeld>(held => Count(node, "column", held.Source, held.Columns.Count));
        Receive<BlobsHeld>(held => Count(node, "blob", held.Source, held.Blobs.Count));
        Receive<ExecutionBlobsAsked>(asked => OnAsked(node, asked));
        Receive<FaultHappened>(fault => Faults.WithLabels(node, FaultText.NameOf(fault.Kind)).Inc());
        var reasons = new ReasonLabels();
        Receive<DutyPerformed>(duty =>
        {
            if (!duty.IsDue)
            {
                return;
            }

            var kind = duty.Kind.ToString();
            (duty.Reason is { } reason ? DutiesMissed.WithLabels(node, kind, reasons.Of(reason)) : DutiesDone.WithLabels(node, kind)).Inc();
        });
    }

    /// <summary>Describes the metrics of a node by its name.</summary>
    public static Props Props(string node, int smallRegistry = StateMetrics.SmallRegistry)
    {
        var dropped = new GrowingCounts();
        return Akka.Actor.Props.Create(() => new NodeMetrics(node, dropped, smallRegistry));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
        Context.System.EventStream.Subscribe(Self, typeof(QueueStatus));
        Context.System.EventStream.Subscribe(Self, typeof(DutyPerformed));
        Context.System.EventStream.Subscribe(Self, typeof(IChainEvent));
        Context.System.EventStream.Subscribe(Self, typeof(ColumnsHeld));
        Context.System.EventStream.Subscribe(Self, typeof(BlobsHeld));
        Context.System.EventStream.Subscribe(Self, typeof(ExecutionBlobsAsked));
        Context.System.EventStream.Subscribe(Self, typeof(FaultHappened));
    }

    private static void Count(string node, string kind, Source? source, int count) =>
        Sidecars.WithLabels(node, kind, source?.Way ?? "several").Inc(count);

    private static void OnAsked(string node, ExecutionBlobsAsked asked)
    {
        if (asked.Fork >= ForkName.Fulu)
        {
            BlobsAsked.WithLabels(node).Inc();
            BlobSeconds.WithLabels(node).Observe(asked.Elapsed.TotalSeconds);
            if (asked.Found == asked.Asked)
            {
                BlobsAnswered.WithLabels(node).Inc();
            }
        }
    }

    private void OnHead(string node, HeadChanged changed)
    {
        var (head, state) = (changed.Head, changed.Head.State);
        HeadSlot.WithLabels(node).Set(head.Slot);
        JustifiedEpoch.WithLabels(node).Set(head.Justified.Epoch);
        PreviousJustifiedEpoch.WithLabels(node).Set(state.PreviousJustifiedCheckpoint.Epoch);
        FinalizedEpoch.WithLabels(node).Set(head.Finalized.Epoch);
        OnState(node, head.Root, state);
        if (changed.ReorgDepth > 0)
        {
            Reorgs.WithLabels(node).Inc();
        }
    }

    // A head that is told again, with its payload, has the same state. A sweep over a large registry is made at the first head of an epoch
    // and at the first of its second half, when late votes of the epoch before are on the chain.
    private void OnState(string node, Root root, BeaconState state)
    {
        if (_head == root)
        {
            return;
        }

        _head = root;
        var epoch = Accessors.GetCurrentEpoch(state);
        var slotsPerEpoch = state.Preset.SlotsPerEpoch;
        var half = (epoch, state.Slot % slotsPerEpoch * 2 >= slotsPerEpoch);
        if (_swept == half && state.Validators.Count > _smallRegistry)
        {
            return;
        }

        _swept = half;
        ActiveValidators.WithLabels(node).Set(Accessors.GetActiveValidatorIndices(state, epoch).Length);
        Participation.WithLabels(node).Set(EpochParticipation.Previous(state));
    }
}
