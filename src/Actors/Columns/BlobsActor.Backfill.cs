using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Network.Requests;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Columns;

/// <content>
/// Fetches the blobs of the time before the node kept them, or that were lost, backwards to what peers may ask for: those of as many blocks
/// at once as the settings say, of one peer after the other; what cannot be had is tried again in the next slot.
/// </content>
internal sealed partial class BlobsActor
{
    // Slots that one step may take; what was never answered is given up then.
    private const int StepSlots = 8;

    private readonly Dictionary<BlobSidecar, string> _givers = new(ReferenceEqualityComparer.Instance);

    // Who had nothing to give, until all were asked; of those that are connected.
    private readonly HashSet<string> _inVain = new(StringComparer.Ordinal);
    private BackfillWalk? _walk;
    private ulong _question;
    private bool _isAsking;
    private int _verifying;
    private Slot _startedIn;
    private Slot _startedFrom;

    // The slot of the oldest block in storage; null until that has said.
    private Slot? _oldest;
    private bool _isLost;

    // A step that brought nothing, with the slots it was about: its blocks are asked for again without a walk.
    private (BackfillWalk Walk, Slot From, Slot Floor)? _stalled;

    private void ReceiveBackfill()
    {
        Receive<StoredRoot>(OnProbed);
        Receive<StoredBlock>(OnStored);
        Receive<HistoryKept>(kept => _oldest = kept.Oldest);
        Receive<StorageFailed>(OnStorageFailed);
        Receive<Peers>(Ask);
        Receive<PeerAnswered>(OnAnswer);
        Receive<BlobsVerified>(OnVerified);
        Receive<BlobsDropped>(dropped => OnUnverified(dropped.Blobs));
    }

    private Slot Floor => Math.Max(1, BlobRequests.FirstServedSlot(_settings.Spec, Epoch));

