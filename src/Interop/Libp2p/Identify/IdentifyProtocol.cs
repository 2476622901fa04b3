using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Identify;

/// <summary>Asks the other side what it is, and answers the same (`libp2p/specs identify`).</summary>
internal sealed class IdentifyProtocol(Connection connection, TimeSpan timeout) : ISessionProtocol
{
    /// <summary>The protocol's name.</summary>
    public const string Name = "/ipfs/id/1.0.0";

    /// <inheritdoc />
    public string Id => Name;

    /// <inheritdoc />
    public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now) =>
        new IdentifyReader(connection, isAsked: true, timeout, now);

    /// <inheritdoc />
    public ISessionMachine? Listen(ISessionStream stream, DateTimeOffset now) => new IdentifyWriter(connection.OwnInfo(), timeout, now);
}
