using System.Collections.Concurrent;
using System.Net;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Discovery.Udp;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Tests.Discovery;
using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>Against `@chainsafe/discv5` 12 over the loopback, either as boot node, and its records.</summary>
[Trait("Category", "Peers")]
public sealed class Discv5Tests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [PeersTheory("discv5")]
    [InlineData("theirs")]
    [InlineData("ours")]
    public async Task Both_kinds_find_each_other_from_one_boot_node(string boot)
    {
        await using var first = Start([]);
        using var theirs = await Discv5Peer.StartAsync(boot == "ours" ? [await RecordOf(first)] : []);
        var bootRecord = boot == "ours" ? await RecordOf(first) : theirs.Record;
        var finished = new ConcurrentQueue<LookupFinished>();
        await using var second = Start([bootRecord], happened: happened =>
        {
            if (happened is LookupFinished end)
            {
                finished.Enqueue(end);
            }
        });
        await using var third = boot == "ours" ? null : Start([bootRecord]);
        using var another = await Discv5Peer.StartAsync(bootRecord);

        UdpDiscovery[] ours = third is null ? [first, second] : [second, third];
        string[] records = [theirs.Record, another.Record, .. await Task.WhenAll(ours.Select(RecordOf))];
        var ids = records.Select(static text => Enr.Parse(text, out EnrRefusal? _)!.NodeId).ToArray();

        // Ours know all others, theirs know ours.
        foreach (var node in ours)
        {
            await Until(async () =>
            {
                var known = await node.DoAsync((machine, _) => machine.Members.Select(static entry => entry.Record.NodeId).ToList());
                var self = await node.DoAsync((machine, _) => machine.LocalRecord.NodeId);
                return ids.All(id => id == self || known.Contains(id));
            }, "ours do not know all");
        }

        foreach (var peer in new[] { theirs, another })
        {
            foreach (var id in ids.Where(id => Hex(id) != peer.NodeId))
            {
                await Until(async () => (await peer.DoAsync(new { @do = "findNode", nodeId = Hex(id) })).AsArray()
                    .Any(text => Enr.Parse((string)text!, out EnrRefusal? _)!.NodeId == id), $"theirs do not find {id}");
            }
        }

        // And ours find theirs by a lookup.
        var target = Enr.Parse(another.Record, out EnrRefusal? _)!.NodeId;
        var lookup = await second.DoAsync((machine, now) => machine.StartLookup(now, target));
        await Until(() => Task.FromResult(finished.Any(end => end.Lookup == lookup)), "the lookup does not end");
        Assert.Contains(finished.Single(end => end.Lookup == lookup).Found, record => record.NodeId == target);
    }

    [PeersTheory("discv5")]
    [InlineData(7)]
    public async Task Requests_of_theirs_are_answered(int records)
    {
        await using var node = Start([]);
        var text = await RecordOf(node);
        using var peer = await Discv5Peer.StartAsync();
        var pong = await peer.DoAsync(new { @do = "ping", record = text });
        Assert.Equal("1", (string)pong["seq"]!);
        Assert.Equal(Enr.Parse(peer.Record, out EnrRefusal? _)!.UdpEndpoint!.Port, (int)pong["port"]!);
        Assert.Equal(0, (int)await peer.DoAsync(new { @do = "talk", record = text }));
        var own = (await peer.DoAsync(new { @do = "distances", record = text, distances = new[] { 0 } })).AsArray();
        Assert.Equal([text], own.Select(static found => (string)found!));

        // Records of 300 bytes, of which one packet takes three: the answer comes in several.
        var others = Enumerable.Range(0, records).Select(_ => Start([text], new byte[80])).ToList();
        try
        {
            await Until(
                async () => await node.DoAsync((machine, _) => machine.Members.Count) > records, "the table does not fill");
            var found = (await peer.DoAsync(new { @do = "distances", record = text, distances = new[] { 254, 255, 256 } })).AsArray();
            var expected = await node.DoAsync((machine, _) => machine.Members
                .Where(entry => Hex(entry.Record.NodeId) != peer.NodeId)
                .Where(entry => machine.LocalRecord.NodeId.LogDistance(entry.Record.NodeId) >= 254)
                .Select(static entry => entry.Record.ToString()).ToList());
            Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(static text => (string)text!).Order(StringComparer.Ordinal));
        }
        finally
        {
            foreach (var other in others)
            {
                await other.DisposeAsync();
            }
        }
    }

    [PeersTheory("discv5")]
    [InlineData(2)]
    public async Task A_record_that_changes_on_either_side_reaches_the_other(ulong sequence)
    {
        var happened = new ConcurrentQueue<DiscoveryEvent>();
        using var peer = await Discv5Peer.StartAsync();
        await using var node = Start([peer.Record], happened: happened.Enqueue);
        await Until(() => Task.FromResult(happened.OfType<NodeJoined>().Any()), "theirs did not join");
        var changed = (string)(await peer.DoAsync(new { @do = "change" }))!;
        await Until(
            () => Task.FromResult(happened.OfType<NodeUpdated>().Any(update => update.Record.ToString() == changed)),
            "the record of theirs did not come");
        await node.DoAsync((machine, _) => machine.UpdateRecord(static builder => builder.Set(EnrKeys.Cgc, 77)));
        await Until(async () => (await peer.DoAsync(new { @do = "known" })).AsArray()
            .Any(text => Enr.Parse((string)text!, out EnrRefusal? _) is { CustodyGroupCount: 77 } record && record.Sequence >= sequence),
            "our record did not come");
    }

    [PeersTheory("discv5")]
    [InlineData(286)]
    public async Task Records_are_read_the_same_on_both_sides(int count)
    {
        using var peer = await Discv5Peer.StartAsync();
        var key = NodeKey.Create();
        var ours = Enumerable.Range(0, 50).Select(i => new EnrBuilder()
            .SetAddress(new IPAddress([10, 0, 0, (byte)i])).Set(EnrKeys.Udp, (ulong)(9000 + i)).Set(EnrKeys.Tcp, 65535)
            .Set(EnrKeys.Quic, 300)
            .Set(EnrKeys.Eth2, new byte[16]).Set(EnrKeys.Cgc, (ulong)i).Set(EnrKeys.Nfd, new byte[4])
            .Build(key, (ulong)(i + 1) << 50, out EnrRefusal? _)!.ToString()).ToList();
        Assert.Equal(count, EnrVectors.ValidTexts.Count);
        string[] all = [.. EnrVectors.ValidTexts, .. ours];
        var read = (await peer.DoAsync(new { @do = "decode", records = all })).AsArray();
        foreach (var (text, theirs) in all.Zip(read))
        {
            var record = Enr.Parse(text, out EnrRefusal? _)!;
            Assert.True(theirs!["failed"] is null, $"{text}: {theirs["failed"]}");
            Assert.Equal(text, (string)theirs["text"]!);
            Assert.Equal($"{record.Sequence}", (string)theirs["seq"]!);
            Assert.Equal(Hex(record.NodeId), (string)theirs["nodeId"]!);
            Assert.Equal(record.UdpEndpoint4?.Address.ToString(), (string?)theirs["ip"]);
            Assert.Equal(record.UdpEndpoint4?.Port, (int?)theirs["udp"]);
            Assert.Equal(record.TcpEndpoint4?.Port, (int?)theirs["tcp"]);
            Assert.Equal(record.QuicEndpoint4?.Port, (int?)theirs["quic"]);
            Assert.Equal(
                record.Pairs.Select(static pair => pair.Key),
                theirs["keys"]!.AsArray().Select(static name => (string)name!).Order(StringComparer.Ordinal));
        }
    }

    private static UdpDiscovery Start(
        IEnumerable<string> boot, byte[]? filler = null, Action<DiscoveryEvent>? happened = null)
    {
        var link = new UdpLink(new IPEndPoint(IPAddress.Loopback, 0));
        var key = NodeKey.Create();
        var builder = new EnrBuilder().SetAddress(IPAddress.Loopback).Set(EnrKeys.Udp, (ulong)link.Local.Port);
        if (filler is not null)
        {
            builder.Set("filler", filler);
        }

        var nodes = BootNodes.Parse(boot);
        Assert.Empty(nodes.Refused);
        var settings = DiscoverySettings.Devnet with { PingInterval = TimeSpan.FromSeconds(2) };
        var machine = new DiscoveryMachine(
            key, builder.Build(key, 1, out EnrRefusal? _)!, settings, nodes.Contacts,
            static bytes => System.Security.Cryptography.RandomNumberGenerator.Fill(bytes.Span), DateTimeOffset.UtcNow);
        return new UdpDiscovery(machine, link, TimeProvider.System, happened ?? (static _ => { }));
    }

    private static Task<string> RecordOf(UdpDiscovery node) => node.DoAsync(static (machine, _) => machine.LocalRecord.ToString());

    private static async Task Until(Func<Task<bool>> holds, string otherwise)
    {
        var end = DateTimeOffset.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTimeOffset.UtcNow < end, otherwise);
            await Task.Delay(200);
        }
    }

    private static string Hex(NodeId id) => Convert.ToHexStringLower(id.Bytes.AsSpan());
}
