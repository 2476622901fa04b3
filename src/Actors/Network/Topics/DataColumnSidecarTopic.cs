using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.ReqResp;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using static Consensoor.Spec.Gossip.DataColumnSidecarGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Data columns, verified in full, for the chain actor (`fulu/p2p-interface.md#new-data_column_sidecar_subnet_id`).</summary>
internal static class DataColumnSidecarTopic
{
    public static Topic Row { get; } =
        new(TopicKind.DataColumnSidecar, "data_column_sidecar", new TopicForm<DataColumnSidecar>(ForkName.Fulu)
        {
            Bound = ReqRespProtocols.MostColumnBytes,
            SlotOf = static column => column.SignedBlockHeader?.Message.Slot ?? column.Slot,
            Names = static (column, context) => column.SignedBlockHeader?.Message.HashTreeRoot(context) ?? column.BeaconBlockRoot,
            Check = static (check, column) =>
            {
                var result = ValidateDataColumnSidecarGossip(
                    check.Seen, check.View, column, check.NowMs, check.Subnet, check.Verifier, out var commitments);
                return result.IsAccepted || result.IsProposerUnknown
                    ? new Checked(result, Proofs: new ColumnProofs(RootOf(check.View.Spec, column), column, commitments!))
                    : result;
            },
            Accept = static (accept, column, _) =>
            {
                if (!Mark(accept.Seen, column))
                {
                    return false;
                }

                var root = RootOf(accept.View.Spec, column);
                var source = accept.Source;
                accept.Out.Batch<DataColumnSidecar>(
                    accept.To.Chain, root, column, columns => new ImportDataColumns(root, columns, AreVerified: true, source));
                accept.Out.Publish(new ColumnsHeld(root, [column]) { Source = source });
                return true;
            },
        })
        {
            Subnets = static (spec, _) => spec.Config.DataColumnSidecarSubnetCount,
            Interest = static interests => interests.ColumnSubnets,
            Said = NodeSubnets.Columns,
            HasParts = true,
            Timed = JudgedPart.Column,
        };

    private static Root RootOf(ChainSpec spec, DataColumnSidecar column) =>
        column.SignedBlockHeader is { Message: var header } ? header.HashTreeRoot(spec.Ssz(ForkName.Fulu)) : column.BeaconBlockRoot;
}
