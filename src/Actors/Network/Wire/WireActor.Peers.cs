using Akka.Actor;
using Consensoor.Actors.Network.Requests;
using Consensoor.Interop.Identity;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Wire;

/// <content>Which peers are worth keeping, and what is remembered of each.</content>
internal sealed partial class WireActor
{
    private readonly PeerHistory _history = new();

    private void ReceivePeers()
    {
        Receive<GetPeerWhy>(OnWhy);
        Receive<PeerMetaDataReceived>(received =>
        {
            if (_peers.TryGetValue(received.Peer, out var link))
            {
                link.Serves = PeerServices.Of(_settings.Spec, link.Peer, received.MetaData);
            }
        });
    }

    /// <summary>Leaves the peers above the target that are missed least.</summary>
    private void PrunePeers()
    {
        var named = _settings.Peers.Select(static address => address.Peer!.ToString()).ToHashSet(StringComparer.Ordinal);
        var values = _peers.Values.Where(static link => !link.IsLeft)
            .Select(link => new PeerValue(link.Name, _router.ScoreOf(link.Name), named.Contains(link.Name), link.Serves)).ToArray();
        foreach (var peer in PeerPruner.Choose(values, _settings.TargetPeers))
        {
            Leave(_peers[peer], GoodbyeReason.TooManyPeers, "more peers than the target, and it is missed least", isBanned: false);
        }
    }

    private void OnWhy(GetPeerWhy why)
    {
        var report = _router.Explain(why.Peer);
        IEnumerable<KeyValuePair<string, double>> parts = (report?.Parts ?? []).Select(
            static part => KeyValuePair.Create(part.Topic is { } topic ? $"{part.Part} {topic}" : $"{part.Part}", part.Value));
        var notes = (report?.Notes ?? []).Select(note => new PeerNote(
            _start + note.At,
            $"{note.Part}",
            note.Topic is { } topic ? $"{note.Reason} in {topic}" : note.Reason,
            note.Amount,
            note.Count));
        Sender.Tell(new PeerWhy(
            why.Peer, report?.Score, [.. parts], [.. _history.Of(why.Peer).Concat(notes).OrderBy(static note => note.At)]));
    }

    private void Note(string peer, string what, string reason) =>
        _history.Add(peer, what, reason, 0, Context.System.Scheduler.Now);
}
