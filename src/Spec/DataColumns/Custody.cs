using System.Buffers.Binary;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.DataColumns;

/// <summary>Which columns a node keeps (`fulu/das-core.md#custody`); a custody group is a number below NUMBER_OF_CUSTODY_GROUPS.</summary>
public static class Custody
{
    /// <summary>
    /// The custody groups of a node, ascending (`fulu/das-core.md#get_custody_groups`). More groups extend the choice, they do not change
    /// it. Throws ArgumentOutOfRangeException for more than there are.
    /// </summary>
    public static IReadOnlyList<ulong> GetCustodyGroups(ChainConfig config, UInt256 nodeId, ulong custodyGroupCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(custodyGroupCount, config.NumberOfCustodyGroups);
        var groups = new SortedSet<ulong>();
        if (custodyGroupCount == config.NumberOfCustodyGroups)
        {
            for (ulong group = 0; group < custodyGroupCount; group++)
            {
                groups.Add(group);
            }

            return [.. groups];
        }

        Span<byte> currentId = stackalloc byte[32];
        Span<byte> hash = stackalloc byte[32];
        nodeId.LittleEndian.AsSpan().CopyTo(currentId);
        while ((ulong)groups.Count < custodyGroupCount)
        {
            Sha256.Hash(currentId, hash);
            groups.Add(BinaryPrimitives.ReadUInt64LittleEndian(hash) % config.NumberOfCustodyGroups);
            Increment(currentId);
        }

        return [.. groups];
    }

    /// <summary>
    /// The columns of a custody group (`fulu/das-core.md#compute_columns_for_custody_group`); throws ArgumentOutOfRangeException for a
    /// group there is not.
    /// </summary>
    public static IReadOnlyList<ColumnIndex> ComputeColumnsForCustodyGroup(Preset preset, ChainConfig config, ulong custodyGroup)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(custodyGroup, config.NumberOfCustodyGroups);
        var columns = new ColumnIndex[preset.NumberOfColumns / config.NumberOfCustodyGroups];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = (config.NumberOfCustodyGroups * (ulong)i) + custodyGroup;
        }

        return columns;
    }

    /// <summary>The columns of a node as bits (`gloas/fork-choice.md#new-get_custody_column_bits`).</summary>
    public static BitList GetCustodyColumnBits(Preset preset, ChainConfig config, UInt256 nodeId, ulong custodyGroupCount)
    {
        var bits = new bool[preset.NumberOfColumns];
        foreach (var group in GetCustodyGroups(config, nodeId, custodyGroupCount))
        {
            foreach (var column in ComputeColumnsForCustodyGroup(preset, config, group))
            {
                bits[column] = true;
            }
        }

        return BitList.Create(bits);
    }

    /// <summary>
    /// The custody groups a node owes for the validators attached to it (`fulu/validator.md#validator-custody`), by the finalized state.
    /// </summary>
    public static ulong GetValidatorsCustodyRequirement(BeaconState state, IEnumerable<ValidatorIndex> validatorIndices)
    {
        Gwei totalNodeBalance = 0;
        foreach (var index in validatorIndices)
        {
            totalNodeBalance += state.Validators[index].EffectiveBalance;
        }

        var config = state.Config;
        return Math.Min(
            Math.Max(totalNodeBalance / config.BalancePerAdditionalCustodyGroup, config.ValidatorCustodyRequirement),
            config.NumberOfCustodyGroups);
    }

    /// <summary>The subnet of a column (`fulu/p2p-interface.md#new-compute_subnet_for_data_column_sidecar`).</summary>
    public static ulong ComputeSubnetForDataColumnSidecar(ChainConfig config, ColumnIndex columnIndex) =>
        columnIndex % config.DataColumnSidecarSubnetCount;

    /// <summary>Adds one to a little-endian number; the largest one becomes zero.</summary>
    private static void Increment(Span<byte> number)
    {
        for (var i = 0; i < number.Length; i++)
        {
            number[i] = unchecked((byte)(number[i] + 1));
            if (number[i] != 0)
            {
                return;
            }
        }
    }
}
