using System.Runtime.Versioning;
using System.Security.Cryptography;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Tests.Libp2p;
using Consensoor.Interop.Tests.Libp2p.Hosting;
using Consensoor.Interop.Tests.Libp2p.Quic;
using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>Against js-libp2p 3 over QUIC on the loopback: either side dials, and either side sends.</summary>
[Trait("Category", "Peers")]
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
[SupportedOSPlatform("windows")]
public class JsQuicTests
{
    private const int Messages = 1000;

    // A thousand streams one after the other come faster than a peer may open them elsewhere.
    private static readonly HostSettings Settings = new()
    {
        Limits = ConnectionLimits.Devnet,
        Connection = new ConnectionSettings { Muxer = new MuxerSettings { OpenBurst = 2 * Messages } },
    };

    public static TheoryData<string, string> Keys => new()
    {
        { "secp256k1", "secp256k1" },
        { "Ed25519", "secp256k1" },
        { "secp256k1", "Ed25519" },
    };

    [QuicPeersTheory("quic")]
    [MemberData(nameof(Keys))]
    public async Task We_dial_it(string itsKey, string ourKey)
    {
        using var it = await JsHost.StartAsync("quic", itsKey, "quic");
        await using var host = QuicHosts.Host(Identity(ourKey), "consensoor/test", Settings);
        host.Dial(it.Address);
        var opened = await host.WaitAsync<ConnectionEvent.Opened>();
        Assert.Equal(it.Peer, opened.Peer!.ToString());
        Assert.Equal("/quic-v1", ((ConnectionEvent.Opened)opened.What).Muxer);
        await Talk(host, it, opened.Connection);
    }

    [QuicPeersTheory("quic")]
    [MemberData(nameof(Keys))]
    public async Task It_dials_us(string itsKey, string ourKey)
    {
        using var it = await JsHost.StartAsync("quic", itsKey, "quic");
        await using var host = QuicHosts.Host(Identity(ourKey), "consensoor/test", Settings);
        var answer = await it.DoAsync(new { @do = "dial", address = host.FullAddress });
        Assert.Equal(host.What.Identity.PeerId.ToString(), (string?)answer["peer"]);
        var opened = await host.WaitAsync<ConnectionEvent.Opened>();
        Assert.True(opened.IsInbound);
        Assert.Equal(it.Peer, opened.Peer!.ToString());
        await Talk(host, it, opened.Connection);
    }

    private static async Task Talk(LoopbackHost host, JsHost it, long connection)
    {
        var identified = (ConnectionEvent.Identified)(await host.WaitAsync<ConnectionEvent.Identified>()).What;
        Assert.Contains("js-libp2p", identified.Info.AgentVersion, StringComparison.Ordinal);
        Assert.Equal(it.Peer, PeerId.FromPublicKey(identified.Info.PublicKey!).ToString());
        var agent = "";
        for (var i = 0; i < 100 && agent.Length == 0; i++)
        {
            // It knows the protocols somewhat before.
            await Task.Delay(50);
            agent = (string?)(await it.DoAsync(new { @do = "info" }))["agent"] ?? "";
        }

        Assert.Equal("consensoor/test", agent);
        Assert.True(host.Host.Do(connection, static (machine, now) => machine.Ping(now)));
        await host.WaitAsync<ConnectionEvent.Ponged>();
        Assert.NotNull((await it.DoAsync(new { @do = "ping", address = host.FullAddress }))["ms"]);

        // Messages of a byte to a MiB, a stream each, both ways; each size as likely as its double.
        var random = new Random(7);
        int[] sizes = [1, 1 << 20, .. Enumerable.Range(2, Messages - 2).Select(_ => (int)Math.Pow(2, 20 * random.NextDouble()))];
        foreach (var size in sizes)
        {
            var data = RandomNumberGenerator.GetBytes(size);
            var (back, end) = await host.EchoAsync(connection, data);
            Assert.True((StreamEnd.Finished, size) == (end, back.Length), $"{end}, {back.Length} of {size} bytes; {it.Errors}");
            Assert.True(data.AsSpan().SequenceEqual(back));
        }

        Assert.Equal(Messages, (int?)(await it.DoAsync(new { @do = "echo", sizes }))["echoed"]);

        // It goes.
        await it.DoAsync(new { @do = "close" });
        var closed = (ConnectionEvent.Closed)(await host.WaitAsync<ConnectionEvent.Closed>()).What;
        Assert.True(closed.Close.Reason is CloseReason.PeerWentAway or CloseReason.PeerEnded, closed.Close.ToString());
        Assert.DoesNotContain(host.Events, static happened => happened.What is ConnectionEvent.Faulted);
    }

    private static IPeerIdentity Identity(string key) => key == "Ed25519"
        ? Ed25519Identity.FromSeed(RandomNumberGenerator.GetBytes(32))
        : new Secp256k1Identity(NodeKey.Create(TestRandom.From(RandomNumberGenerator.GetInt32(int.MaxValue))));
}
