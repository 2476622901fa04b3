using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Identify;

/// <summary>Tells the other side anew what this one is, and hears the same (`libp2p/specs identify`, identify/push).</summary>
internal sealed class IdentifyPushProtocol(Connection connection, TimeSpan timeout) : ISessionProtocol
{
    /// <summary>The protocol's name.</summary>
    public const string Name = "/ipfs/id/push/1.0.0";

    /// <inheritdoc />
    public string Id => Name;

    /// <inheritdoc />
    public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now) => new IdentifyWriter(connection.OwnInfo(), timeout, now);

    /// <inheritdoc />
    public ISessionMachine? Listen(ISessionStream stream, DateTimeOffset now) =>
        new IdentifyReader(connection, isAsked: false, timeout, now);
}
