using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Ping;

/// <summary>Sends each ping back, one after another, until the other side ends the stream.</summary>
internal sealed class PingListener : ISessionMachine
{
    /// <inheritdoc />
    public DateTimeOffset? WakeUp => null;

    /// <inheritdoc />
    public void Advance(ISessionStream stream, DateTimeOffset now)
    {
        Span<byte> payload = stackalloc byte[PingProtocol.Length];
        while (stream.Input.Length >= PingProtocol.Length && stream.Room >= PingProtocol.Length)
        {
            stream.Input[..PingProtocol.Length].CopyTo(payload);
            stream.Consume(PingProtocol.Length);
            stream.Write(payload);
        }

        if (stream.IsInputEnded && stream.Input.Length < PingProtocol.Length)
        {
            stream.Consume(stream.Input.Length);
            stream.EndOutput();
        }
    }

    /// <inheritdoc />
    public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now)
    {
    }
}
