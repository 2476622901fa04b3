using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>The signatures and proofs of a batch: asked of the pool of work, and what its answers decide.</summary>
internal sealed partial class LaneLogic
{
    private void Verify(IReadOnlyList<LaneCandidate> candidates, LaneBatch batch, WorkPriority priority)
    {
        if (candidates.Count > 0)
        {
            batch.Open++;
            var request = _parts.Ids.Next();
            _signatures.Add(request, candidates);
            var items = candidates.Select(static candidate => candidate.Claims).ToArray();
            _parts.Refs.Work.Tell(new VerifySignatures(request, priority, items), Self);
        }
    }

    private void OnSignatures(SignaturesVerified verified)
    {
        if (!_signatures.Remove(verified.RequestId, out var candidates))
        {
            return;
        }

        var sidecars = new List<LaneCandidate>();
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!verified.Valid[i])
            {
                Settle(candidates[i].Item, GossipDecision.Reject, "a signature does not hold");
            }
            else if (candidates[i].Checked.Proofs is not null)
            {
                sidecars.Add(candidates[i]);
            }
            else
            {
                Accept(candidates[i]);
            }
        }

        var batch = candidates[0].Batch;
        VerifyProofs(sidecars, batch);
        Deliver(batch);
        batch.Open--;
        Close(batch);
    }

    private void VerifyProofs(IReadOnlyList<LaneCandidate> candidates, LaneBatch batch)
    {
        foreach (var block in candidates.GroupBy(static candidate => candidate.Checked.Proofs!.BlockRoot))
        {
            foreach (var candidate in block)
            {
                _sidecars[candidate.Checked.Proofs!.Sidecar] = candidate;
            }

            batch.Open++;
            var sidecars = block.Select(static candidate => candidate.Checked.Proofs!.Sidecar);
            _parts.Refs.Work.Tell(block.First().Checked.Proofs!.WorkFor(_parts.Settings.Priority, sidecars), Self);
        }
    }

    /// <summary>Nobody looked at the signatures, so that nobody is to blame.</summary>
    private void OnDropped(SignaturesDropped dropped)
    {
        if (!_signatures.Remove(dropped.RequestId, out var candidates))
        {
            return;
        }

        foreach (var candidate in candidates)
        {
            Pass(candidate.Item, Unverified(dropped.Reason));
        }

        var batch = candidates[0].Batch;
        batch.Open--;
        Close(batch);
    }

    private void OnDropped(IReadOnlyList<object> sidecars, WorkDrop reason) =>
        EndProofs(sidecars, candidate => Pass(candidate.Item, Unverified(reason)));

    private void OnProofs(IReadOnlyList<object> valid, IReadOnlyList<object> invalid)
    {
        var holds = valid.ToHashSet<object>(ReferenceEqualityComparer.Instance);
        EndProofs([.. valid, .. invalid], candidate =>
        {
            if (holds.Contains(candidate.Checked.Proofs!.Sidecar))
            {
                Accept(candidate);
            }
            else
            {
                Settle(candidate.Item, GossipDecision.Reject, "invalid sidecar kzg proofs");
            }
        });
    }

    /// <summary>Ends one question about sidecars, which were all of one batch.</summary>
    private void EndProofs(IEnumerable<object> sidecars, Action<LaneCandidate> settle)
    {
        LaneBatch? batch = null;
        foreach (var sidecar in sidecars)
        {
            if (_sidecars.Remove(sidecar, out var candidate))
            {
                batch = candidate.Batch;
                settle(candidate);
            }
        }

        if (batch is not null)
        {
            Deliver(batch);
            batch.Open--;
            Close(batch);
        }
    }

    private static string Unverified(WorkDrop reason) => $"its signatures were not verified: {reason}";
}
