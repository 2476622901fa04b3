using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network.Partials;

/// <content>Cells and headers of peers: their conditions here, signatures and KZG proofs at the pool of work.</content>
internal sealed partial class PartialColumnsActor
{
    private void OnReceived(PartialReceived received)
    {
        if (_view is not { } view || _signatures.Count + _proofs.Count >= _settings.Checks)
        {
            _ignored++;
            Answer(received, GossipDecision.Ignore, "more partial columns than can be looked at");
            return;
        }

        var (group, sidecar) = (received.Group, received.Sidecar);
        if (sidecar.Header.Count == 1
            && _seen.PartialDataColumnHeaders.TryGetValue(group.BeaconBlockRoot, out var known)
            && known == sidecar.Header[0])
        {
            // A header that holds is not verified again.
            Begin(group, known.SignedBlockHeader.Message.Slot, known.KzgCommitments.Count, known);
            if (sidecar.PartialColumn.Count == 0)
            {
                Answer(received, GossipDecision.Accept, "");
                return;
            }

            received = received with { Sidecar = sidecar with { Header = [] } };
        }

        var nowMs = (ulong)Context.System.Scheduler.Now.ToUnixTimeMilliseconds();
        var result = PartialDataColumnSidecarGossip.ValidatePartialDataColumnSidecarGossip(
            _seen, view, received.Sidecar, nowMs, group, received.Topic.Fork, _claims, out var commitments, out var header);
        var claims = _claims.Take();
        if (!result.IsAccepted)
        {
            Answer(received, result.Decision, result.Reason ?? "");
            return;
        }

        var candidate = new PartialCandidate(received, commitments, header);
        if (header is null)
        {
            VerifyCells(candidate);
            return;
        }

        _signatures.Add(++_nextId, candidate);
        _refs.Work.Tell(new VerifySignatures(_nextId, WorkPriority.Payload, [claims]));
    }

    private void OnSignatures(SignaturesVerified verified)
    {
        if (!_signatures.Remove(verified.RequestId, out var candidate))
        {
            return;
        }

        var received = candidate.Received;
        if (!verified.Valid[0])
        {
            Answer(received, GossipDecision.Reject, "invalid proposer signature on header");
            return;
        }

        var header = candidate.Header!;
        PartialDataColumnSidecarGossip.Mark(_seen, received.Group, header);
        Begin(received.Group, header.SignedBlockHeader.Message.Slot, header.KzgCommitments.Count, header);
        if (received.Sidecar.PartialColumn.Count == 0)
        {
            Answer(received, GossipDecision.Accept, "");
        }
        else
        {
            VerifyCells(candidate);
        }
    }

    // The cells as a column of their own, against their own commitments: that is the same question to the pool.
    private void VerifyCells(PartialCandidate candidate)
    {
        var (received, sidecar) = (candidate.Received, candidate.Received.Sidecar);
        var column = new DataColumnSidecar
        {
            Index = received.Topic.Subnet ?? 0,
            Column = sidecar.PartialColumn,
            KzgProofs = sidecar.KzgProofs,
        };
        _proofs.Add(column, candidate);
        if (_ready.Count == 0)
        {
            // What is in the mailbox by now goes along: the same cells of many columns are one batch.
            Self.Tell(VerifyReady.Instance);
        }

        _ready.Add((candidate, column));
    }

    private void Verify()
    {
        foreach (var batch in _ready.GroupBy(static entry =>
            (entry.Candidate.Received.Group.BeaconBlockRoot, entry.Candidate.Received.Sidecar.CellsPresentBitmap)))
        {
            var first = batch.First().Candidate;
            var commitments = PartialDataColumns.CommitmentsOf(first.Received.Sidecar, first.Commitments);
            DataColumnSidecar[] columns = [.. batch.Select(static entry => entry.Column)];
            _refs.Work.Tell(new VerifyDataColumns(WorkPriority.Payload, batch.Key.BeaconBlockRoot, commitments, columns));
        }

        _ready.Clear();
    }

    private void OnProofs(DataColumnsVerified verified)
    {
        foreach (var column in verified.Valid)
        {
            if (_proofs.Remove(column, out var candidate))
            {
                Answer(candidate.Received, GossipDecision.Accept, "");
            }
        }

        foreach (var column in verified.Invalid)
        {
            if (_proofs.Remove(column, out var candidate))
            {
                Answer(candidate.Received, GossipDecision.Reject, "invalid sidecar kzg proofs");
            }
        }
    }

    private void OnDropped(DataColumnsDropped dropped)
    {
        foreach (var column in dropped.Columns)
        {
            Drop(_proofs, column, dropped.Reason);
        }
    }

    private void Drop<TKey>(IDictionary<TKey, PartialCandidate> open, TKey key, WorkDrop reason)
    {
        if (open.Remove(key, out var candidate))
        {
            Answer(candidate.Received, GossipDecision.Ignore, $"it was not verified: {reason}");
        }
    }

    private void Answer(PartialReceived received, GossipDecision decision, string reason) =>
        _refs.Network.Tell(new PartialVerdict(received.Id, decision, reason));

    private sealed record VerifyReady
    {
        public static VerifyReady Instance { get; } = new();
    }
}
