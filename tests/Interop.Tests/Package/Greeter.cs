using System.Security.Cryptography;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identify;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Tcp;

namespace Example;

/// <summary>A libp2p host that says its name, and hears that of whom it dials.</summary>
public sealed class Greeter : IIdentifySource, IAsyncDisposable
{
    private readonly Secp256k1Identity _identity = new(NodeKey.Create());
    private readonly TaskCompletionSource<string> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _name;
    private readonly Libp2pHost _host;
    private readonly Multiaddr _at;

    public Greeter(string name)
    {
        _name = name;
        var protocols = new ConnectionProtocols
        {
            Security = [new NoiseProtocol(_identity, Random)],
            Muxers = [new YamuxProtocol(), new MplexProtocol()],
            Identify = this,
        };
        _host = new Libp2pHost(
            new HostSettings(), _identity.PeerId, protocols, new TcpTransport(TimeProvider.System), TimeProvider.System, Random, Tell);
        _at = _host.Listen(Multiaddr.Parse("/ip4/127.0.0.1/tcp/0", out _)!);
    }

    /// <summary>Dials another, over TCP and Noise, and gives the name that it says.</summary>
    public Task<string> Ask(Greeter other)
    {
        _host.Learn(other._identity.PeerId, [other._at], PeerStanding.Static);
        return _heard.Task;
    }

    public IdentifyInfo Describe(Multiaddr observed, IReadOnlyList<string> protocols) =>
        new() { AgentVersion = _name, PublicKey = _identity.PublicKey, Protocols = protocols };

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    // Told from any thread; waits for nothing.
    private void Tell(HostEvent happened)
    {
        if (happened.What is ConnectionEvent.Identified { Info: var info })
        {
            _heard.TrySetResult(info.AgentVersion);
        }
    }

    private static void Random(Memory<byte> memory) => RandomNumberGenerator.Fill(memory.Span);
}
