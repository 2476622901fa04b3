using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Tests.Libp2p.Connections;

/// <summary>Sends all back that comes. The side that dials sends what it is given and keeps what comes back.</summary>
internal sealed class EchoProtocol(string id = "/echo/1.0.0") : ISessionProtocol
{
    public string Id => id;

    public List<EchoMachine> Dialled { get; } = [];

    public List<EchoMachine> Listened { get; } = [];

    /// <summary>What each stream that is dialled sends.</summary>
    public byte[] Data { get; set; } = [];

    /// <summary>Whether streams that are listened on leave what comes where it is.</summary>
    public bool IsSlow { get; init; }

    public int MaxListened { get; init; } = int.MaxValue;

    public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now)
    {
        Dialled.Add(new EchoMachine(Data));
        return Dialled[^1];
    }

    public ISessionMachine? Listen(ISessionStream stream, DateTimeOffset now)
    {
        if (Listened.Count >= MaxListened)
        {
            return null;
        }

        Listened.Add(new EchoMachine(null) { IsSlow = IsSlow });
        return Listened[^1];
    }
}
