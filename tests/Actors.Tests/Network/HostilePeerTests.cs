using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Consensoor.Actors.Tests.Network.Wire;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;
using static Consensoor.Actors.Tests.Network.Wire.HostileBytes;

namespace Consensoor.Actors.Tests.Network;

/// <summary>
/// Peers that do what they should not, each in its own way, all at once, to a running node over the loopback. The node says of each what it
/// did, its memory stays bounded, and an honest peer beside them follows the chain.
/// </summary>
public sealed class HostilePeerTests
{
    private const string Gossip = "/meshsub/1.2.0";
    private const string Range2 = "/eth2/beacon_chain/req/beacon_blocks_by_range/2/ssz_snappy";
    private const string Status1 = "/eth2/beacon_chain/req/status/1/ssz_snappy";
    private const long MostMemory = 400L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Yaml = string.Join('\n',
        "PRESET_BASE: minimal", "CONFIG_NAME: hostile-test", "SLOT_DURATION_MS: 2000", "ALTAIR_FORK_EPOCH: 0", "BELLATRIX_FORK_EPOCH: 0",
        "CAPELLA_FORK_EPOCH: 0", "DENEB_FORK_EPOCH: 0", "ELECTRA_FORK_EPOCH: 0", "");

    [Fact]
    public async Task Hostile_peers_are_named_and_an_honest_one_follows_the_chain()
    {
        await using var network = new WireNetwork(2, Yaml, TimeSpan.FromSeconds(15));
        network.Start(0, "0..16");
        network.Start(1, null, 0);
        await network.Until([0, 1], "/eth/v1/node/syncing", Patience, static all => all.All(static one => HeadOf(one) >= 1));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var digest = await Digest(network);
        var abuses = Abuses(digest);
        await using var quiet = new HostilePeer();
        await quiet.Connect(network.AddressOf(0));
        await quiet.Say(Gossip, [Frame(Subscribe($"/eth2/{digest}/beacon_block/ssz_snappy"))], ends: false);
        var failed = (await Task.WhenAll(abuses.Select(abuse => Run(network, abuse)))).Append(await HalfOpen(network))
            .Where(static failure => failure is not null).ToArray();
        Assert.True(failed.Length == 0, string.Join("\n", failed));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostMemory);

        // Of who does nothing but hold its tongue no abuse is said.
        var ofQuiet = (await network.Get(0, $"/consensoor/v1/peers/{quiet.Id}/why"))!.Value.ToString();
        Assert.DoesNotContain(abuses, abuse => abuse.IsNamedIn(ofQuiet));

