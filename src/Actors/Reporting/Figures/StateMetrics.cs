using System.Buffers.Binary;
using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Prometheus;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>
/// Further metrics of beacon-metrics that come from the head's state and from blocks. The registry is gone over once an epoch, and where it
/// is small at each head; who has voted is counted at each head.
/// </summary>
internal sealed class StateMetrics : ReceiveActor
{
    /// <summary>Up to so many validators the registry is gone over at each head.</summary>
    public const int SmallRegistry = 16_384;

    private static readonly Gauge Validators =
        Metrics.CreateGauge("beacon_current_validators", "Validators of the current epoch, by status", "node", "status");
    private static readonly Gauge FormerValidators =
        Metrics.CreateGauge("beacon_previous_validators", "Validators of the epoch before, by status", "node", "status");
    private static readonly Gauge FormerActive =
        Metrics.CreateGauge("beacon_previous_active_validators", "Active validators of the epoch before", "node");
    private static readonly Gauge Live =
        Metrics.CreateGauge("beacon_current_live_validators", "Validators with a vote of the current epoch on the chain", "node");
    private static readonly Gauge FormerLive =
        Metrics.CreateGauge("beacon_previous_live_validators", "Validators with a vote of the epoch before on the chain", "node");
    private static readonly Gauge Deposits =
        Metrics.CreateGauge("beacon_processed_deposits_total", "Deposits that blocks processed (eth1_deposit_index)", "node");
    private static readonly Gauge PendingDeposits = Metrics.CreateGauge("beacon_pending_deposits", "Pending deposits", "node");
    private static readonly Gauge PendingWithdrawals =
        Metrics.CreateGauge("beacon_pending_partial_withdrawals", "Pending partial withdrawals", "node");
    private static readonly Gauge PendingConsolidations =
        Metrics.CreateGauge("beacon_pending_consolidations", "Pending consolidations", "node");
    private static readonly Gauge PendingExits =
        Metrics.CreateGauge("beacon_pending_exits", "Voluntary exits in the pool of operations", "node");
    private static readonly Gauge HeadRoot =
        Metrics.CreateGauge("beacon_head_state_root", "Head state root, its last 8 bytes as a little-endian number", "node");
    private static readonly Gauge FinalizedRoot =
        Metrics.CreateGauge("beacon_head_state_finalized_root", "Finalized root, its last 8 bytes as a little-endian number", "node");
    private static readonly Gauge JustifiedRoot = Metrics.CreateGauge(
        "beacon_previous_justified_root", "Previous justified root, its last 8 bytes as a little-endian number", "node");
    private static readonly Gauge Orphans =
        Metrics.CreateGauge("beacon_previous_epoch_orphaned_blocks", "Blocks of the epoch before that the head's chain is without", "node");
    private static readonly Histogram AttestationDelay = Metrics.CreateHistogram(
        "beacon_attestation_delay_count",
        "Slots from an attestation to the block that has it",
        ["node"],
        new HistogramConfiguration { Buckets = [1, 2, 3, 4, 8, 16, 32] });
    private static readonly Histogram BlockDelay = Metrics.CreateHistogram(
        "beacon_block_delay_count",
        "Seconds from the start of its slot to the receipt of a block, gossip conditions checked",
        ["node"],
        new HistogramConfiguration { Buckets = [0.25, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 6, 8, 12] });
    private static readonly Gauge Local = Metrics.CreateGauge("local_validator_count", "Validators that act here", "node");
    private static readonly Gauge Proposed = Metrics.CreateGauge("beacon_block_proposed_total", "Own blocks that gossip took", "node");
    private static readonly Gauge Imported =
        Metrics.CreateGauge("beacon_processor_gossip_block_imported_total", "Blocks of gossip that were imported", "node");
    private static readonly Gauge SyncState =
        Metrics.CreateGauge("beacon_sync_state", "0 behind, but not syncing, 1 in sync, 2 going through ranges of slots", "node");

    private readonly string _node;
    private readonly ChainSpec _spec;
    private readonly int _smallRegistry;
    private Epoch? _swept;
    private RegistryCounts? _current;
    private ChainView? _view;
    private SlotStarted? _slot;
    private bool _isRanging;

    /// <summary>Sets what is published of a node, under its name.</summary>
    public StateMetrics(string node, ChainSpec spec, int validators, int smallRegistry)
    {
        (_node, _spec, _smallRegistry) = (node, spec, smallRegistry);
        Local.WithLabels(node).Set(validators);
        Receive<HeadChanged>(changed => OnHead(changed.Head));
        Receive<BlockImported>(OnBlock);
        Receive<ChainViewChanged>(changed => _view = changed.View);
        Receive<RangeSyncChanged>(changed => _isRanging = changed.IsRunning);
        Receive<SlotStarted>(OnSlot);
        Receive<OperationsPooled>(pooled => PendingExits.WithLabels(node).Set(pooled.VoluntaryExits));
        Receive<KeysChanged>(changed => Local.WithLabels(node).Set(changed.Pubkeys.Count));
        Receive<DutyPerformed>(
            static duty => duty is { IsDue: true, Kind: DutyKind.Proposal, IsDone: true }, _ => Proposed.WithLabels(node).Inc());
    }

