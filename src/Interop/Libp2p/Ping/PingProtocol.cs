using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Ping;

/// <summary>Measures the round trip with 32 random bytes that the other side sends back (`libp2p/specs ping`).</summary>
internal sealed class PingProtocol(Connection connection, Action<Memory<byte>> random, TimeSpan timeout) : ISessionProtocol
{
    /// <summary>The protocol's name.</summary>
    public const string Name = "/ipfs/ping/1.0.0";

    /// <summary>Bytes of a ping.</summary>
    public const int Length = 32;

    /// <inheritdoc />
    public string Id => Name;

    /// <inheritdoc />
    public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now)
    {
        var payload = new byte[Length];
        random(payload);
        return new PingDialer(connection, payload, timeout, now);
    }

    /// <inheritdoc />
    public ISessionMachine? Listen(ISessionStream stream, DateTimeOffset now) => new PingListener();
}
