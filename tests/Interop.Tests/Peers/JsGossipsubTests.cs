using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Tests.Libp2p;
using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>
/// Gossip with js-libp2p 3 and its gossipsub 17 over the loopback: either side dials, both muxers, both kinds of keys, messages of one byte
/// to megabytes both ways, a reader that stands still, GRAFT and PRUNE, IDONTWANT.
/// </summary>
[Trait("Category", "Peers")]
public class JsGossipsubTests
{
    private const string Package = "gossip";
    private const string Topic = "/eth2/01020304/beacon_block/ssz_snappy";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Its length prefixes end at 4 MiB on what it sends, whatever it is set to, and it says nothing of a message that it drops.
    private const int MostOfIts = (4 << 20) - 1024;

    public static TheoryData<string, string, bool> Pairs => new()
    {
        { "yamux", "secp256k1", true },
        { "yamux", "Ed25519", false },
        { "mplex", "secp256k1", false },
        { "mplex", "Ed25519", true },
    };

    /// <summary>
    /// 200 messages of 1 byte to 1 MiB, 10 MiB in all, each way; asked for, 1,000 up to 10 MiB, 200 MiB in all from ours, and as many
    /// messages from js-libp2p, none above 4 MiB.
    /// </summary>
    [PeersTheory(Package)]
    [MemberData(nameof(Pairs))]
    public Task Messages_go_both_ways(string muxer, string key, bool weDial) => PeersTheoryAttribute.IsLongAsked
        ? Exchange(muxer, key, weDial, Sizes(1000, 200 << 20, 10 << 20), TimeSpan.FromSeconds(3))
        : Exchange(muxer, key, weDial, Sizes(200, 10 << 20, 1 << 20), TimeSpan.FromSeconds(1));

    [PeersTheory(Package)]
    [InlineData("yamux")]
    public async Task What_a_third_has_already_is_not_sent_to_it(string muxer)
    {
        using var first = await JsHost.StartAsync(muxer, "secp256k1", Package);
        using var second = await JsHost.StartAsync(muxer, "secp256k1", Package);
        await using var ours = new GossipHost(Identity("secp256k1"), isYamux: true);
        ours.Subscribe(Topic);
        ours.Dial(first.Address);
        ours.Dial(second.Address);
        await first.DoAsync(new { @do = "subscribe", topic = Topic });
        await second.DoAsync(new { @do = "subscribe", topic = Topic });
        await first.DoAsync(new { @do = "dial", address = second.Address });
        await Until(() => ours.MeshOf(Topic).Count == 2, () => string.Join('\n', ours.Events));
        await UntilHeard(first, "mesh", mesh => mesh["mesh"]!.AsArray().Count == 2);
        await UntilHeard(second, "mesh", mesh => mesh["mesh"]!.AsArray().Count == 2);

        // Who hears of a message by one tells the other, before it judges it: ours tells theirs, and theirs ours.
        int[] large = [.. Enumerable.Repeat(200_000, 30)];
        await first.DoAsync(new { @do = "publish", topic = Topic, sizes = large });
        await Until(() => ours.Messages == 30, () => string.Join('\n', ours.Events));
        var heard = await UntilHeard(second, "heard", static heard => (int)heard["messages"]! == 30);
        Assert.True((int)heard["unwanted"]! > 0, "the third was never told by ours what it need not send");
        Assert.True(ours.Unwanted > 0, "ours was never told by the third what it need not send");

        var before = (int)(await first.DoAsync(new { @do = "heard" }))["unwanted"]!;

        // Who gets it from us first tells nobody but the other, which may get it from him first: some come to the second from us first.
        var published = 0;
        for (var isTold = false; !isTold && published < 200; published += 10)
        {
            for (var i = 0; i < 10; i++)
            {
                ours.Publish(Topic, RandomNumberGenerator.GetBytes(200_000));
            }

            heard = await UntilHeard(first, "heard", heard => (int)heard["messages"]! == published + 10);
            isTold = (int)heard["unwanted"]! > before;
            await UntilHeard(second, "heard", heard => (int)heard["messages"]! == 30 + published + 10);
        }

        Assert.True((int)(await first.DoAsync(new { @do = "heard" }))["unwanted"]! > before, "the second never told the first");
    }

