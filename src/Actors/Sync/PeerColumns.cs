using Consensoor.Interop.Discovery.Records;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Which columns a peer keeps, by its node id and what it says of itself (`fulu/das-core.md#public-deterministic-selection`); computed once
/// a peer and group count, of at most <see cref="Bound"/>.
/// </summary>
internal sealed class PeerColumns(ChainSpec spec)
{
    private const int Bound = 1024;

    private readonly Dictionary<(string Peer, ulong Groups), ColumnSet> _known = [];

    /// <summary>
    /// The columns of a peer: of CUSTODY_REQUIREMENT groups, which each has to keep, before it has said how many, as metadata from before
    /// fulu does not, and where it says fewer; none where its name hides its node id, unless it keeps all, and none for more groups than
    /// there are.
    /// </summary>
    public ColumnSet Of(PeerInfo peer)
    {
        var config = spec.Config;
        var groups = Math.Max(peer.MetaData?.CustodyGroupCount ?? 0, config.CustodyRequirement);
        if (groups == config.NumberOfCustodyGroups)
        {
            return ColumnSet.All;
        }

        if (_known.TryGetValue((peer.Peer, groups), out var columns))
        {
            return columns;
        }

        if (_known.Count >= Bound)
        {
            _known.Clear();
        }

        columns = groups < config.NumberOfCustodyGroups && PeerNodeId.Of(peer.Peer) is { } node
            ? ColumnCustody.Of(spec, node.ToUInt256(), groups).Columns
            : ColumnSet.None;
        return _known[(peer.Peer, groups)] = columns;
    }
}
