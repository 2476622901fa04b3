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
    private readonly SortedDictionary<Root, (List<DataColumnSidecar> Columns, Source Source)> _accepted = [];

    public override GossipResult Check(GossipMessage message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        if (message.Value is not DataColumnSidecar column)
        {
            throw WrongLane(message);
        }

        var result = ValidateDataColumnSidecarGossip(Seen, view, column, nowMs, message.Subnet, verifier, out var commitments);
        product = (RootOf(view.Spec, column), commitments);
        return result;
    }

    public override (Root BlockRoot, DataColumnSidecar Column, SszList<KZGCommitment> Commitments)? ColumnOf(GossipMessage message, object? product)
    {
        var (root, commitments) = ((Root, SszList<KZGCommitment>))product!;
        return (root, (DataColumnSidecar)message.Value, commitments);
    }

    public override bool Accept(GossipMessage message, object? product, IGossipView view, IActorRef self)
    {
        var column = (DataColumnSidecar)message.Value;
        if (!DataColumnSidecarGossip.Mark(Seen, column))
        {
            return false;
        }

        var (root, _) = ((Root, SszList<KZGCommitment>))product!;
        if (!_accepted.TryGetValue(root, out var held))
        {
            _accepted[root] = held = ([], message.Source);
        }

        held.Columns.Add(column);
        return true;
    }

    public override void Flush(IActorRef self)
    {
        foreach (var (root, (columns, source)) in _accepted)
        {
            Refs.Chain.Tell(new ImportDataColumns(root, columns, AreVerified: true, source), self);
        }

        _accepted.Clear();
    }

    private static Root RootOf(ChainSpec spec, DataColumnSidecar column) =>
        column.SignedBlockHeader is { Message: var header } ? header.HashTreeRoot(spec.Ssz(ForkName.Fulu)) : column.BeaconBlockRoot;
}
