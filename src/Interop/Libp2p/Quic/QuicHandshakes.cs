using System.Net;
using System.Net.Quic;
using System.Runtime.Versioning;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>
/// The handshakes of others that are under way, each with what it is to prove; bounded by the listener's backlog. May be used from any
/// thread.
/// </summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
[SupportedOSPlatform("windows")]
internal sealed class QuicHandshakes(LinkGate gate)
{
    private readonly Lock _guard = new();
    private readonly Dictionary<QuicConnection, (IPAddress Group, PeerProof Proof)> _underWay = [];

    /// <summary>Begins the handshake of a connection; false where its address may not.</summary>
    public bool TryBegin(QuicConnection connection, PeerProof proof)
    {
        Sweep();
        var remote = connection.RemoteEndPoint.Address;
        var group = ConnectionManager.Group(remote);
        lock (_guard)
        {
            return gate.MayShake(remote, _underWay.Values.Count(other => other.Group.Equals(group)))
                && _underWay.TryAdd(connection, (group, proof));
        }
    }

    /// <summary>Ends the handshake of a connection that is made, and gives what it proved; null where none was begun.</summary>
    public PeerProof? End(QuicConnection connection)
    {
        lock (_guard)
        {
            return _underWay.Remove(connection, out var ended) ? ended.Proof : null;
        }
    }

    /// <summary>Ends those that failed. A refused certificate is counted as an attempt: its sender has proved its address.</summary>
    public void Sweep()
    {
        lock (_guard)
        {
            foreach (var (connection, (group, proof)) in _underWay.Where(static one => IsOver(one.Key)).ToArray())
            {
                _underWay.Remove(connection);
                if (proof.IsRefused)
                {
                    gate.Refused(group);
                }
            }
        }
    }

    // The listener tells of a failure without the connection, which it has disposed of before.
    private static bool IsOver(QuicConnection connection)
    {
        try
        {
            _ = connection.RemoteCertificate;
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
