using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.DataColumnSidecarGossip;

namespace Consensoor.Actors.Ingestion;

/// <summary>Data columns, for the chain actor, verified in full.</summary>
internal sealed class ColumnChecker(Seen seen, IngestionRefs refs) : Checker(seen, refs)
{
    private readonly SortedDictionary<Root, List<DataColumnSidecar>> _accepted = [];

    public override GossipResult Check(IIngestible message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        if (message is not IngestDataColumn column)
        {
            throw WrongLane(message);
        }

        var result = ValidateDataColumnSidecarGossip(Seen, view, column.Column, nowMs, column.Subnet, verifier, out var commitments);
        product = (RootOf(view.Spec, column.Column), commitments);
        return result;
    }

    public override (Root BlockRoot, DataColumnSidecar Column, SszList<KZGCommitment> Commitments)? ColumnOf(IIngestible message, object? product)
    {
        var (root, commitments) = ((Root, SszList<KZGCommitment>))product!;
        return (root, ((IngestDataColumn)message).Column, commitments);
    }

    public override bool Accept(IIngestible message, object? product, IGossipView view, IActorRef self)
    {
        var column = ((IngestDataColumn)message).Column;
        if (!DataColumnSidecarGossip.Mark(Seen, column))
        {
            return false;
        }

        var (root, _) = ((Root, SszList<KZGCommitment>))product!;
        if (!_accepted.TryGetValue(root, out var columns))
        {
            _accepted[root] = columns = [];
        }

        columns.Add(column);
        return true;
    }

    public override void Flush(IActorRef self)
    {
        foreach (var (root, columns) in _accepted)
        {
            Refs.Chain.Tell(new ImportDataColumns(root, columns, AreVerified: true), self);
        }

        _accepted.Clear();
    }

    private static Root RootOf(ChainSpec spec, DataColumnSidecar column) =>
        column.SignedBlockHeader is { Message: var header } ? header.HashTreeRoot(spec.Ssz(ForkName.Fulu)) : column.BeaconBlockRoot;
}
