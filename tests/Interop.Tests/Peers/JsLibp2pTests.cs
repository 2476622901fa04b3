using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Tests.Libp2p;
using Consensoor.Interop.Tests.Libp2p.Hosting;
using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>Against js-libp2p 3 over the loopback: either side dials, both muxers, both kinds of keys on both sides.</summary>
[Trait("Category", "Peers")]
public class JsLibp2pTests
{
    private static readonly int[] Sizes = [.. Enumerable.Repeat(1, 100), 0, 2, 1000, 65_535, 65_536, 300_000, 1 << 20, 3 << 20];

    public static TheoryData<string, string, string> Pairs => new()
    {
        { "yamux", "secp256k1", "secp256k1" },
        { "yamux", "Ed25519", "secp256k1" },
        { "yamux", "secp256k1", "Ed25519" },
        { "mplex", "secp256k1", "secp256k1" },
        { "mplex", "Ed25519", "Ed25519" },
    };

    [PeersTheory("js")]
    [MemberData(nameof(Pairs))]
    public async Task We_dial_it(string muxer, string itsKey, string ourKey)
    {
        using var it = await JsHost.StartAsync(muxer, itsKey);
        await using var host = new LoopbackHost(Identity(ourKey), "consensoor/test");
        host.Dial(it.Address);
        var opened = await host.WaitAsync<ConnectionEvent.Opened>();
        Assert.Equal(it.Peer, opened.Peer!.ToString());
        Assert.Equal($"/{muxer}/", ((ConnectionEvent.Opened)opened.What).Muxer[..7]);
        await Talk(host, it, opened.Connection);
    }

    [PeersTheory("js")]
    [MemberData(nameof(Pairs))]
    public async Task It_dials_us(string muxer, string itsKey, string ourKey)
    {
        using var it = await JsHost.StartAsync(muxer, itsKey);
        await using var host = new LoopbackHost(Identity(ourKey), "consensoor/test");
        var answer = await it.DoAsync(new { @do = "dial", address = host.FullAddress });
        Assert.Equal(host.What.Identity.PeerId.ToString(), (string?)answer["peer"]);
        var opened = await host.WaitAsync<ConnectionEvent.Opened>();
        Assert.True(opened.IsInbound);
        await Talk(host, it, opened.Connection);
    }

    private static async Task Talk(LoopbackHost host, JsHost it, long connection)
    {
        // Who is there, both ways, and what is new.
        var identified = (ConnectionEvent.Identified)(await host.WaitAsync<ConnectionEvent.Identified>()).What;
        Assert.Contains("js-libp2p", identified.Info.AgentVersion, StringComparison.Ordinal);
        Assert.Contains("/echo/1.0.0", identified.Info.Protocols);
        Assert.Equal(it.Peer, PeerId.FromPublicKey(identified.Info.PublicKey!).ToString());
        var info = await Until("consensoor/test");
        Assert.Contains("/ipfs/ping/1.0.0", info["protocols"]!.AsArray().Select(static protocol => (string?)protocol));
        host.What.Agent = "consensoor/renamed";
        Assert.True(host.Host.Do(connection, static (machine, now) => machine.PushIdentify(now)));
        await Until("consensoor/renamed");

        // Pings, both ways.
        Assert.True(host.Host.Do(connection, static (machine, now) => machine.Ping(now)));
        await host.WaitAsync<ConnectionEvent.Ponged>();
        Assert.NotNull((await it.DoAsync(new { @do = "ping", address = host.FullAddress }))["ms"]);

        // Messages of 0 bytes to 4 MiB, a stream each, both ways.
        foreach (var size in Sizes)
        {
            var data = RandomNumberGenerator.GetBytes(size);
            var (back, end) = await host.EchoAsync(connection, data);
            Assert.True((StreamEnd.Finished, size) == (end, back.Length), $"{end}, {back.Length} of {size} bytes; {it.Errors}");
            Assert.True(data.AsSpan().SequenceEqual(back));
        }

        Assert.Equal(Sizes.Length, (int?)(await it.DoAsync(new { @do = "echo", sizes = Sizes }))["echoed"]);

        // It goes.
        await it.DoAsync(new { @do = "close" });
        var closed = (ConnectionEvent.Closed)(await host.WaitAsync<ConnectionEvent.Closed>()).What;
        Assert.True(closed.Close.Reason is CloseReason.PeerWentAway or CloseReason.PeerEnded, closed.Close.ToString());
        Assert.DoesNotContain(host.Events, static happened => happened.What is ConnectionEvent.Faulted);

        // What it knows of us, once it has heard the name.
        async Task<JsonNode> Until(string agent)
        {
            var known = await it.DoAsync(new { @do = "info" });
            for (var i = 0; i < 100 && (string?)known["agent"] != agent; i++)
            {
                await Task.Delay(50);
                known = await it.DoAsync(new { @do = "info" });
            }

            Assert.Equal(agent, (string?)known["agent"]);
            return known;
        }
    }

    private static IPeerIdentity Identity(string key) => key == "Ed25519"
        ? Ed25519Identity.FromSeed(RandomNumberGenerator.GetBytes(32))
        : new Secp256k1Identity(NodeKey.Create(TestRandom.From(RandomNumberGenerator.GetInt32(int.MaxValue))));
}
