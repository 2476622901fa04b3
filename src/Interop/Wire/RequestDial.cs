using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Wire;

/// <summary>
/// One own question, to be dialled once: its SSZ bytes, the most chunks its answer may have, and the fork of a chunk's context.
/// </summary>
public sealed class RequestDial(
    ReqRespProtocol protocol,
    ChainSpec spec,
    Func<ForkDigest, ForkName?> forkOf,
    ulong mostChunks,
    ReadOnlyMemory<byte> ssz,
    IWireOwner owner,
    WireLimits limits,
    ReqRespTimeouts timeouts) : ISessionProtocol
{
    /// <inheritdoc/>
    public string Id => protocol.Id;

    /// <summary>The session, once it is dialled.</summary>
    public RequestDialer? Dialer { get; private set; }

    /// <inheritdoc/>
    public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now) => Dialer = new RequestDialer(
        protocol, new ResponseDecoder(protocol, spec, forkOf, mostChunks), ssz, owner, limits, timeouts, stream, now);

    /// <inheritdoc/>
    public ISessionMachine? Listen(ISessionStream stream, DateTimeOffset now) => null;
}
