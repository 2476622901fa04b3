namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>A protocol that is spoken on a stream. Either side's part is a machine of its own, one a stream.</summary>
public interface ISessionProtocol : IProtocol
{
    /// <summary>Makes the part of the side that opened the stream.</summary>
    ISessionMachine Dial(ISessionStream stream, DateTimeOffset now);

    /// <summary>
    /// Makes the part of the side on which it was opened; null where no more streams of the protocol are taken, which resets it.
    /// </summary>
    ISessionMachine? Listen(ISessionStream stream, DateTimeOffset now);
}
