using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// What a node keeps and samples (`fulu/das-core.md#custody`, `#custody-sampling`): GroupCount is its `custody_group_count`, Columns those
/// of its custody groups, and Sampled those that a block must have to count as available here, which include Columns.
/// </summary>
public sealed record ColumnCustody(ulong GroupCount, ColumnSet Columns, ColumnSet Sampled)
{
    /// <summary>Gives the custody of a node that keeps everything (`fulu/p2p-interface.md#supernodes`).</summary>
    public static ColumnCustody Of(ChainSpec spec) => Of(spec, default, spec.Config.NumberOfCustodyGroups);

    /// <summary>Computes the custody of a node id for a group count, of which there are no more than NUMBER_OF_CUSTODY_GROUPS.</summary>
    public static ColumnCustody Of(ChainSpec spec, UInt256 nodeId, ulong groupCount)
    {
        var count = Math.Min(groupCount, spec.Config.NumberOfCustodyGroups);
        var samples = Math.Min(Math.Max(spec.Config.SamplesPerSlot, count), spec.Config.NumberOfCustodyGroups);
        return new ColumnCustody(count, ColumnsOf(spec, nodeId, count), ColumnsOf(spec, nodeId, samples));
    }

    /// <summary>Lists the subnets of the sampled columns, ascending (`compute_subnet_for_data_column_sidecar`).</summary>
    public IReadOnlyList<ulong> Subnets(ChainSpec spec) =>
        [.. Sampled.ToList().Select(column => Custody.ComputeSubnetForDataColumnSidecar(spec.Config, column)).Distinct().Order()];

    private static ColumnSet ColumnsOf(ChainSpec spec, UInt256 nodeId, ulong groups) => ColumnSet.Of(
        Custody.GetCustodyGroups(spec.Config, nodeId, groups)
            .SelectMany(group => Custody.ComputeColumnsForCustodyGroup(spec.Preset, spec.Config, group)));
}