    private void OnStorageFailed(StorageFailed failed)
    {
        if (failed.Question is LoadHistory)
        {
            Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), _refs.Storage, failed.Question, Self);
        }
        else
        {
            EndStep();
        }
    }

    /// <summary>Begins a step where something is missing and none is under way.</summary>
    private void BeginStep()
    {
        if (_walk is not null && _startedIn + StepSlots >= Slot)
        {
            return;
        }

        EndStep();
        var from = Math.Max(_complete.From, Earliest());
        if (_oldest is not { } oldest || from <= Math.Max(Floor, oldest) || _view is not { } view)
        {
            return;
        }

        (_startedIn, _startedFrom, _isLost) = (Slot, from, false);
        if (_stalled is { } stalled && stalled.From == from && stalled.Floor == Floor)
        {
            _walk = stalled.Walk;
            _walk.Found.LookAgain(_shelf.Stored, NeededOf);
            AskOrSettle();
            return;
        }

        (_walk, _stalled) = (new BackfillWalk(_settings.Spec, _settings.BackfillBlocks, Floor, _refs.Storage), null);
        _walk.Begin(from, view, oldest);
    }

    private void EndStep()
    {
        (_walk, _isAsking, _verifying) = (null, false, 0);
        _givers.Clear();
    }

    private void OnProbed(StoredRoot stored)
    {
        if (_walk?.Take(stored) == BackfillWalk.Stage.IsEmpty)
        {
            EndStep();
        }
    }

    private void OnStored(StoredBlock stored)
    {
        if (_walk?.Take(stored, _shelf.Stored, known => NeededOf(known.Block!)) != BackfillWalk.Stage.IsDone)
        {
            return;
        }

        AskOrSettle();
    }

    private void AskOrSettle()
    {
        if (_walk!.Found.Blocks.Count > 0)
        {
            _refs.Network.Tell(GetPeers.Instance);
        }
        else
        {
            Settle();
        }
    }

    private void Ask(Peers peers)
    {
        if (_walk is not { Found.Blocks: { Count: > 0 } blocks } || _isAsking || _verifying > 0)
        {
            return;
        }

        PeerInfo[] able =
        [
            .. peers.All.Where(peer => peer.Status is { } status
                && status.HeadSlot >= blocks[0].Block.Message.Slot
                && status.EarliestAvailableSlot <= blocks[^1].Block.Message.Slot)
        ];
        _inVain.IntersectWith(peers.All.Select(static peer => peer.Peer));
        if (able.All(peer => _inVain.Contains(peer.Peer)))
        {
            _inVain.Clear();
        }

        if (able.Where(peer => !_inVain.Contains(peer.Peer))
            .OrderByDescending(static peer => peer.Score)
            .ThenBy(static peer => peer.Peer, StringComparer.Ordinal)
            .FirstOrDefault() is not { } best)
        {
            Settle();
            return;
        }

        var most = (int)BlobSidecars.ComputeMaxRequestBlobSidecars(_settings.Spec.Config, _settings.Spec.ForkAtSlot(Slot));
        BlobIdentifier[] asked =
        [
            .. blocks.SelectMany(static block => block.Missing.ToList().Select(index => new BlobIdentifier
            {
                BlockRoot = block.Root,
                Index = index,
            })).Take(most),
        ];
        (_isAsking, _question) = (true, _ids.Next());
        _refs.Network.Tell(new AskPeer(_question, best.Peer, new BlobSidecarsByRoot(asked)));
    }

    private void OnAnswer(PeerAnswered answer)
    {
        if (!_isAsking || answer.RequestId != _question || _walk is not { } walk)
        {
            return;
        }

        _isAsking = false;
        if (answer.Items.Count == 0)
        {
            _inVain.Add(answer.Peer);
        }

        foreach (var given in answer.Items.OfType<BlobSidecar>()
            .GroupBy(blob => BlobSidecars.RootOf(blob, _settings.Spec.Ssz(_settings.Spec.ForkAtSlot(Traits.SlotOf(blob))))))
        {
            var (root, block, _) = walk.Found.Blocks.FirstOrDefault(asked => asked.Root == given.Key);
            if (block is null)
            {
                continue;
            }

            BlobSidecar[] blobs = [.. given];
            foreach (var blob in blobs)
            {
                _givers[blob] = answer.Peer;
            }

            _verifying++;
            var context = _settings.Spec.Ssz(_settings.Spec.ForkAtSlot(block.Message.Slot));
            _refs.Work.Tell(new VerifyBlobs(WorkPriority.Attestation, root, blobs) { Of = (block, context) });
        }

        SettleWhenDone();
    }

    private void OnVerified(BlobsVerified done)
    {
        foreach (var (blob, peer) in done.Invalid.Select(blob => (blob, _givers.GetValueOrDefault(blob))))
        {
            if (peer is not null)
            {
                _inVain.Add(peer);
                var reason = $"blob {blob.Index} of block {done.BlockRoot} does not belong to it";
                _refs.Network.Tell(new ReportPeer(peer, PeerOffence.Invalid, reason));
            }
        }

        if (done.Valid.Count > 0)
        {
            OnHeld(new BlobsHeld(done.BlockRoot, done.Valid));
        }

        OnUnverified([.. done.Valid, .. done.Invalid]);
    }

    private void OnUnverified(IReadOnlyList<BlobSidecar> blobs)
    {
        // An answer to a step that was given up is of no step.
        var isOfStep = blobs.Count(_givers.Remove) > 0;
        if (isOfStep && _walk is not null && _verifying > 0)
        {
            _verifying--;
            SettleWhenDone();
        }
    }

    private void SettleWhenDone()
    {
        if (_verifying == 0 && !_isAsking)
        {
            Settle();
        }
    }

    /// <summary>Notes what is complete now, and goes on where the whole step is.</summary>
    private void Settle()
    {
        // What it stands for is on disk before it is told.
        Write();
        var isKept = _shelf.Guarded(_store.Flush) && !_isLost;
        var reached = isKept && _walk!.Found.CompleteFrom(_shelf.Stored) is { } from ? Clipped(from) : _startedFrom;
        var hasGained = reached < _startedFrom;
        if (hasGained)
        {
            _complete.Fetched(reached);
            KeepCompleteFrom();
            _log.Debug("blobs are complete from slot {0} on", _complete.From);
        }

        _stalled = !hasGained && _walk!.Found.Blocks.Count > 0 ? (_walk, _startedFrom, Floor) : null;
        EndStep();
        Tell();
        if (hasGained)
        {
            BeginStep();
        }
    }
}