    private static async Task Exchange(string muxer, string key, bool weDial, int[] sizes, TimeSpan pause)
    {
        using var it = await JsHost.StartAsync(muxer, key, Package);
        await using var ours = new GossipHost(Identity(key), muxer == "yamux");
        ours.Subscribe(Topic);
        await it.DoAsync(new { @do = "subscribe", topic = Topic });
        if (weDial)
        {
            ours.Dial(it.Address);
        }
        else
        {
            await it.DoAsync(new { @do = "dial", address = ours.Address });
        }

        await Until(() => ours.MeshOf(Topic).Count == 1, () => string.Join('\n', ours.Events));
        await UntilHeard(it, "mesh", static mesh => mesh["mesh"]!.AsArray().Count == 1);

        // From it, while ours takes nothing for a time.
        ours.BeSlow(true);
        int[] its = [.. sizes.Select(static size => Math.Min(size, MostOfIts))];
        var publishing = it.DoAsync(new { @do = "publish", topic = Topic, sizes = its });
        await Task.Delay(pause);
        ours.BeSlow(false);
        var published = await publishing;
        await Until(() => ours.Messages == its.Length, () => $"{ours.Messages} messages; {string.Join('\n', ours.Events)}; {it.Errors}");
        Assert.Equal(its.Sum(static size => (long)size), ours.Bytes);
        Assert.Equal((string?)published["digest"], ours.Digest);

        // From ours, while it does nothing for a time.
        var sleeping = it.DoAsync(new { @do = "sleep", ms = (int)pause.TotalMilliseconds });
        var digest = new byte[32];
        for (var i = 0; i < sizes.Length; i++)
        {
            var data = sizes[i] >= 8 ? RandomNumberGenerator.GetBytes(sizes[i]) : [.. Enumerable.Repeat((byte)(100 + sizes[i]), sizes[i])];
            var hash = SHA256.HashData(data);
            for (var at = 0; at < hash.Length; at++)
            {
                digest[at] ^= hash[at];
            }

            ours.Publish(Topic, data);
        }

        await sleeping;
        var heard = await UntilHeard(it, "heard", heard => (int)heard["messages"]! == sizes.Length);
        Assert.Equal(sizes.Sum(static size => (long)size), (long)heard["bytes"]!);
        Assert.Equal(Convert.ToHexStringLower(digest), (string?)heard["digest"]);

        // GRAFT on subscribing anew, PRUNE on leaving, each told by either side.
        ours.Unsubscribe(Topic);
        await UntilHeard(it, "mesh", static mesh => mesh["mesh"]!.AsArray().Count == 0);
        await it.DoAsync(new { @do = "unsubscribe", topic = Topic });
        await Until(() => ours.Events.Any(static text => text.StartsWith("Unsubscribed", StringComparison.Ordinal)), () => "no leaving");
        heard = await it.DoAsync(new { @do = "heard" });
        Assert.True((int)heard["prunes"]! > 0, "no PRUNE of ours was heard");
        Assert.DoesNotContain(ours.Events, static text => text.StartsWith("Penalized", StringComparison.Ordinal));
        Assert.Equal(0UL, ours.Counts.Rejected);
    }

    // One of each of the smallest sizes, which have no room for a number; then sizes by their logarithm, up to a total.
    private static int[] Sizes(int count, long total, int most)
    {
        var random = new Random(7);
        double[] drawn = [.. Enumerable.Range(0, count - 8).Select(_ => Math.Exp(random.NextDouble() * Math.Log(most)))];
        var scale = (total - most) / drawn.Sum();
        return [.. Enumerable.Range(1, 7), .. drawn.Select(size => (int)Math.Clamp(size * scale, 8, most)), most];
    }

    private static async Task<JsonNode> UntilHeard(JsHost host, string what, Func<JsonNode, bool> holds)
    {
        var end = DateTime.UtcNow + Patience;
        while (true)
        {
            var heard = await host.DoAsync(new { @do = what, topic = Topic });
            if (holds(heard))
            {
                return heard;
            }

            Assert.True(DateTime.UtcNow < end, $"{heard}; {host.Errors}");
            await Task.Delay(100);
        }
    }

    private static async Task Until(Func<bool> holds, Func<string> otherwise)
    {
        var end = DateTime.UtcNow + Patience;
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < end, otherwise());
            await Task.Delay(50);
        }
    }

    private static IPeerIdentity Identity(string key) => key == "Ed25519"
        ? Ed25519Identity.FromSeed(RandomNumberGenerator.GetBytes(32))
        : new Secp256k1Identity(NodeKey.Create(TestRandom.From(RandomNumberGenerator.GetInt32(int.MaxValue))));
}
