using Consensoor.Actors.Hosting;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Columns;

/// <summary>
/// The custody of a node as it grows with its validators (`fulu/validator.md#validator-custody`): it never shrinks, not over a restart
/// either, and from the slot in which it grew on all of it is there.
/// </summary>
internal sealed class NodeCustody
{
    private readonly ChainSpec _spec;
    private readonly UInt256 _nodeId;
    private readonly CompleteSlots _complete;
    private bool _isNew;

    /// <summary>
    /// Begins with what is stored, or at the slot of the chain's anchor where nothing is; a new supernode keeps everything at once.
    /// </summary>
    public NodeCustody(ChainSpec spec, UInt256 nodeId, bool isSupernode, StoredCustody? stored, Slot anchor)
    {
        (_spec, _nodeId, _isNew) = (spec, nodeId, stored is null);
        _complete = new CompleteSlots(stored?.CompleteFrom ?? (anchor == 0 ? 0 : anchor + 1));
        Current = ColumnCustody.Of(spec, nodeId, Math.Max(stored?.GroupCount ?? 0, spec.Config.CustodyRequirement));
        if (stored is null && isSupernode)
        {
            Current = ColumnCustody.Of(spec, nodeId, spec.Config.NumberOfCustodyGroups);
        }
    }

    /// <summary>What the node keeps and samples now.</summary>
    public ColumnCustody Current { get; private set; }

    /// <summary>The first slot from which on nothing of it was missed.</summary>
    public Slot CompleteFrom => _complete.From;

    /// <summary>What is to be stored.</summary>
    public StoredCustody ToStored() => new(Current.GroupCount, CompleteFrom);

    /// <summary>What peers are told, and the subnets to be on.</summary>
    public CustodyChanged ToMessage() => new(Current.GroupCount, Current.Subnets(_spec));

    /// <summary>Begins the custody of a node by its settings.</summary>
    public static NodeCustody Of(NodeSettings node) => new(
        node.Spec,
        node.NodeId ?? PeerNodeId.Of(node.Name)!.Value.ToUInt256(),
        node.IsSupernode,
        node.Columns.Custody,
        node.Store.Anchor?.Slot ?? 0);

    /// <summary>The groups that validators ask for by a state; 0 where none of them is in it.</summary>
    public static ulong RequirementOf(BeaconState state, IEnumerable<ValidatorIndex> validators)
    {
        var known = validators.Where(index => index < (ulong)state.Validators.Count).ToArray();
        return known.Length == 0 ? 0 : Custody.GetValidatorsCustodyRequirement(state, known);
    }

    /// <summary>
    /// Keeps at least so many groups from now on; true where that is more than before. A new node has missed nothing of them yet.
    /// </summary>
    public bool Require(ulong groups, Slot now)
    {
        var isNew = _isNew;
        _isNew = false;
        if (Math.Min(groups, _spec.Config.NumberOfCustodyGroups) <= Current.GroupCount)
        {
            return false;
        }

        Current = ColumnCustody.Of(_spec, _nodeId, groups);
        _complete.Grow(isNew ? 0 : now + 1);
        return true;
    }

    /// <summary>What was missed was fetched back to a slot; what was complete below it before a loss is so again.</summary>
    public void Backfilled(Slot from) => _complete.Fetched(from);

    /// <summary>A column of a slot was lost: only what comes after it is complete, until it is here again.</summary>
    public void Lost(Slot slot) => _complete.Lost(slot);
}
