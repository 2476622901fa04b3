using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Clock;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// A line per slot (when the next one begins) and one per epoch, for the person who watches: what the head is, whether its payload came,
/// what is justified and finalized.
/// Holds the last slot's events only.
/// </summary>
public sealed class ConsoleReporter : ReceiveActor
{
    private readonly ChainSpec _spec;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<Slot, BlockImported> _imports = [];
    private HeadSnapshot? _head;
    private Checkpoint? _finalized;
    private Epoch? _reported;
    private readonly LateBlocks _late = new();
    private SlotSchedule? _schedule;
    private double? _participation;
    private int? _peers;
    private string? _execution;
    private bool _isRanging;
    private (DateTimeOffset At, Slot Head)? _told;

    /// <summary>Writes a line for each slot and epoch of a chain.</summary>
    public ConsoleReporter(ChainSpec spec)
    {
        _spec = spec;
        Receive<BlockImported>(OnBlock);
        Receive<PayloadImported>(OnPayload);
        Receive<GossipJudged>(_late.Take);
        Receive<WireStatus>(status => _peers = status.Inbound + status.Outbound);
        Receive<ExecutionLayerMet>(met => _execution = met.Identity is null ? _execution : "here");
        Receive<ExecutionLayerChanged>(changed => _execution = changed.IsOffline ? "away" : "here");
        Receive<HeadChanged>(changed => _head = changed.Head);
        Receive<FinalizedCheckpointAdvanced>(advanced => _finalized = advanced.Finalized);
        Receive<RangeSyncChanged>(OnRange);
        Receive<SlotStarted>(OnSlot);
    }

    /// <summary>Describes a reporter of a chain.</summary>
    public static Props Props(ChainSpec spec) => Akka.Actor.Props.Create(() => new ConsoleReporter(spec));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var stream = Context.System.EventStream;
        stream.Subscribe(Self, typeof(BlockImported));
        stream.Subscribe(Self, typeof(HeadChanged));
        stream.Subscribe(Self, typeof(FinalizedCheckpointAdvanced));
        stream.Subscribe(Self, typeof(SlotStarted));
        stream.Subscribe(Self, typeof(RangeSyncChanged));
        stream.Subscribe(Self, typeof(PayloadImported));
        stream.Subscribe(Self, typeof(GossipJudged));
        stream.Subscribe(Self, typeof(WireStatus));
        stream.Subscribe(Self, typeof(IEngineEvent));
    }

    private void OnBlock(BlockImported imported)
    {
        var slot = imported.Block.Message.Slot;
        _imports[slot] = imported;
        _schedule ??= new SlotSchedule(_spec, imported.PostState.GenesisTime);
        Tell(slot, imported.At, _late.Of(imported, _schedule.StartOf(slot), _schedule.DueAt(slot, DutyPoint.Attestation)));
    }

    private void OnPayload(PayloadImported imported)
    {
        if (_schedule is { } schedule)
        {
            var due = schedule.DueAt(imported.Slot, DutyPoint.PayloadAttestation);
            Tell(imported.Slot, imported.At, _late.Of(imported, schedule.StartOf(imported.Slot), due));
        }
    }

    /// <summary>What came late by itself is to be known; what was late here is to be watched. What is long past is neither.</summary>
    private void Tell(Slot slot, DateTimeOffset at, (string Line, bool IsHere)? late)
    {
        if (late is not var (line, isHere) || at > _schedule!.StartOf(slot + 2))
        {
            return;
        }

        if (isHere)
        {
            _log.Warning("{0}", line);
        }
        else
        {
            _log.Info("{0}", line);
        }
    }

    private void OnRange(RangeSyncChanged changed)
    {
        _isRanging = changed.IsRunning;
        _told = _isRanging ? (Context.System.Scheduler.Now, changed.From) : null;
    }

    /// <summary>A line a slot while the node catches up: how far it is, how fast it comes nearer, and when it will be there.</summary>
    private void TellProgress(SlotStarted started, Slot head)
    {
        var (now, left) = (started.At, started.Slot - Math.Min(started.Slot, head));
        var told = _told ?? (now, head);
        var pace = now > told.At && head > told.Head ? (head - told.Head) / (now - told.At).TotalSeconds : 0;
        _told = (now, head);
        _log.Info("syncing: slot {0} of {1}, {2} to go{3}", head, started.Slot, left, Sync.Pace.Text(pace, left));
    }

    /// <summary>Peers, the part of the stake that voted in the last epoch told of, and the execution layer, if known.</summary>
    private string Surroundings(HeadSnapshot head)
    {
        string?[] parts =
        [
            _peers is { } peers ? $"{peers} peer{(peers == 1 ? "" : "s")}" : null,
            _participation is { } voted ? $"voted {Percent(voted)}" : null,
            _execution is { } execution ? $"execution layer {execution}{(head.IsOptimistic ? ", optimistic" : "")}" : null,
        ];
        return string.Concat(parts.OfType<string>().Select(static part => $"; {part}"));
    }

    private static string Short(Root root) => root.ToString()[..10];

    private static string Percent(double fraction) => (100 * fraction).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private void OnSlot(SlotStarted started)
    {
        if (started.Slot == 0 || _head is not { } head)
        {
            return;
        }

        if (_isRanging)
        {
            TellProgress(started, head.Slot);
        }

        var slot = started.Slot - 1;
        var fork = _spec.ForkAtSlot(slot).ToString().ToLowerInvariant();
        var what = _imports.TryGetValue(slot, out var imported)
            ? $"block {Short(imported.Root)} imported "
                + $"in {imported.ImportTime.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms"
            : slot == Spec.Constants.GenesisSlot ? "genesis" : "no block";
        _log.Info(
            "slot {0} ({1}) {2}; {3}; {4}{5}",
            slot,
            fork,
            what,
            $"head {Short(head.Root)} in slot {head.Slot}, payload {head.PayloadStatus.ToString().ToLowerInvariant()}",
            $"justified {head.Justified.Epoch}, finalized {(_finalized ?? head.Finalized).Epoch}",
            Surroundings(head));
        foreach (var old in _imports.Keys.Where(key => key < slot).ToArray())
        {
            _imports.Remove(old);
        }

        // The last epoch's votes can be included until this one ends, so its participation is told in the middle of this one.
        var middle = _spec.Preset.SlotsPerEpoch / 2;
        if (started.Slot % _spec.Preset.SlotsPerEpoch == middle && started.Epoch > 0 && _reported != started.Epoch)
        {
            _reported = started.Epoch;
            _participation = EpochParticipation.Previous(head.State);
            _log.Info(
                "epoch {0}: {1} of the stake voted for its target, {2} validators, justified {3}, finalized {4}",
                started.Epoch - 1,
                Percent(_participation.Value),
                head.State.Validators.Count,
                head.Justified.Epoch,
                head.Finalized.Epoch);
        }
    }
}
