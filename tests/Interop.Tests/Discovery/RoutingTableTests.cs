using System.Net;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;
using Consensoor.Interop.Identity;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>The table's bounds under anything that can happen to it.</summary>
public sealed class RoutingTableTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly NodeId Self = NodeId.From(new byte[32]);
    private static readonly NodeKey[] Keys = MakeKeys(60);
    private static readonly NodeContact[] Contacts =
        [.. Keys.Select(static (key, i) => Contact(key, 1, new IPAddress([20, 0, (byte)(i % 7), (byte)i])))];

    private static readonly DiscoverySettings Small = new()
    {
        BucketSize = 4,
        ReplacementSize = 2,
        MaxPerNetworkInBucket = 2,
        MaxPerNetworkInTable = 5,
    };

    [Fact]
    public void No_bound_is_exceeded_whatever_happens()
    {
        var steps = Gen.Select(Gen.Int[0, 3], Gen.Int[0, Contacts.Length - 1], Gen.Bool).List[0, 200];
        Gen.Select(steps, Gen.Bool).Sample((list, limited) =>
        {
            var settings = limited ? Small : Small with { MaxPerNetworkInTable = 0 };
            var table = new RoutingTable(Self, settings);
            var now = Start;
            foreach (var (what, index, flag) in list)
            {
                now += TimeSpan.FromSeconds(1);
                var contact = Contacts[index];
                switch (what)
                {
                    case 0 or 1:
                        table.Answered(now, contact, flag);
                        break;
                    case 2:
                        table.Failed(now, contact.NodeId);
                        break;
                    default:
                        table.Remove(now, contact.NodeId);
                        Assert.Null(table.Find(contact.NodeId));
                        break;
                }

                Check(table, settings);
            }
        }, iter: 300);
    }

    [Fact]
    public void A_replacement_takes_the_place_of_a_member_that_fails_three_times()
    {
        var settings = Small with { MaxPerNetworkInTable = 0 };
        var table = new RoutingTable(Self, settings);
        var far = Contacts.Where(static contact => Self.LogDistance(contact.NodeId) == 256).Take(6).ToArray();
        Assert.Equal(4, far.Count(contact => table.Answered(Start, contact, true)));
        Assert.Null(table.Find(far[4].NodeId));
        Assert.False(table.HasUseFor(Contacts.Last(contact => Self.LogDistance(contact.NodeId) == 256 && !far.Contains(contact)).NodeId));
        Assert.Equal(default, table.Failed(Start, far[0].NodeId));
        Assert.Equal(default, table.Failed(Start, far[0].NodeId));
        var (removed, joined) = table.Failed(Start, far[0].NodeId);
        Assert.Equal(far[0].NodeId, removed!.Record.NodeId);
        Assert.Equal(far[5].NodeId, joined!.Record.NodeId);
        Assert.Equal(4, table.Count);
    }

    [Fact]
    public void An_answer_forgives_failures()
    {
        var table = new RoutingTable(Self, Small);
        table.Answered(Start, Contacts[0], true);
        for (var i = 0; i < 10; i++)
        {
            table.Failed(Start, Contacts[0].NodeId);
            table.Failed(Start, Contacts[0].NodeId);
            table.Answered(Start, Contacts[0], true);
        }

        Assert.Equal(0, table.Find(Contacts[0].NodeId)!.Failures);
    }

    [Fact]
    public void Only_a_higher_sequence_number_counts()
    {
        var table = new RoutingTable(Self, Small);
        var address = IPAddress.Parse("20.1.1.1");
        table.Answered(Start, Contact(Keys[0], 5, address), true);
        Assert.False(table.Update(Start, Contact(Keys[0], 4, address).Record!));
        Assert.False(table.Update(Start, Contact(Keys[0], 5, IPAddress.Parse("20.2.2.2")).Record!));
        Assert.True(table.Update(Start, Contact(Keys[0], 6, IPAddress.Parse("20.2.2.2")).Record!));
        var member = table.Find(new NodeId(Keys[0].NodeId))!;
        Assert.Equal(6UL, member.Record.Sequence);
        Assert.Equal(IPAddress.Parse("20.2.2.2"), member.Contact.Endpoint.Address);

        // It must answer at its new address at once, or go.
        Assert.Equal(Start, member.NextCheck);
        Assert.NotNull(table.Failed(Start, member.Record.NodeId).Removed);
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void A_node_whose_record_lost_its_address_leaves()
    {
        var table = new RoutingTable(Self, Small);
        table.Answered(Start, Contacts[0], true);
        Assert.True(table.Update(Start, new EnrBuilder().Build(Keys[0], 2, out EnrRefusal? _)!));
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void The_nearest_come_first()
    {
        var table = new RoutingTable(Self, new DiscoverySettings { MaxPerNetworkInTable = 0 });
        foreach (var contact in Contacts)
        {
            table.Answered(Start, contact, true);
        }

        Gen.Byte.Array[32].Sample(bytes =>
        {
            var target = NodeId.From(bytes);
            var nearest = table.Nearest(target, 10).ConvertAll(static entry => entry.Record.NodeId);
            var expected = table.Members.Select(static entry => entry.Record.NodeId)
                .OrderBy(id => System.Numerics.BigInteger.Abs(
                    (System.Numerics.BigInteger)id.ToUInt256() ^ (System.Numerics.BigInteger)target.ToUInt256())).Take(10);
            return nearest.SequenceEqual(expected);
        }, iter: 100);
    }

    [Fact]
    public void The_address_that_more_than_half_see_wins_and_votes_grow_old()
    {
        var settings = new DiscoverySettings { VotesNeeded = 3 };
        var votes = new AddressVotes(settings);
        var mine = new IPEndPoint(IPAddress.Parse("8.1.1.1"), 9000);
        var other = new IPEndPoint(IPAddress.Parse("8.2.2.2"), 9000);
        IPEndPoint? Vote(int voter, IPEndPoint seen, int minutes = 0) => votes.Vote(
            Start.AddMinutes(minutes), Contacts[voter].NodeId, new IPAddress([30, 0, (byte)voter, 1]), seen);
        Assert.Null(Vote(0, mine));
        Assert.Null(Vote(1, mine));
        Assert.Null(Vote(1, mine));
        Assert.Null(Vote(2, other));
        Assert.Equal(mine, Vote(3, mine));
        Assert.Equal(mine, Vote(4, other));
        Assert.Null(Vote(5, other));
        Assert.Equal(other, Vote(6, other));
        Assert.Null(Vote(7, mine, minutes: 6));
        Assert.Null(Vote(8, new IPEndPoint(IPAddress.Loopback, 9000), minutes: 6));
        Assert.Null(Vote(8, new IPEndPoint(IPAddress.Parse("8.1.1.1"), 0), minutes: 6));
    }

    private static void Check(RoutingTable table, DiscoverySettings settings)
    {
        var members = Enumerable.Range(0, 257).SelectMany(table.AtDistance).ToList();
        Assert.Equal(table.Count, members.Count);
        Assert.Equal(
            table.Members.Select(static entry => entry.Record.NodeId).ToHashSet(),
            members.Select(static entry => entry.Record.NodeId).ToHashSet());
        for (var distance = 0; distance <= 256; distance++)
        {
            var bucket = table.AtDistance(distance);
            Assert.True(bucket.Count <= settings.BucketSize);
            Assert.All(bucket, entry => Assert.Equal(distance, Self.LogDistance(entry.Record.NodeId)));
            if (settings.MaxPerNetworkInTable > 0 && bucket.Count > 0)
            {
                Assert.True(Networks(bucket).Max() <= settings.MaxPerNetworkInBucket);
            }
        }

        if (settings.MaxPerNetworkInTable > 0 && members.Count > 0)
        {
            Assert.True(Networks(members).Max() <= settings.MaxPerNetworkInTable);
        }
    }

    private static IEnumerable<int> Networks(IEnumerable<NodeEntry> entries) =>
        entries.GroupBy(static entry => NetworkPrefix.Of(entry.Contact.Endpoint.Address)).Select(static group => group.Count());

    private static NodeKey[] MakeKeys(int count)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(_ => NodeKey.Create(bytes => random.NextBytes(bytes.Span)))];
    }

    private static NodeContact Contact(NodeKey key, ulong sequence, IPAddress address) => NodeContact.Of(
        new EnrBuilder().SetAddress(address).Set(EnrKeys.Udp, 9000).Build(key, sequence, out EnrRefusal? _)!, true, false)!;
}
