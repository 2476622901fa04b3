using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Messages;

namespace Consensoor.Actors.Network.Wire;

/// <content>Discovery: the peers it finds, and how those there are cover the node's subnets.</content>
internal sealed partial class WireActor
{
    private void OnFound(PeerFound found)
    {
        if (!PeerId.TryParse(found.PeerId, out var peer) || _peers.ContainsKey(found.PeerId))
        {
            return;
        }

        var addresses = new List<Multiaddr>();
        foreach (var text in found.Addresses)
        {
            if (Multiaddr.TryParse(text, out var address))
            {
                addresses.Add(address);
            }
        }

        _endpoint.Learn(peer, addresses, found.IsNeeded ? PeerStanding.Needed : PeerStanding.Discovered);
    }

    private void PublishCoverage(Slot slot)
    {
        var subnets = _topics.Covered(slot / _settings.Spec.Preset.SlotsPerEpoch, _interests)
            .Select(topic => new SubnetCoverage(topic.Kind, topic.Subnet, _router.SubscribersOf(topic.Name).Count));
        var dialled = _peers.Values.Where(static link => link is { IsInbound: false, TcpAddress: not null })
            .Select(static link => (link.Name, link.TcpAddress!.ToString()));
        Context.System.EventStream.Publish(new PeerCoverage(_peers.Count, _settings.TargetPeers, [.. subnets], [.. dialled]));
    }
}
