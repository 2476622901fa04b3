using System.Collections.Concurrent;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Tests.Libp2p.Hosting;

/// <summary>A transport with a bug: it throws where it is to make a link, or makes one that throws.</summary>
internal sealed class BrokenTransport(bool makesLinks) : ITransportProtocol
{
    private readonly ConcurrentQueue<BrokenLink> _links = [];

    public IReadOnlyCollection<BrokenLink> Links => _links;

    public string Id => "/broken";

    public bool CanDial(Multiaddr address) => true;

    public bool CanListen(Multiaddr address) => false;

    public Task<DialResult> DialAsync(Multiaddr address, CancellationToken token)
    {
        if (!makesLinks)
        {
            throw new InvalidOperationException("a bug");
        }

        var link = new BrokenLink();
        _links.Enqueue(link);
        return Task.FromResult(new DialResult(link, null));
    }

    public ILinkListener Listen(Multiaddr address, LinkGate gate) => throw new LinkException("nobody listens here");
}
