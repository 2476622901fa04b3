using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Hosting;

/// <summary>Several transports as one: each address goes to the first of them whose kind it is.</summary>
public sealed class TransportChoice(params IReadOnlyList<ITransportProtocol> transports) : ITransportProtocol
{
    /// <inheritdoc />
    public string Id => string.Concat(transports.Select(static transport => transport.Id));

    /// <inheritdoc />
    public bool CanDial(Multiaddr address) => transports.Any(transport => transport.CanDial(address));

    /// <inheritdoc />
    public bool CanListen(Multiaddr address) => transports.Any(transport => transport.CanListen(address));

    /// <inheritdoc />
    public Task<DialResult> DialAsync(Multiaddr address, CancellationToken token) =>
        transports.FirstOrDefault(transport => transport.CanDial(address)) is { } one
            ? one.DialAsync(address, token)
            : Task.FromResult(new DialResult(null, $"{address} is of no transport that is spoken here"));

    /// <inheritdoc />
    public ILinkListener Listen(Multiaddr address, LinkGate gate) =>
        transports.FirstOrDefault(transport => transport.CanListen(address)) is { } one
            ? one.Listen(address, gate)
            : throw new LinkException($"{address} is of no transport that is spoken here");
}
