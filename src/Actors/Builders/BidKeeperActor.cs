using Akka.Actor;
using Akka.Event;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Builders;

/// <summary>
/// Keeps the bids of a node's builders with their payloads on disk, so that a restart does not lose what blocks may take: a bid is there
/// before it leaves, and is dropped once its slot is over. Each question is answered once, also where the disk fails.
/// </summary>
internal sealed class BidKeeperActor : ReceiveActor
{
    // A slot has few bids; what a long stop left is dropped over some slots.
    private const int MostDropped = 64;

    private readonly ChainSpec _spec;
    private readonly ISidecarStore _store;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>Keeps bids in a store that no other actor uses.</summary>
    public BidKeeperActor(ChainSpec spec, ISidecarStore store)
    {
        (_spec, _store) = (spec, store);
        Receive<KeepBid>(keep => Sender.Tell(new BidKept(keep.RequestId, ProblemOf(() => Keep(keep.Made)))));
        Receive<GetKeptBids>(get => Sender.Tell(KeptFrom(get.From)));
        Receive<ForgetBids>(forget =>
        {
            if (ProblemOf(() => _store.Prune(forget.Before, MostDropped)) is { } problem)
            {
                _log.Warning("bids that are over take room on the disk: {0}", problem);
            }
        });
    }

    /// <summary>Describes the actor; a restart keeps the store.</summary>
    public static Props Props(ChainSpec spec, ISidecarStore store) => Akka.Actor.Props.Create(() => new BidKeeperActor(spec, store));

    private void Keep(MadeBid made)
    {
        if (made.Cells.Count > BidParts.MaxBlobs)
        {
            throw new ChainStoreException($"a bid with {made.Cells.Count} blobs cannot be kept; {BidParts.MaxBlobs} can");
        }

        _store.Put(BidParts.KeyOf(made.Bid, _spec), BidParts.Of(made, _spec));
        _store.Flush();
    }

    private KeptBids KeptFrom(Slot slot)
    {
        List<MadeBid> bids = [];
        IReadOnlyList<Root> roots = [];
        var problem = ProblemOf(() => roots = _store.From(slot));
        foreach (var root in roots)
        {
            // One that cannot be read hides none of the others.
            MadeBid? made = null;
            var unreadable = ProblemOf(() => made = BidParts.From(_store.Get(root, _store.IndicesOf(root)), _spec));
            if (made is not null)
            {
                bids.Add(made);
            }
            else
            {
                problem ??= unreadable ?? $"what is on disk of the bid {root} is not whole";
            }
        }

        return new KeptBids(bids, problem);
    }

    private static string? ProblemOf(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (ChainStoreException e)
        {
            return e.Message;
        }
    }
}
