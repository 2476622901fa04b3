using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Ingestion;

/// <summary>The batches of a lane under way: conditions here, signatures and proofs at the crypto workers, verdicts when they answer.</summary>
internal sealed partial class LaneActor
{
    private readonly ClaimCollector _claims = new();
    private readonly SortedDictionary<ulong, Checking> _checking = [];
    private readonly Dictionary<DataColumnSidecar, Candidate> _columns = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<IActorRef> _unacknowledged = new();
    private ulong _unanswered;

    private void OnBatch(LaneBatch batch)
    {
        var candidates = new List<Candidate>();
        var nowMs = (ulong)Context.System.Scheduler.Now.ToUnixTimeMilliseconds();
        foreach (var item in batch.Items)
        {
            var result = _checker.Check(item.Message, _view!, nowMs, _claims, out var product);
            var claims = _claims.Take();
            if (result.IsAccepted)
            {
                candidates.Add(new Candidate(item, product, claims));
            }
            else if (result.Awaits is { } root)
            {
                Wait(item, root, result);
            }
            else
            {
                Settle(item, result.Decision, result.Reason);
            }
        }

        // Our own are urgent, whatever they are: a storm of others' is not to silence our validators.
        Verify([.. candidates.Where(IsOwn)], _settings.Priority < SignaturePriority.Payload ? _settings.Priority : SignaturePriority.Payload);
        Verify([.. candidates.Where(static candidate => !IsOwn(candidate))], _settings.Priority);
        _unacknowledged.Enqueue(Sender);
        Acknowledge();
    }

    private static bool IsOwn(Candidate candidate) => candidate.Item.Message.Source is Source.Own;

    private void Verify(IReadOnlyList<Candidate> candidates, SignaturePriority priority)
    {
        if (candidates.Count > 0)
        {
            var request = _ids.Next();
            _checking.Add(request, new Checking(candidates, _slot));
            _refs.Crypto.Tell(new VerifySignatures(request, priority, [.. candidates.Select(static candidate => candidate.Claims)]));
        }
    }

    private void OnSignatures(SignaturesVerified verified)
    {
        if (!_checking.Remove(verified.RequestId, out var checking))
        {
            return;
        }

        var columns = new List<(Root BlockRoot, DataColumnSidecar Column, SszList<KZGCommitment> Commitments)>();
        for (var i = 0; i < checking.Candidates.Count; i++)
        {
            var candidate = checking.Candidates[i];
            if (!verified.Valid[i])
            {
                Settle(candidate.Item, GossipDecision.Reject, "a signature does not hold");
            }
            else if (_checker.ColumnOf(candidate.Item.Message, candidate.Product) is { } column)
            {
                _columns[column.Column] = candidate;
                columns.Add(column);
            }
            else
            {
                Accept(candidate);
            }
        }

        foreach (var block in columns.GroupBy(static column => column.BlockRoot))
        {
            _refs.Crypto.Tell(new VerifyDataColumns(_settings.Priority, block.Key, block.First().Commitments, [.. block.Select(static column => column.Column)]));
        }

        _checker.Flush(Self);
        Acknowledge();
    }

    /// <summary>Nobody looked at the signatures, so that nobody is to blame.</summary>
    private void OnDropped(SignaturesDropped dropped)
    {
        if (_checking.Remove(dropped.RequestId, out var checking))
        {
            foreach (var candidate in checking.Candidates)
            {
                Settle(candidate.Item, GossipDecision.Ignore, Unverified(dropped.Reason));
            }

            Acknowledge();
        }
    }

    private void OnDropped(DataColumnsDropped dropped)
    {
        foreach (var column in dropped.Columns)
        {
            if (_columns.Remove(column, out var candidate))
            {
                Settle(candidate.Item, GossipDecision.Ignore, Unverified(dropped.Reason));
            }
        }
    }

    private static string Unverified(WorkDrop reason) => reason switch
    {
        WorkDrop.Full => "too many signatures wait",
        WorkDrop.WorkerFailed => "a worker failed",
        WorkDrop.Expired => "it was not verified in time",
        _ => "the work pool was restarted",
    };

    private void OnColumns(DataColumnsVerified verified)
    {
        foreach (var column in verified.Valid)
        {
            if (_columns.Remove(column, out var candidate))
            {
                Accept(candidate);
            }
        }

        foreach (var column in verified.Invalid)
        {
            if (_columns.Remove(column, out var candidate))
            {
                Settle(candidate.Item, GossipDecision.Reject, "invalid sidecar kzg proofs");
            }
        }

        _checker.Flush(Self);
    }

    private void Accept(Candidate candidate)
    {
        if (_checker.Accept(candidate.Item.Message, candidate.Product, _view!, Self))
        {
            Settle(candidate.Item, GossipDecision.Accept);
        }
        else
        {
            Settle(candidate.Item, GossipDecision.Ignore, "another was faster");
        }
    }

    private void Wait(LaneItem item, Root root, GossipResult result)
    {
        if (_waiting.Add((root, result.AwaitsPayload), item, out var dropped))
        {
            Settle(dropped!, GossipDecision.Ignore, "too many wait");
        }
    }

    private void Acknowledge()
    {
        while (_checking.Count < _settings.Parallel && _unacknowledged.TryDequeue(out var stream))
        {
            stream.Tell(StreamAck.Instance);
        }
    }

    private void GiveUpChecks(Slot limit)
    {
        foreach (var (request, checking) in _checking.Where(entry => entry.Value.Since < limit).ToArray())
        {
            _checking.Remove(request);
            _unanswered++;
            foreach (var candidate in checking.Candidates)
            {
                Settle(candidate.Item, GossipDecision.Ignore, "the check was not answered");
            }
        }

        foreach (var (column, candidate) in _columns.Where(entry => entry.Value.Item.Since < limit).ToArray())
        {
            _columns.Remove(column);
            Settle(candidate.Item, GossipDecision.Ignore, "the check was not answered");
        }

        Acknowledge();
    }

    private sealed record Candidate(LaneItem Item, object? Product, IReadOnlyList<SignatureClaim> Claims);

    private sealed record Checking(IReadOnlyList<Candidate> Candidates, Slot Since);
}
