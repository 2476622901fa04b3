using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Helpers;
using Prometheus;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>
/// The metrics that ethpandaops' consensoor has, by its names and buckets, and moving; those of its wire and of its Beacon API are with
/// <see cref="WireMetrics"/> and <see cref="ApiMetrics"/>.
/// </summary>
internal sealed class SeedMetrics : ReceiveActor
{
    /// <summary>The slots behind the clock from which on the node is not in sync.</summary>
    public const ulong Behind = NodeRoutes.SyncTolerance + 1;

    private static readonly Gauge Info =
        Metrics.CreateGauge("consensoor_node_info", "Version, network and preset", "node", "version", "network", "preset");
    private static readonly Gauge HeadSlot = Metrics.CreateGauge("consensoor_head_slot", "Slot of the head block", "node");
    private static readonly Gauge HeadEpoch = Metrics.CreateGauge("consensoor_head_epoch", "Epoch of the head block", "node");
    private static readonly Gauge Finalized = Metrics.CreateGauge("consensoor_finalized_epoch", "Finalized epoch", "node");
    private static readonly Gauge Justified = Metrics.CreateGauge("consensoor_justified_epoch", "Current justified epoch", "node");
    private static readonly Gauge Syncing =
        Metrics.CreateGauge("consensoor_syncing", "1 while the node is behind or goes through ranges of slots, else 0", "node");
    private static readonly Gauge Distance =
        Metrics.CreateGauge("consensoor_sync_distance", "Slots between the head and the clock", "node");
    private static readonly Counter Produced =
        Metrics.CreateCounter("consensoor_attestations_produced_total", "Votes of own validators that gossip took", "node");
    private static readonly Counter Included =
        Metrics.CreateCounter("consensoor_attestations_included_total", "Attestations (aggregates) in imported blocks", "node");
    private static readonly Counter Proposed =
        Metrics.CreateCounter("consensoor_blocks_proposed_total", "Blocks that own validators were to propose", "node");
    private static readonly Counter Published =
        Metrics.CreateCounter("consensoor_blocks_proposed_success_total", "Own blocks that gossip took", "node");
    private static readonly Counter Received =
        Metrics.CreateCounter("consensoor_blocks_received_total", "Blocks of peers that were imported or refused", "node");
    private static readonly Histogram Processing = Metrics.CreateHistogram(
        "consensoor_block_processing_seconds",
        "From receipt to import of a block",
        ["node"],
        new HistogramConfiguration { Buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
    private static readonly Histogram Transition = Metrics.CreateHistogram(
        "consensoor_state_transition_seconds",
        "From when a block is given to a worker to its post-state",
        ["node"],
        new HistogramConfiguration { Buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
    private static readonly Counter EngineRequests =
        Metrics.CreateCounter("consensoor_engine_api_requests_total", "Questions to the execution layer", "node", "method");
    private static readonly Counter EngineErrors = Metrics.CreateCounter(
        "consensoor_engine_api_errors_total", "Questions without an answer, by why", "node", "method", "error_type");
    private static readonly Histogram EngineLatency = Metrics.CreateHistogram(
        "consensoor_engine_api_latency_seconds",
        "From a question to the execution layer to its end",
        ["node", "method"],
        new HistogramConfiguration { Buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
    private static readonly Gauge States = Metrics.CreateGauge("consensoor_store_states_count", "Post-states in memory", "node");
    private static readonly Gauge Blocks = Metrics.CreateGauge("consensoor_store_blocks_count", "Blocks of the fork choice", "node");

    private ChainView? _view;
    private bool _isRanging;

    /// <summary>Sets what is published of a node, under its name.</summary>
    public SeedMetrics(string node, ChainSpec spec, string version)
    {
        Info.WithLabels(node, version, spec.Config.ConfigName, spec.Preset.Name).Set(1);
        Receive<HeadChanged>(changed =>
        {
            HeadSlot.WithLabels(node).Set(changed.Head.Slot);
            HeadEpoch.WithLabels(node).Set(Misc.ComputeEpochAtSlot(spec.Preset, changed.Head.Slot));
            Finalized.WithLabels(node).Set(changed.Head.Finalized.Epoch);
            Justified.WithLabels(node).Set(changed.Head.Justified.Epoch);
        });
        Receive<ChainViewChanged>(changed => _view = changed.View);
        Receive<RangeSyncChanged>(changed => _isRanging = changed.IsRunning);
        Receive<SlotStarted>(started => OnSlot(node, started.Slot));
        Receive<BlockImported>(imported => OnBlock(node, imported));
        Receive<BlockRefused>(refused => Received.WithLabels(node).Inc(refused.Source.PeerId is null ? 0 : 1));
        Receive<DutyPerformed>(static duty => duty.IsDue, duty =>
        {
            Produced.WithLabels(node).Inc(duty is { Kind: DutyKind.Attestation, IsDone: true } ? 1 : 0);
            Proposed.WithLabels(node).Inc(duty.Kind == DutyKind.Proposal ? 1 : 0);
            Published.WithLabels(node).Inc(duty is { Kind: DutyKind.Proposal, IsDone: true } ? 1 : 0);
        });
        Receive<EngineAsked>(asked =>
        {
            EngineRequests.WithLabels(node, asked.Method).Inc();
            EngineLatency.WithLabels(node, asked.Method).Observe(asked.Elapsed.TotalSeconds);
            if (asked.ErrorType is { } error)
            {
                EngineErrors.WithLabels(node, asked.Method, error).Inc();
            }
        });
    }

    /// <summary>Describes the metrics of a node by its name.</summary>
    public static Props Props(string node, ChainSpec spec, string version) =>
        Akka.Actor.Props.Create(() => new SeedMetrics(node, spec, version));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Type[] heard =
        [
            typeof(HeadChanged), typeof(ChainViewChanged), typeof(RangeSyncChanged), typeof(SlotStarted), typeof(BlockImported),
            typeof(BlockRefused), typeof(DutyPerformed), typeof(EngineAsked),
        ];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }
    }

    private static void OnBlock(string node, BlockImported imported)
    {
        Received.WithLabels(node).Inc(imported.Source.PeerId is null ? 0 : 1);
        Included.WithLabels(node).Inc(imported.Source is Source.Replay ? 0 : imported.Block.Message.Body.Attestations.Count);
        Processing.WithLabels(node).Observe(imported.ImportTime.TotalSeconds);
        if (imported is { BegunAt: { } begun, TransitionedAt: { } done })
        {
            Transition.WithLabels(node).Observe((done - begun).TotalSeconds);
        }
    }

    private void OnSlot(string node, Slot slot)
    {
        if (_view is not { } view)
        {
            return;
        }

        var distance = slot > view.Head.Slot ? slot - view.Head.Slot : 0;
        Distance.WithLabels(node).Set(distance);
        Syncing.WithLabels(node).Set(_isRanging || distance >= Behind ? 1 : 0);
        Blocks.WithLabels(node).Set(view.Blocks.Count);
        States.WithLabels(node).Set(view.StatesInMemory);
    }
}