    /// <summary>Describes the metrics of a node by its name, with so many validators at first.</summary>
    public static Props Props(string node, ChainSpec spec, int validators, int smallRegistry = SmallRegistry) =>
        Akka.Actor.Props.Create(() => new StateMetrics(node, spec, validators, smallRegistry));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Type[] heard =
        [
            typeof(HeadChanged), typeof(BlockImported), typeof(ChainViewChanged), typeof(RangeSyncChanged), typeof(SlotStarted),
            typeof(OperationsPooled), typeof(KeysChanged), typeof(DutyPerformed),
        ];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }
    }

    // By the dashboards that know these names.
    private static double AsNumber(Root root) => BinaryPrimitives.ReadInt64LittleEndian(root.AsSpan()[^8..]);

    private void OnHead(HeadSnapshot head)
    {
        var state = head.State;
        HeadRoot.WithLabels(_node).Set(AsNumber(head.Block.Message.StateRoot));
        FinalizedRoot.WithLabels(_node).Set(AsNumber(head.Finalized.Root));
        JustifiedRoot.WithLabels(_node).Set(AsNumber(state.PreviousJustifiedCheckpoint.Root));
        Deposits.WithLabels(_node).Set(state.Eth1DepositIndex);
        var isElectra = state.ForkName >= ForkName.Electra;
        PendingDeposits.WithLabels(_node).Set(isElectra ? state.PendingDeposits.Count : 0);
        PendingWithdrawals.WithLabels(_node).Set(isElectra ? state.PendingPartialWithdrawals.Count : 0);
        PendingConsolidations.WithLabels(_node).Set(isElectra ? state.PendingConsolidations.Count : 0);
        var hasFlags = state.ForkName >= ForkName.Altair;
        Live.WithLabels(_node).Set(hasFlags ? RegistryCounts.Voted(state.CurrentEpochParticipation) : 0);
        FormerLive.WithLabels(_node).Set(hasFlags ? RegistryCounts.Voted(state.PreviousEpochParticipation) : 0);
        var epoch = Accessors.GetCurrentEpoch(state);
        if (_swept == epoch && state.Validators.Count > _smallRegistry)
        {
            return;
        }

        var counts = RegistryCounts.Of(state, epoch);
        Show(Validators, counts);
        if (_swept != epoch && _current is { } former)
        {
            Show(FormerValidators, former);
            FormerActive.WithLabels(_node).Set(former.Active);
        }

        (_swept, _current) = (epoch, counts);
    }

    private void Show(Gauge gauge, RegistryCounts counts)
    {
        gauge.WithLabels(_node, "pending").Set(counts.Pending);
        gauge.WithLabels(_node, "active").Set(counts.Active);
        gauge.WithLabels(_node, "exited").Set(counts.Exited);
        gauge.WithLabels(_node, "withdrawable").Set(counts.Withdrawable);
    }

    private void OnBlock(BlockImported imported)
    {
        var block = imported.Block.Message;
        if (imported.Source is Source.Replay)
        {
            return;
        }

        Imported.WithLabels(_node).Inc(imported.Source is Source.Peer ? 1 : 0);
        foreach (var attestation in block.Body.Attestations)
        {
            AttestationDelay.WithLabels(_node).Observe(block.Slot - attestation.Data.Slot);
        }

        if (_slot is { } slot && slot.Slot == block.Slot)
        {
            BlockDelay.WithLabels(_node).Observe((imported.At - imported.ImportTime - slot.At).TotalSeconds);
        }
    }

    private void OnSlot(SlotStarted started)
    {
        _slot = started;
        if (_view is { } view)
        {
            var isBehind = started.Slot >= view.Head.Slot + SeedMetrics.Behind;
            SyncState.WithLabels(_node).Set(_isRanging ? 2 : isBehind ? 0 : 1);
        }

        var slotsPerEpoch = _spec.Preset.SlotsPerEpoch;
        if (started.Slot % slotsPerEpoch == 0 && _view is { } last)
        {
            // Nothing of the epoch before can be behind finality yet: the view has all of its blocks, those that came late too.
            Orphans.WithLabels(_node).Set(last.Blocks.Values.Count(block =>
                block.Slot < started.Slot && block.Slot + slotsPerEpoch >= started.Slot && !last.IsCanonical(block.Root)));
        }
    }
}
