using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Api;

/// <summary>
/// One block or envelope of a caller of the Beacon API on its way: sent and then seen imported, or where the caller wants that, imported
/// before it is sent. What others have sent before counts as sent. Answers once, at the latest when its time is over, and stops.
/// </summary>
internal sealed class Publication : ReceiveActor, IWithTimers
{
    /// <summary>The most that are under way at once; what is more is refused.</summary>
    public const int Most = 16;

    private readonly ChainSpec _spec;
    private readonly PublisherRefs _refs;
    private readonly PublishAndImport _ask;
    private readonly IActorRef _asker;
    private readonly TimeSpan _patience;
    private bool _isImported;
    private bool _isSent;
    private string? _refusal;
    private string _problem = "the verdict of gossip did not come in time";

    /// <summary>Builds the actor for what is asked by somebody, who is answered.</summary>
    public Publication(ChainSpec spec, PublisherRefs refs, PublishAndImport ask, IActorRef asker, TimeSpan patience)
    {
        (_spec, _refs, _ask, _asker, _patience) = (spec, refs, ask, asker, patience);
        Receive<Published>(OnPublished);
        Receive<ImportOutcome>(OnOutcome);
        Receive<BlockImported>(imported => OnImported(imported.Root, _ask.Block is not null));
        Receive<PayloadImported>(imported => OnImported(imported.Envelope.Message.BeaconBlockRoot, _ask.Envelope is not null));
        Receive<BlockRefused>(refused => OnRefused(refused.Root, _ask.Block is not null, refused.Refusal.ToString()));
        Receive<PayloadRefused>(refused => OnRefused(refused.BlockRoot, _ask.Envelope is not null, refused.Refusal.ToString()));
        Receive<ChainViewChanged>(changed => OnView(changed.View));
        Receive<TimeOver>(_ => End(_isSent ? PublicationEnd.Broadcast : PublicationEnd.Unavailable, _problem));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private object Main => (object?)_ask.Block ?? _ask.Envelope!;

    private bool IsImportedFirst => _ask.Validation != BroadcastValidation.Gossip;

    /// <summary>Describes the actor.</summary>
    public static Props Props(ChainSpec spec, PublisherRefs refs, PublishAndImport ask, IActorRef asker, TimeSpan patience) =>
        Akka.Actor.Props.Create(() => new Publication(spec, refs, ask, asker, patience));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartSingleTimer(TimeOver.Instance, TimeOver.Instance, _patience);
        if (IsImportedFirst)
        {
            _problem = "it was not imported in time";
            Import();
            return;
        }

        foreach (var heard in (Type[])[typeof(BlockImported), typeof(PayloadImported), typeof(BlockRefused), typeof(PayloadRefused)])
        {
            Context.System.EventStream.Subscribe(Self, heard);
        }

        if (_ask.Envelope is not null)
        {
            // Whoever hears of the envelope looks for its columns.
            Send();
        }

        _refs.Network.Tell(new Publish(Main), Self);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Import()
    {
        var source = Source.Own.Instance;
        _refs.Chain.Tell(
            _ask.Block is { } block
                ? new ImportBlock(block, _spec.ForkAtSlot(_ask.Slot), source)
                : new ImportEnvelope(_ask.Envelope!, source),
            Self);
        if (_ask.Blobs.Count > 0)
        {
            _refs.Chain.Tell(new ImportBlobs(_ask.Root, _ask.Blobs, AreVerified: false, source), ActorRefs.NoSender);
        }

        if (_ask.Columns.Count > 0)
        {
            _refs.Chain.Tell(new ImportDataColumns(_ask.Root, _ask.Columns, AreVerified: false, source), ActorRefs.NoSender);
        }
    }

    private void Send()
    {
        foreach (var column in _ask.Columns)
        {
            _refs.Network.Tell(new Publish(column, Custody.ComputeSubnetForDataColumnSidecar(_spec.Config, column.Index)), Self);
        }

        foreach (var blob in _ask.Blobs)
        {
            var subnet = BlobSidecars.ComputeSubnetForBlobSidecar(_spec.Config, _spec.ForkAtSlot(_ask.Slot), blob.Index);
            _refs.Network.Tell(new Publish(blob, subnet), Self);
        }
    }

    private void OnPublished(Published published)
    {
        if (!ReferenceEquals(published.Message, Main))
        {
            if (published.Decision == GossipDecision.Reject)
            {
                _problem = $"a sidecar was not sent: {published.Reason}";
            }

            return;
        }

        if (!published.IsOut)
        {
            var end = published.IsJudged ? PublicationEnd.NotBroadcast : PublicationEnd.Unavailable;
            End(end, $"{published.Reason} ({published.Decision})");
            return;
        }

        _isSent = true;
        if (_ask is { BuilderUrl: { } url, Block: { } given })
        {
            // It shows the payload, which has to be out before the votes on it are due: an import may take longer.
            _refs.Builders.Tell(new GiveToBuilder(url, given), ActorRefs.NoSender);
        }

        if (_refusal is not null)
        {
            End(PublicationEnd.Broadcast, _refusal);
            return;
        }

        _problem = "it was sent, and is not imported yet";
        if (_ask.Block is not null)
        {
            Send();
        }

        if (_isImported)
        {
            End(PublicationEnd.Integrated, null);
        }
        else if (published.Decision != GossipDecision.Accept)
        {
            // Its import may be over, of which nothing more is heard.
            _refs.Chain.Tell(GetChainView.Instance, Self);
        }
    }

    private void OnView(ChainView view)
    {
        if (view.Blocks.TryGetValue(_ask.Root, out var known) && (_ask.Block is not null || known.HasEnvelope))
        {
            OnImported(_ask.Root, isOfKind: true);
        }
    }

    private void OnOutcome(ImportOutcome outcome)
    {
        switch (outcome.Verdict)
        {
            case ImportVerdict.Imported or ImportVerdict.AlreadyKnown when !_isImported:
                _isImported = true;
                _problem = "the verdict of gossip did not come in time";
                if (_ask.Envelope is not null)
                {
                    Send();
                }

                _refs.Network.Tell(new Publish(Main), Self);
                break;
            case ImportVerdict.Refused:
                End(PublicationEnd.NotBroadcast, $"{outcome.Refusal}");
                break;
            case ImportVerdict.Dropped:
                End(PublicationEnd.Unavailable, "the node has no room for it now");
                break;
            case ImportVerdict.Waiting:
                _problem = "it waits for its parent, its slot or its data";
                break;
            default:
                break;
        }
    }

    private void OnImported(Root root, bool isOfKind)
    {
        if (isOfKind && root == _ask.Root)
        {
            _isImported = true;
            if (_isSent)
            {
                End(PublicationEnd.Integrated, null);
            }
        }
    }

    private void OnRefused(Root root, bool isOfKind, string refusal)
    {
        if (!isOfKind || root != _ask.Root)
        {
            return;
        }

        // The verdict of gossip, on which it depends whether it is sent, may be on its way.
        _refusal = refusal;
        if (_isSent)
        {
            End(PublicationEnd.Broadcast, refusal);
        }
    }

    private void End(PublicationEnd end, string? reason)
    {
        _asker.Tell(new PublicationEnded(_ask.Root, end, reason));
        Context.Stop(Self);
    }

    private sealed class TimeOver
    {
        public static TimeOver Instance { get; } = new();
    }
}
