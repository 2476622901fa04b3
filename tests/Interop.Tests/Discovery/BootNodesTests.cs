using System.Net;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>Boot nodes as options and lists give them.</summary>
public sealed class BootNodesTests
{
    private static readonly NodeKey Key = NodeKey.Create();

    [Fact]
    public void Lists_and_repeats_give_each_node_once_with_its_newest_record()
    {
        var old = Record(3);
        var newest = Record(4);
        var other = EnrVectors.ValidTexts[0];
        var address = $"/ip4/1.2.3.4/udp/9000/p2p/{Key.PeerId}";
        var nodes = BootNodes.Parse([$"{old},{other}", $" {newest} {other}\n{address}", ""]);
        Assert.Empty(nodes.Refused);
        Assert.Equal(2, nodes.Contacts.Count);
        Assert.Equal(4UL, nodes.Contacts.Single(static node => node.NodeId == new NodeId(Key.NodeId)).Record!.Sequence);
        Assert.Equal(newest, BootNodes.Parse([address, newest]).Contacts.Single().Record!.ToString());
    }

    [Fact]
    public void A_multiaddr_gives_key_and_address()
    {
        var contact = BootNodes.Parse([$"/ip4/1.2.3.4/udp/9000/p2p/{Key.PeerId}"]).Contacts.Single();
        Assert.Equal(new IPEndPoint(IPAddress.Parse("1.2.3.4"), 9000), contact.Endpoint);
        Assert.Equal(Key.PublicKey.ToArray(), contact.PublicKey.ToArray());
        Assert.Null(contact.Record);
        Assert.Single(BootNodes.Parse([$"/ip6/2001:db8::1/udp/9000/p2p/{Key.PeerId.ToCid()}"], byIPv6: true).Contacts);
    }

    [Fact]
    public void A_multiaddr_of_libp2p_is_a_peer()
    {
        var (one, two) = ($"/ip4/1.2.3.4/tcp/9000/p2p/{Key.PeerId}", $"/ip4/1.2.3.5/tcp/9001/p2p/{Key.PeerId}");
        var nodes = BootNodes.Parse([$"{one},{two}", Record(1)]);
        Assert.Equal(two, nodes.Peers.Single().ToString());
        Assert.Single(nodes.Contacts);
        Assert.Empty(nodes.Refused);
    }

    /// <summary>A record without an address in use is well formed: a list may hold some for other networks.</summary>
    [Fact]
    public void Only_what_is_malformed_is_a_problem()
    {
        var refusal = BootNodes.Parse(EnrVectors.ValidTexts, byIPv4: false).Refused;
        Assert.NotEmpty(refusal);
        Assert.All(EnrVectors.ValidTexts, static text => Assert.Null(BootNodes.Problem(text)));
        Assert.Null(BootNodes.Problem($"/ip6/::1/tcp/9000/p2p/{Key.PeerId}"));
        Assert.Contains("signature", BootNodes.Problem(EnrVectors.ValidTexts[0][..^1] + 'A') ?? "", StringComparison.Ordinal);
        Assert.NotNull(BootNodes.Problem(""));
    }

    [Theory]
    [InlineData("/ip4/1.2.3.4/tcp/0/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", "neither")]
    [InlineData("/ip4/1.2.3.4/tcp/9000", "/ip4/ADDRESS")]
    [InlineData("/ip4/1.2.3.4/udp/9001/quic-v1/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", "/ip4/ADDRESS")]
    [InlineData("/ip4/1.2.3.4/udp/9000/p2p/12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq", "secp256k1")]
    [InlineData("/ip4/1.2.3.4/udp/9000/p2p/QmaeANgBs1DTSxWSrPPtobgQuxW8XTfsS4ydbK4rCHzqxG", "secp256k1")]
    [InlineData("/ip4/1.2.3.4/udp/9000/p2p/nobody", "peer id")]
    [InlineData("/ip4/1.2.3.4/udp/9000", "/ip4/ADDRESS")]
    [InlineData("/ip4/1.2.3.4/udp/0/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", "/ip4/ADDRESS")]
    [InlineData("/ip6/1.2.3.4/udp/9/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", "/ip4/ADDRESS")]
    [InlineData("/ip4/1/udp/9/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", "/ip4/ADDRESS")]
    [InlineData("/ip4/1.2.3.010/udp/9/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", "/ip4/ADDRESS")]
    [InlineData("/ip6/[::1]/udp/9/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", "/ip4/ADDRESS")]
    [InlineData("/ip6/::1/udp/9/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", "not in use")]
    [InlineData("/dns4/example.org/udp/9/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", "/ip4/ADDRESS")]
    [InlineData("enode://abc@1.2.3.4:30303", "execution")]
    [InlineData("enr:-IS4", "record")]
    public void What_is_missing_is_said(string text, string reason)
    {
        var nodes = BootNodes.Parse([text, Record(1)]);
        Assert.Single(nodes.Contacts);
        Assert.Contains(reason, nodes.Refused.Single().Reason, StringComparison.Ordinal);
        Assert.Equal(text, nodes.Refused.Single().Text);
    }

    [Fact]
    public void List_files_are_read_past_comments_dashes_and_quotes()
    {
        var text = $"# boot nodes\n---\n- {Record(2)} # ours\r\n  - \"{EnrVectors.ValidTexts[3]}\"\n\n- 'enr:broken'\n";
        var nodes = BootNodes.ParseList(text);
        Assert.Equal(2, nodes.Contacts.Count);
        Assert.Equal("enr:broken", nodes.Refused.Single().Text);
    }

    [Fact]
    public void All_boot_records_of_the_vectors_are_taken()
    {
        var nodes = BootNodes.Parse(EnrVectors.ValidTexts);
        Assert.Empty(nodes.Refused);
        Assert.Equal(
            EnrVectors.ValidTexts.Select(static text => Enr.Parse(text, out EnrRefusal? _)!.NodeId).Distinct().Count(),
            nodes.Contacts.Count);
    }

    [Fact]
    public void Arbitrary_text_is_refused_without_an_exception() => Gen.String[0, 400].Sample(text =>
    {
        var nodes = BootNodes.Parse([text, "/" + text, "/ip4/1.2.3.4/udp/9/p2p/" + text]);
        return nodes.Contacts.Count == 0 && nodes.Refused.All(static refused => refused.Reason.Length > 0);
    });

    [Fact]
    public void A_node_that_is_known_by_its_multiaddr_alone_gets_into_the_table()
    {
        using var network = new SimulatedNetwork(seed: 31);
        var boot = network.Add(new IPEndPoint(IPAddress.Parse("20.0.0.1"), 9000), DiscoverySettings.Devnet, []);
        var contacts = BootNodes.Parse([$"/ip4/20.0.0.1/udp/9000/p2p/{boot.Key.PeerId}"]).Contacts;
        var other = network.Add(new IPEndPoint(IPAddress.Parse("20.0.1.1"), 9000), DiscoverySettings.Devnet, contacts);
        network.Run(TimeSpan.FromSeconds(10));
        Assert.Equal(boot.Id, other.Machine.Members.Single().Record.NodeId);
        Assert.Equal(other.Id, boot.Machine.Members.Single().Record.NodeId);
    }

    private static string Record(ulong sequence) => new EnrBuilder()
        .SetAddress(IPAddress.Parse("1.2.3.4")).Set(EnrKeys.Udp, 9000).Build(Key, sequence, out EnrRefusal? _)!.ToString();
}
