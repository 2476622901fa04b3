using System.Collections.Concurrent;
using System.Security.Cryptography;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identify;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Tcp;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>
/// A peer that connects as others do, and then says on streams whatever it is told to: any bytes, of any length, on any protocol. It takes
/// the gossip that it is sent and answers nothing.
/// </summary>
internal sealed class HostilePeer : IIdentifySource, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Secp256k1Identity _identity;
    private readonly Libp2pHost _host;
    private readonly TaskCompletionSource<long> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<ConnectionEvent.Closed> _closed = new();

    public HostilePeer()
    {
        var key = NodeKey.Create();
        _identity = new Secp256k1Identity(key);
        var protocols = new ConnectionProtocols
        {
            Security = [new NoiseProtocol(_identity, Fill)],
            Muxers = [new YamuxProtocol()],
            Sessions = [new Script("/meshsub/1.2.0", [])],
            Identify = this,
        };
        _host = new Libp2pHost(
            new HostSettings { Limits = ConnectionLimits.Devnet },
            key.PeerId,
            protocols,
            new TcpTransport(TimeProvider.System),
            TimeProvider.System,
            Fill,
            Tell);
    }

    public string Id => _identity.PeerId.ToString();

    /// <summary>How its connection ended; null while it lives.</summary>
    public ConnectionEvent.Closed? Closed => _closed.TryPeek(out var closed) ? closed : null;

    public async Task Connect(string address)
    {
        var at = Multiaddr.Parse(address, out _)!;
        Assert.True(_host.Learn(at.Peer!, [at], PeerStanding.Discovered));
        await _opened.Task.WaitAsync(Patience);
    }

    /// <summary>Opens a stream and says pieces on it, one after another as they are taken; then ends its half, or leaves it open.</summary>
    public async Task Say(string protocol, IEnumerable<byte[]> pieces, bool ends = true)
    {
        var connection = await _opened.Task;
        _host.Do(connection, (open, now) => open.Open([new Script(protocol, pieces, ends)], now));
    }

    public IdentifyInfo Describe(Multiaddr observed, IReadOnlyList<string> protocols) => new()
    {
        AgentVersion = "hostile",
        ProtocolVersion = "eth2/1.0.0",
        PublicKey = _identity.PublicKey,
        ObservedAddress = observed,
        Protocols = protocols,
    };

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static void Fill(Memory<byte> memory) => RandomNumberGenerator.Fill(memory.Span);

    private void Tell(HostEvent happened)
    {
        if (happened.What is ConnectionEvent.Opened)
        {
            _opened.TrySetResult(happened.Connection);
        }
        else if (happened.What is ConnectionEvent.Closed closed)
        {
            _closed.Enqueue(closed);
        }
    }

    private sealed class Script(string id, IEnumerable<byte[]> pieces, bool ends = false) : ISessionProtocol
    {
        public string Id => id;

        public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now) => new Machine(pieces.GetEnumerator(), ends);

        public ISessionMachine Listen(ISessionStream stream, DateTimeOffset now) =>
            new Machine(Enumerable.Empty<byte[]>().GetEnumerator(), false);
    }

    private sealed class Machine(IEnumerator<byte[]> pieces, bool ends) : ISessionMachine
    {
        private ReadOnlyMemory<byte> _rest;

        public DateTimeOffset? WakeUp => null;

        public void Advance(ISessionStream stream, DateTimeOffset now)
        {
            stream.Consume(stream.Input.Length);
            while (!stream.IsOutputEnded)
            {
                if (_rest.IsEmpty && !pieces.MoveNext())
                {
                    if (ends)
                    {
                        stream.EndOutput();
                    }

                    return;
                }

                _rest = _rest.IsEmpty ? pieces.Current : _rest;
                var taken = stream.Write(_rest.Span);
                _rest = _rest[taken..];
                if (taken == 0)
                {
                    return;
                }
            }
        }

        public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now) => pieces.Dispose();
    }
}
