using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Wire;

/// <summary>The part of a host that peers ask: one protocol of the req/resp domain. Own questions are <see cref="RequestDial"/>.</summary>
public sealed class RequestProtocol(
    ReqRespProtocol protocol, ChainSpec spec, IWireOwner owner, WireLimits limits, ReqRespTimeouts timeouts) : ISessionProtocol
{
    /// <inheritdoc/>
    public string Id => protocol.Id;

    /// <inheritdoc/>
    public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now) =>
        throw new InvalidOperationException("a question is dialled with what it asks");

    /// <inheritdoc/>
    public ISessionMachine Listen(ISessionStream stream, DateTimeOffset now) =>
        new RequestListener(protocol, spec, owner, limits, timeouts, stream, now);
}
