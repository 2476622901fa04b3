using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Chain;

/// <summary>Data columns, fulu on, in any order among themselves and with their block and its payload.</summary>
public sealed partial class ChainCore
{
    /// <summary>Takes in data columns of a block, verified on gossip or to be verified first; answers which of the two.</summary>
    public void Import(ImportDataColumns command, IActorRef sender)
    {
        if (command.AreVerified)
        {
            _columns.Hold(command.BlockRoot, command.Columns);
            _ports.Answer(sender, new ImportOutcome(command.BlockRoot, ImportVerdict.Imported, Source: command.Source));
            ResumeData(command.BlockRoot);
            return;
        }

        _columns.Await(command.BlockRoot, command.Columns);
        _ports.Answer(sender, new ImportOutcome(command.BlockRoot, ImportVerdict.Waiting, Source: command.Source));
        if (CommitmentsOf(command.BlockRoot) is { } commitments)
        {
            VerifyEarlyColumns(command.BlockRoot, commitments);
        }
    }

    /// <summary>Columns were checked against the commitments of their block.</summary>
    public void On(DataColumnsVerified done)
    {
        if (done.Valid.Count > 0)
        {
            _columns.Hold(done.BlockRoot, done.Valid);
            ResumeData(done.BlockRoot);
        }
    }

    /// <summary>Nobody looked at these columns: they wait for the next occasion, unless a worker failed on them.</summary>
    public void On(DataColumnsDropped dropped)
    {
        if (dropped.Reason != WorkDrop.WorkerFailed)
        {
            _columns.Await(dropped.BlockRoot, dropped.Columns);
        }
    }

    private void ResumeData(Root root)
    {
        if (_viewBlocks.TryGetValue(root, out var seen) && !seen.HasData && IsDataAvailable(root))
        {
            Note(_store.Blocks[root]);
            Show();
        }

        if (_envelopeImports.TryGetValue(root, out var envelope) && envelope.AwaitsData && IsDataAvailable(root))
        {
            Accept(envelope);
        }
        else if (_imports.TryGetValue(root, out var block) && NeedsColumns(block) && _columns.IsComplete(root))
        {
            Accept(block);
        }
    }

    private bool IsDataAvailable(Root root) => CommitmentsOf(root) is not { Count: > 0 } || _columns.IsComplete(root);

    /// <summary>The commitments of a block whose body is here, or that is on its way; null for any other.</summary>
    private SszList<KZGCommitment>? CommitmentsOf(Root root)
    {
        var body = _store.Blocks.TryGetValue(root, out var known)
            ? known.KeptBlock?.Body
            : _imports.GetValueOrDefault(root)?.Block.Message.Body;
        return body?.SignedExecutionPayloadBid?.Message.BlobKzgCommitments ?? body?.BlobKzgCommitments;
    }

    private void VerifyEarlyColumns(Root root, SszList<KZGCommitment> commitments)
    {
        var columns = _columns.TakeUnverified(root);
        if (columns.Count > 0)
        {
            _ports.Verify(new VerifyDataColumns(WorkPriority.Payload, root, commitments, columns));
        }
    }

    private void PublishMissingData(Root root, Source source)
    {
        var missing = _columns.Missing(root);
        if (missing.Count > 0)
        {
            Publish(new DataMissing(root, missing, source));
        }
    }

    /// <summary>Columns that were dropped unverified while their block or payload waits for them are asked about again.</summary>
    private void RetryColumns()
    {
        foreach (var root in _columns.Unverified())
        {
            if (CommitmentsOf(root) is { } commitments)
            {
                VerifyEarlyColumns(root, commitments);
            }
        }
    }
}
