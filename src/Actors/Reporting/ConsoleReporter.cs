using System.Globalization;
using Akka.Actor;
using Akka.Event;
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

    /// <summary>Writes a line for each slot and epoch of a chain.</summary>
    public ConsoleReporter(ChainSpec spec)
    {
        _spec = spec;
        Receive<BlockImported>(imported => _imports[imported.Block.Message.Slot] = imported);
        Receive<HeadChanged>(changed => _head = changed.Head);
        Receive<FinalizedCheckpointAdvanced>(advanced => _finalized = advanced.Finalized);
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
    }

    private static string Short(Root root) => root.ToString()[..10];

    private static string Percent(double fraction) => (100 * fraction).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private void OnSlot(SlotStarted started)
    {
        if (started.Slot == 0 || _head is not { } head)
        {
            return;
        }

        var slot = started.Slot - 1;
        var fork = _spec.ForkAtSlot(slot).ToString().ToLowerInvariant();
        var what = _imports.TryGetValue(slot, out var imported)
            ? $"block {Short(imported.Root)} imported "
                + $"in {imported.ImportTime.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms"
            : slot == Spec.Constants.GenesisSlot ? "genesis" : "no block";
        _log.Info(
            "slot {0} ({1}) {2}; {3}; {4}",
            slot,
            fork,
            what,
            $"head {Short(head.Root)} in slot {head.Slot}, payload {head.PayloadStatus.ToString().ToLowerInvariant()}",
            $"justified {head.Justified.Epoch}, finalized {(_finalized ?? head.Finalized).Epoch}");
        foreach (var old in _imports.Keys.Where(key => key < slot).ToArray())
        {
            _imports.Remove(old);
        }

        // The last epoch's votes can be included until this one ends, so its participation is told in the middle of this one.
        var middle = _spec.Preset.SlotsPerEpoch / 2;
        if (started.Slot % _spec.Preset.SlotsPerEpoch == middle && started.Epoch > 0 && _reported != started.Epoch)
        {
            _reported = started.Epoch;
            _log.Info(
                "epoch {0}: {1} of the stake voted for its target, {2} validators, justified {3}, finalized {4}",
                started.Epoch - 1,
                Percent(EpochParticipation.Previous(head.State)),
                head.State.Validators.Count,
                head.Justified.Epoch,
                head.Finalized.Epoch);
        }
    }
}
