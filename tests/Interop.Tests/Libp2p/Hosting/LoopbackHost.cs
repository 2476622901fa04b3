using System.Security.Cryptography;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Tcp;
using Consensoor.Interop.Tests.Libp2p.Connections;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Hosting;

/// <summary>A host that listens on the loopback, and remembers what it was told.</summary>
internal sealed class LoopbackHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<HostEvent> _events = [];
    private TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LoopbackHost(
        IPeerIdentity identity,
        string agent = "consensoor",
        bool isYamux = true,
        HostSettings? settings = null,
        ITransportProtocol? transport = null,
        string listens = "/ip4/127.0.0.1/tcp/0")
    {
        What = new TestHost(identity, agent, isYamux);
        Host = new Libp2pHost(
            settings ?? new HostSettings { Limits = ConnectionLimits.Devnet },
            identity.PeerId,
            What.Protocols,
            transport ?? new TcpTransport(TimeProvider.System),
            TimeProvider.System,
            static memory => RandomNumberGenerator.Fill(memory.Span),
            Tell);
        Address = Host.Listen(Multiaddr.Parse(listens, out _)!);
    }

    public TestHost What { get; }

    public Libp2pHost Host { get; }

    /// <summary>Where it listens, without its peer id.</summary>
    public Multiaddr Address { get; }

    public string FullAddress => $"{Address}/p2p/{What.Identity.PeerId}";

    public IReadOnlyList<HostEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public void Dial(string fullAddress)
    {
        var address = Multiaddr.Parse(fullAddress, out var problem);
        Assert.Null(problem);
        Assert.True(Host.Learn(address!.Peer!, [address], PeerStanding.Static));
    }

    /// <summary>Waits until an event of a kind has come that fits; fails in time.</summary>
    public async Task<HostEvent> WaitAsync<T>(Func<HostEvent, bool>? fits = null)
        where T : ConnectionEvent
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task told;
            lock (_gate)
            {
                told = _told.Task;
                if (_events.Find(happened => happened.What is T && fits?.Invoke(happened) != false) is { } found)
                {
                    return found;
                }
            }

            try
            {
                await told.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"no {typeof(T).Name} came, but: {string.Join("; ", Events.Select(static happened => happened.What))}");
            }
        }
    }

    /// <summary>Sends an echo and gives what came back, and how the stream ended.</summary>
    public async Task<(byte[] Back, StreamEnd End)> EchoAsync(long connection, byte[] data)
    {
        var echo = new EchoProtocol { Data = data };
        long? stream = null;
        Assert.True(Host.Do(connection, (machine, now) => stream = machine.Open([echo], now)));
        Assert.NotNull(stream);
        await Task.WhenAny(echo.Dialled[0].Ended, Task.Delay(Patience));
        var back = echo.Dialled[0];
        Assert.True(back.Ended.IsCompleted, $"{back.Back.Count} of {data.Length} bytes came back");
        var end = await back.Ended;
        var over = Events.FirstOrDefault(happened => happened.Connection == connection && happened.What is ConnectionEvent.Closed);
        Assert.True(over is null, $"the connection is over: {over?.What}");
        return ([.. echo.Dialled[0].Back], end);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private void Tell(HostEvent happened)
    {
        TaskCompletionSource told;
        lock (_gate)
        {
            _events.Add(happened);
            told = _told;
            _told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        told.SetResult();
    }
}
