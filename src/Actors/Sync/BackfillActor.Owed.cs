using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Sync;

/// <content>
/// Payloads of stored blocks that come later: each is looked at by its block, which storage has, and its signature is verified like any
/// other.
/// </content>
internal sealed partial class BackfillActor
{
    private readonly OwedPayloads _owed;
    private IReadOnlyList<Root> _keptOwed = [];

    // The verifications under way, of at most as many payloads as are being looked at. A peer may give another meanwhile.
    private readonly Dictionary<ulong, (Root Root, SignedExecutionPayloadEnvelope Envelope)> _owedClaims = [];

    private void LookAt(IReadOnlyList<Root> given)
    {
        foreach (var root in given)
        {
            _refs.Storage.Tell(new LoadBlock(root));
        }
    }

    private void OnOwedBlock(StoredBlock stored)
    {
        if (_owed.GivenOf(stored.Root) is not { } given || stored.Block is not { Message: var block })
        {
            return;
        }

        var (envelope, peer) = given;
        if (stored.Envelope is not null)
        {
            Settle(stored.Root, null);
        }
        else if (Backfill.WrongOf(_spec, block, envelope.Message) is { } wrong)
        {
            _owed.Refuse(stored.Root);
            Report(peer, PeerOffence.Invalid, $"envelope of {stored.Root}: {wrong}");
        }
        else if (_view is { } view
            && ClaimOf(SignerIn(view.Head.State, envelope.Message, block.ProposerIndex), envelope) is { } claim)
        {
            var id = _ids.Next();
            _owedClaims[id] = (stored.Root, envelope);
            _refs.Work.Tell(new VerifySignatures(id, WorkPriority.Attestation, [[claim]]));
        }
        else
        {
            // Nobody of that index is in the registry, and nobody will be: it stays without.
            Settle(stored.Root, null);
        }
    }

    private void OnOwedVerified(Root root, SignedExecutionPayloadEnvelope envelope, IReadOnlyList<bool>? valid)
    {
        if (valid is null)
        {
            // It is looked at once more in the next round.
            _owed.Refuse(root);
        }
        else if (_owed.Roots.Contains(root) && (valid[0] || _owed.RefuseSignature(root, envelope)))
        {
            Settle(root, valid[0] ? envelope : null);
        }

        Advance();
    }

    private void Settle(Root root, SignedExecutionPayloadEnvelope? envelope)
    {
        _owed.Settle(root, envelope is not null);
        _log.Debug("the payload of block {0} {1}", root, envelope is null ? "is not looked for any more" : "is here now");
        _refs.Storage.Tell(new KeepPayloads(envelope is null ? [] : [envelope], [.. _owed.Roots]));
    }

    private void OnStorageFailed(StorageFailed failed)
    {
        if (failed.Question is LoadHistory)
        {
            Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), _refs.Storage, failed.Question, Self);
        }
        else if (failed.Question is LoadBlock load)
        {
            _owed.Refuse(load.Root);
        }
    }
}
