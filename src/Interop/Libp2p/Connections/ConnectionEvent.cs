using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identify;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>What a connection tells its host.</summary>
public abstract record ConnectionEvent
{
    private ConnectionEvent()
    {
    }

    /// <summary>The peer is known, and proved to be it; nothing is agreed on yet.</summary>
    public sealed record Secured(PeerId Peer) : ConnectionEvent;

    /// <summary>Streams can be opened.</summary>
    public sealed record Opened(PeerId Peer, string Muxer) : ConnectionEvent;

    /// <summary>The peer said, or says anew, what it is and speaks.</summary>
    public sealed record Identified(IdentifyInfo Info) : ConnectionEvent;

    /// <summary>The peer did not say what it is, for the reason given.</summary>
    public sealed record NotIdentified(StreamEnd End) : ConnectionEvent;

    /// <summary>A ping was answered.</summary>
    public sealed record Ponged(TimeSpan RoundTrip) : ConnectionEvent;

    /// <summary>A ping was not answered, for the reason given.</summary>
    public sealed record NotPonged(StreamEnd End) : ConnectionEvent;

    /// <summary>A stream that was asked for could not be agreed on; no session was made.</summary>
    public sealed record StreamFailed(long Stream, StreamEnd End) : ConnectionEvent;

    /// <summary>A session or machine threw, which is a bug; the connection ends by it.</summary>
    public sealed record Faulted(Exception Exception) : ConnectionEvent;

    /// <summary>The connection is over; nothing follows.</summary>
    public sealed record Closed(ConnectionClose Close) : ConnectionEvent;
}
