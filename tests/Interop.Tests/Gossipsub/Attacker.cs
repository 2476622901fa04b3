using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>
/// Somebody who subscribes and grafts as a node does, and then does what a test says: each turn to each peer, and to what it hears.
/// </summary>
internal sealed class Attacker : IActor
{
    private readonly SimulatedNetwork _network;
    private readonly string[] _topics;
    private readonly List<string> _peers = [];

    internal Attacker(string id, SimulatedNetwork network, params string[] topics)
    {
        (Id, _network, _topics) = (id, network, topics);
        network.AddActor(this);
    }

    public string Id { get; }

    /// <summary>What it sends to a peer each turn; null for nothing.</summary>
    internal Func<string, RpcBytes?> Turn { get; set; } = static _ => null;

    /// <summary>What it answers to an RPC; null for nothing.</summary>
    internal Func<string, IReadOnlyList<Told>, RpcBytes?> Answer { get; set; } = static (_, _) => null;

    internal IReadOnlyList<string> Victims => _peers;

    /// <summary>Everything it heard, counted by kind.</summary>
    internal Dictionary<string, int> Heard { get; } = [];

    public void Connected(string peer, bool isOutbound)
    {
        _peers.Add(peer);
        var hello = new RpcBytes();
        foreach (var topic in _topics)
        {
            hello.Subscribe(topic).Graft(topic);
        }

        Send(peer, hello);
    }

    public void Disconnected(string peer) => _peers.Remove(peer);

    public void Receive(string peer, ReadOnlyMemory<byte> rpc)
    {
        var told = Told.Read(rpc).ToList();
        foreach (var entry in told)
        {
            Heard[entry.Kind] = Heard.GetValueOrDefault(entry.Kind) + 1;
        }

        if (Answer(peer, told) is { } answer)
        {
            Send(peer, answer);
        }
    }

    /// <summary>Takes turns from now on.</summary>
    internal void Start(TimeSpan every) => _network.At(_network.Now + every, () =>
    {
        foreach (var peer in _peers.ToArray())
        {
            if (Turn(peer) is { } rpc)
            {
                Send(peer, rpc);
            }
        }

        Start(every);
    });

    private void Send(string peer, RpcBytes rpc) => _network.Send(Id, peer, RpcFrames.Framed(rpc.ToArray()), FramePriority.Control);
}