        // The honest one has what the attacked one has, and both go on.
        var at = HeadOf((await network.Get(0, "/eth/v1/node/syncing"))!.Value);
        await network.Until([0, 1], "/eth/v1/node/syncing", Patience, all => all.All(one => HeadOf(one) >= at + 2));
        Assert.Equal("1", (await network.Get(1, "/eth/v1/node/peer_count"))!.Value.GetProperty("connected").GetString());
    }

    /// <summary>One row an abuse.</summary>
    private static Abuse[] Abuses(string digest)
    {
        string Topic(string name) => $"/eth2/{digest}/{name}/ssz_snappy";
        var (block, votes) = (Topic("beacon_block"), Topic("beacon_attestation_0"));
        byte[] Id() => RandomNumberGenerator.GetBytes(20);
        byte[] noBlock = [4, 12, 1, 2, 3, 4];
        byte[] otherDigest = [1, 2, 3, 4, .. new byte[80]];
        byte[] farAhead = [.. Convert.FromHexString(digest), .. new byte[72], 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0];
        IEnumerable<byte[]> Many(int count, Func<byte[]> make) => Enumerable.Range(0, count).Select(_ => make());
        string NoTopic() => Topic(Convert.ToHexStringLower(Id()));
        byte[] Subscribed() => Frame(Subscribe(block), Subscribe(votes));
        Abuse Says(string name, string? reason, bool ends, params IEnumerable<byte[]> pieces) =>
            new(name, reason, ends, peer => peer.Say(Gossip, [Subscribed(), .. pieces], ends: false));
        Abuse Asks(string name, string reason, string protocol, params IEnumerable<byte[]> pieces) =>
            new(name, reason, Ends: false, peer => peer.Say(protocol, pieces));
        return
        [
            Says("a frame of 256 MiB", "longer than a frame may be", true, Varint(256 << 20), new byte[1000]),
            Says("a length that is none", "no varint", true, [0x81, 0x00]),
            Says("no protobuf", "no RPC", true, Frame([0xff, 0xff, 0xff, 0xff])),
            Says("endless frames", "no RPC", true, Many(1000, static () => Frame([.. new byte[100_000]]))),
            Says("frames of nothing", "say nothing", false, new byte[20_000]),
            Says("a GRAFT flood", "GRAFT", false, [Frame(Graft(block), Prune(block)), .. Many(500, () => Frame(Graft(block)))]),
            Says("an IHAVE flood", "more IHAVE than are heard", false, Many(400, () => Frame(Have(block, Id())))),
            Says("broken promises", "did not bring", false, Frame(Have(block, Many(500, Id)))),
            Says("ids of 3 bytes", "not 20 bytes", false, Frame(Have(block, [1, 2, 3]))),
            Says("a snappy bomb", "Invalid", false, Frame(Message(block, [0xff, 0xff, 0xff, 0x7f, 1, 2]))),
            Says("bytes that are no snappy", "Invalid", false, Frame(Message(block, RandomNumberGenerator.GetBytes(500)))),
            Says("a signed message", "Invalid", false, Frame(Message(block, noBlock, Field(1, [1, 2, 3])))),
            Says("a forged block", "BeaconBlock", false, Frame(Message(block, noBlock))),
            Says("a vote of a mebibyte", "Invalid", false, Frame(Message(votes, [0x80, 0x80, 0x40, 0, 1, .. new byte[100]]))),
            Says("a message again and again", "again and again", false, Many(400, () => Frame(Message(votes, noBlock)))),
            Says("messages of no topic", "not subscribed", false, Many(50, () => Frame(Message(Topic("nothing"), noBlock)))),
            Says("topics without end", "too many entries", false, Frame([.. Many(5000, () => Subscribe(NoTopic()))])),
            Asks("2^64-1 blocks", "at most", Range2, Request(Range2, Range(0, ulong.MaxValue))),
            Asks("no blocks", "no blocks", Range2, Request(Range2, Range(ulong.MaxValue, 0))),
            Asks("a request of 2^62 bytes", "allowed", Range2, Varint(1UL << 62), new byte[100]),
            Asks("a wrong CRC", "check", Range2, Spoilt(Request(Range2, Range(1, 1)), 16)),
            Asks("a wrong length", "reported", Range2, [23, .. Request(Range2, Range(1, 1))[1..]]),
            Asks("an endless request", "reported", Range2, [[24], .. Many(10_000, static () => new byte[10_000])]),
            Asks("bytes behind a request", "reported", Range2, [.. Request(Range2, Range(1, 1)), .. Request(Range2, Range(1, 1))]),
            Asks("another chain", "another chain", Status1, Request(Status1, otherDigest)),
            new("a head in the far future", null, Ends: false, peer => peer.Say(Status1, [Request(Status1, farAhead)])),
            new("a thousand streams", null, Ends: false, async peer =>
            {
                for (var stream = 0; stream < 1000; stream++)
                {
                    await peer.Say(Range2, [[24]], ends: false);
                }
            }),
        ];
    }

    private static byte[] Spoilt(byte[] bytes, int at)
    {
        bytes[at] ^= 1;
        return bytes;
    }

    // Null where the node did as it should.
    private static async Task<string?> Run(WireNetwork network, Abuse abuse)
    {
        await using var peer = new HostilePeer();
        await peer.Connect(network.AddressOf(0));
        await abuse.Act(peer);
        var said = "";
        for (var end = DateTime.UtcNow.AddSeconds(25); DateTime.UtcNow < end; await Task.Delay(300))
        {
            said = (await network.Get(0, $"/consensoor/v1/peers/{peer.Id}/why"))?.ToString() ?? "";
            if (abuse.Reason is null)
            {
                return null;
            }

            if (abuse.IsNamedIn(said) && (!abuse.Ends || peer.Closed is not null))
            {
                return null;
            }
        }

        return $"{abuse.Name}: closed {peer.Closed}, and of it is said {said}";
    }

    /// <summary>A thousand connections that say nothing, or noise; more than a few are not kept, and none is kept for long.</summary>
    private static async Task<string?> HalfOpen(WireNetwork network)
    {
        var parts = network.AddressOf(0).Split('/');
        var end = new IPEndPoint(IPAddress.Loopback, int.Parse(parts[4], CultureInfo.InvariantCulture));
        var sockets = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 1000; i++)
            {
                var socket = new TcpClient(AddressFamily.InterNetwork);
                sockets.Add(socket);
                await Quietly(async () =>
                {
                    await socket.ConnectAsync(end);
                    if (socket.Connected && sockets.Count % 2 == 1)
                    {
                        await socket.GetStream().WriteAsync(RandomNumberGenerator.GetBytes(100));
                    }
                });
            }

            var closed = await Task.WhenAll(sockets.Select(static socket => IsClosed(socket)));
            var open = closed.Count(static one => !one);
            return open == 0 ? null : $"{open} of 1000 half-open connections are kept";
        }
        finally
        {
            sockets.ForEach(static socket => socket.Dispose());
        }
    }

    private static async Task<bool> IsClosed(TcpClient socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var bytes = new byte[1000];
        try
        {
            while (await socket.GetStream().ReadAsync(bytes, patience.Token) > 0)
            {
            }

            return true;
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task Quietly(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or SocketException)
        {
            // The node was faster to close it.
        }
    }

    private static async Task<string> Digest(WireNetwork network)
    {
        Assert.True(ChainConfig.TryParse(Yaml, out var config, out _));
        var genesis = (await network.Get(0, "/eth/v1/beacon/genesis"))!.Value.GetProperty("genesis_validators_root").GetString()!;
        var root = new Bytes32(Convert.FromHexString(genesis[2..]));
        return Convert.ToHexStringLower(new ChainSpec(Preset.Minimal, config).ComputeForkDigest(root, 0).AsSpan());
    }

    private static ulong HeadOf(JsonElement syncing) =>
        ulong.Parse(syncing.GetProperty("head_slot").GetString()!, CultureInfo.InvariantCulture);
}
