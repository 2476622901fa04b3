using Consensoor.Spec.Containers;

namespace Consensoor.Interop.PartialColumns;

/// <summary>
/// Cells of a peer, or a header, that somebody has to verify (`validate_partial_data_column_sidecar_gossip`); cells that are here already
/// are left out. The exchange is owed <see cref="PartialExchange.Judge"/> for the number.
/// </summary>
public sealed record PartialCheck(
    ulong Number, string Peer, string Topic, PartialDataColumnGroupID Group, PartialDataColumnSidecar Sidecar);
