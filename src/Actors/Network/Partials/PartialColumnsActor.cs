using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network.Gossip;
using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Partials;

/// <summary>
/// Judges the cells and headers of partial columns that peers send (conditions here, signatures and KZG proofs at the pool of work), tells
/// the wire which blocks are known and which columns are whole, and publishes a column that cells completed as one that came whole.
/// </summary>
internal sealed partial class PartialColumnsActor : ReceiveActor
{
    private const int Remembered = 64;

    private readonly ChainSpec _spec;
    private readonly SlotSchedule _schedule;
    private readonly PartialColumnsSettings _settings;
    private readonly PartialColumnsRefs _refs;
    private readonly Seen _seen;
    private readonly ClaimCollector _claims = new();
    private readonly SortedDictionary<ulong, PartialCandidate> _signatures = [];
    private readonly Dictionary<DataColumnSidecar, PartialCandidate> _proofs = new(ReferenceEqualityComparer.Instance);
    private readonly List<(PartialCandidate Candidate, DataColumnSidecar Column)> _ready = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private BoundedSet<Root> _begun = new(Remembered);
    private ChainView? _view;
    private ulong _nextId;
    private ulong _ignored;

    public PartialColumnsActor(ChainSpec spec, SlotSchedule schedule, PartialColumnsSettings settings, PartialColumnsRefs refs)
    {
        (_spec, _schedule, _settings, _refs, _seen) = (spec, schedule, settings, refs, new Seen(spec));
        Receive<PartialReceived>(OnReceived);
        Receive<ColumnCompleted>(OnCompleted);
        Receive<ColumnsHeld>(OnHeld);
        Receive<BlockImported>(imported => OnBlock(imported.Block.Message, imported.Root));
        Receive<ChainViewChanged>(changed => _view = changed.View);
        Receive<NetworkStarted>(_ => Open());
        Receive<WireBegun>(_ => _begun = new BoundedSet<Root>(Remembered));
        Receive<SlotStarted>(_ => OnSlot());
        Receive<SignaturesVerified>(OnSignatures);
        Receive<SignaturesDropped>(dropped => Drop(_signatures, dropped.RequestId, dropped.Reason));
        Receive<VerifyReady>(_ => Verify());
        Receive<DataColumnsVerified>(OnProofs);
        Receive<DataColumnsDropped>(OnDropped);
        Receive<Published>(static _ => { });
    }

    private Slot Slot => _schedule.SlotAtOrGenesis(Context.System.Scheduler.Now);

    /// <summary>Describes the actor of a node's partial columns.</summary>
    public static Props Props(ChainSpec spec, SlotSchedule schedule, PartialColumnsSettings settings, PartialColumnsRefs refs) =>
        Akka.Actor.Props.Create(() => new PartialColumnsActor(spec, schedule, settings, refs));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (_settings.Support == Interop.Gossipsub.PartialSupport.None)
        {
            return;
        }

        // A request is never answered to who was here before.
        _nextId = (ulong)Context.System.Scheduler.Now.Ticks;
        Type[] heard =
            [typeof(ColumnsHeld), typeof(BlockImported), typeof(ChainViewChanged), typeof(NetworkStarted), typeof(SlotStarted)];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }

        _refs.Chain.Tell(GetChainView.Instance);
        Open();
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Open() => _refs.Network.Tell(PartialsOpened.Instance);

    // From gloas on the bid of the block has the commitments, and the block enters the store before its columns.
    private void OnBlock(BeaconBlock block, Root root)
    {
        if (IsRecent(block.Slot) && _spec.ForkAtSlot(block.Slot) >= ForkName.Gloas
            && DataColumnSidecars.CommitmentsOf(block.Body) is { Count: > 0 and var cells })
        {
            Begin(new PartialDataColumnGroupID { BeaconBlockRoot = root, Slot = block.Slot }, block.Slot, cells, null);
        }
    }

    // A column that is whole and verified tells all there is to know of the block, its header in fulu too.
    private void OnHeld(ColumnsHeld held)
    {
        if (held.Columns.Count == 0 || ColumnRequests.SlotOf(held.Columns[0]) is var slot && !IsRecent(slot))
        {
            return;
        }

        var (column, isGloas) = (held.Columns[0], _spec.ForkAtSlot(slot) >= ForkName.Gloas);
        var group = new PartialDataColumnGroupID { BeaconBlockRoot = held.BlockRoot, Slot = isGloas ? slot : 0 };
        if (isGloas)
        {
            Begin(group, slot, column.Column.Count, null);
        }
        else if (!_seen.PartialDataColumnHeaders.TryGetValue(held.BlockRoot, out var header))
        {
            header = new PartialDataColumnHeader
            {
                KzgCommitments = column.KzgCommitments,
                SignedBlockHeader = column.SignedBlockHeader,
                KzgCommitmentsInclusionProof = column.KzgCommitmentsInclusionProof,
            };
            PartialDataColumnSidecarGossip.Mark(_seen, group, header);
            Begin(group, slot, column.Column.Count, header);
        }
        else
        {
            Begin(group, slot, column.Column.Count, header);
        }

        _refs.Network.Tell(new HoldColumns(group, slot, held.Columns));
    }

    private void Begin(PartialDataColumnGroupID group, Slot slot, int cells, PartialDataColumnHeader? header)
    {
        if (_begun.Add(group.BeaconBlockRoot))
        {
            _refs.Network.Tell(new BeginColumns(group, slot, cells, header));
        }
    }

    private void OnCompleted(ColumnCompleted completed)
    {
        var (group, index) = (completed.Group, completed.Topic.Subnet ?? 0);
        var column = new DataColumnSidecar
        {
            Index = index,
            Column = SszList.From(completed.Cells.Select(static cell => ByteList.Adopt(cell))),
            KzgProofs = SszList.From(completed.Proofs),
        };
        if (completed.Topic.Fork >= ForkName.Gloas)
        {
            column = column with { Slot = group.Slot, BeaconBlockRoot = group.BeaconBlockRoot };
        }
        else if (_seen.PartialDataColumnHeaders.TryGetValue(group.BeaconBlockRoot, out var header))
        {
            column = column with
            {
                KzgCommitments = header.KzgCommitments,
                SignedBlockHeader = header.SignedBlockHeader,
                KzgCommitmentsInclusionProof = header.KzgCommitmentsInclusionProof,
            };
        }
        else
        {
            return;
        }

        _log.Debug("column {0} of block {1} is complete by cells", index, group.BeaconBlockRoot);
        _refs.Network.Tell(new Publish(column, completed.Topic.Subnet));
    }

    private void OnSlot() => Context.System.EventStream.Publish(
        new QueueStatus("partial-columns/checking", _signatures.Count + _proofs.Count, _settings.Checks, _ignored));

    private bool IsRecent(Slot slot) => slot + 2 >= Slot;
}
