using Consensoor.Actors.Clock;
using Consensoor.Actors.Network.Interests;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Interests;

/// <summary>Tests which subnets a node is on, what it tells of them, and when the number of what it tells grows.</summary>
public sealed class InterestsBookTests
{
    private static readonly ChainSpec Spec = Networks.Find("mainnet")!;

    private static readonly Gen<UInt256> NodeId =
        Gen.Byte.Array[32].Select(static bytes => new UInt256(new Bytes32(bytes)));

    /// <summary>Over more than two rotations; mainnet's period is 256 epochs of 32 slots.</summary>
    [Fact]
    public void ItTellsTheSubnetsOfItsIdAndSubscribesThemAnEpochAhead() => Gen.Select(NodeId, Gen.ULong[0, 1 << 20]).Sample((id, first) =>
    {
        var book = Book(SubnetChoice.Own, id, null, first * 32);
        var (sequence, told) = (book.Current.MetaData.SeqNumber, book.Current.MetaData.Attnets);
        for (var epoch = first; epoch < first + 600; epoch++)
        {
            book.Advance((epoch * 32) + (epoch % 32));
            var expected = AttestationSubnets.ComputeSubscribedSubnets(Spec, id, epoch).Order().ToArray();
            var ahead = AttestationSubnets.ComputeSubscribedSubnets(Spec, id, epoch + 1);
            var (metaData, subscribed) = (book.Current.MetaData, book.Current.AttestationSubnets);
            Assert.Equal(expected, On(metaData.Attnets));
            Assert.Equal(expected.Union(ahead).Order(), On(subscribed));
            sequence += metaData.Attnets == told ? 0UL : 1UL;
            told = metaData.Attnets;
            Assert.Equal(sequence, metaData.SeqNumber);
        }

        Assert.True(sequence > 1);
    }, iter: 20);

    [Theory]
    [InlineData(SubnetChoice.All, 64, 4)]
    [InlineData(SubnetChoice.None, 0, 0)]
    public void ItIsOnAllSubnetsOrNoneWhereSoSet(SubnetChoice choice, int attestation, int sync)
    {
        var book = Book(choice, default(UInt256), null, 0);
        Assert.False(book.Take(new AttestationSubnetsNeeded([(5, 100)]), 0));
        Assert.False(book.Take(new SyncSubnetsNeeded([(1, 100)]), 0));
        var interests = book.Current;
        Assert.Equal((attestation, attestation), (interests.AttestationSubnets.CountOnes(), interests.MetaData.Attnets.CountOnes()));
        Assert.Equal((sync, sync), (interests.SyncSubnets.CountOnes(), interests.MetaData.Syncnets.CountOnes()));
        Assert.Equal(128, interests.ColumnSubnets.CountOnes());
    }

    [Fact]
    public void ANodeOfAnInProcessNetworkIsOnAllSubnets() =>
        Assert.Equal(64, Book(SubnetChoice.Own, null, null, 0).Current.AttestationSubnets.CountOnes());

    /// <summary>A duty's subnet is subscribed and not told: it is none of the persistent ones.</summary>
    [Fact]
    public void ADutysSubnetIsSubscribedUpToItsSlotAndNotTold()
    {
        var book = Book(SubnetChoice.Own, default(UInt256), null, 0);
        var own = On(book.Current.AttestationSubnets);
        var subnet = Enumerable.Range(0, 64).Select(static subnet => (ulong)subnet).First(subnet => !own.Contains(subnet));
        Assert.True(book.Take(new AttestationSubnetsNeeded([(subnet, 40), (64, 40), (ulong.MaxValue, 40)]), 3));
        Assert.False(book.Take(new AttestationSubnetsNeeded([(subnet, 20)]), 4));
        Assert.Contains(subnet, On(book.Current.AttestationSubnets));
        Assert.DoesNotContain(subnet, On(book.Current.MetaData.Attnets));
        Assert.Equal(1UL, book.Current.MetaData.SeqNumber);
        Assert.False(book.Advance(40));
        Assert.True(book.Advance(41));
        Assert.Equal(own, On(book.Current.AttestationSubnets));
    }

    [Fact]
    public void ASyncSubnetIsToldUpToItsEpochAndEachChangeHasANumber()
    {
        var book = Book(SubnetChoice.Own, default(UInt256), null, 0);
        Assert.True(book.Take(new SyncSubnetsNeeded([(3, 2), (4, 2)]), 0));
        Assert.Equal([3UL], On(book.Current.SyncSubnets));
        Assert.Equal([3UL], On(book.Current.MetaData.Syncnets));
        Assert.Equal(2UL, book.Current.MetaData.SeqNumber);
        Assert.False(book.Advance(95));
        Assert.True(book.Advance(96));
        Assert.Empty(On(book.Current.MetaData.Syncnets));
        Assert.Equal(3UL, book.Current.MetaData.SeqNumber);
    }

    [Fact]
    public void CustodyIsTakenWithinItsBounds()
    {
        var book = Book(SubnetChoice.All, default(UInt256), null, 0);
        Assert.Equal(128UL, book.Current.MetaData.CustodyGroupCount);
        Assert.True(book.Take(new CustodyChanged(4, [7, 127, 128, ulong.MaxValue]), 0));
        Assert.Equal((4UL, 2UL), (book.Current.MetaData.CustodyGroupCount, book.Current.MetaData.SeqNumber));
        Assert.Equal([7UL, 127UL], On(book.Current.ColumnSubnets));
        Assert.False(book.Take(new CustodyChanged(4, [127, 7, 7]), 1));
        Assert.True(book.Take(new CustodyChanged(ulong.MaxValue, [7, 127]), 1));
        Assert.Equal((128UL, 3UL), (book.Current.MetaData.CustodyGroupCount, book.Current.MetaData.SeqNumber));
    }

    /// <summary>The same as was told keeps its number; anything else has a higher one, and so has what nothing is known of.</summary>
    [Fact]
    public void TheNumberGoesOnAfterARestart()
    {
        var told = Book(SubnetChoice.Own, default(UInt256), null, 0).Current.MetaData with { SeqNumber = 77 };
        Assert.Equal(77UL, Book(SubnetChoice.Own, default(UInt256), told, 31).Current.MetaData.SeqNumber);
        Assert.Equal(78UL, Book(SubnetChoice.All, default(UInt256), told, 31).Current.MetaData.SeqNumber);
        Assert.Equal(1000UL, Book(SubnetChoice.All, default(UInt256), told, 31, 1000).Current.MetaData.SeqNumber);
        Assert.Equal(1000UL, Book(SubnetChoice.Own, default(UInt256), null, 31, 1000).Current.MetaData.SeqNumber);
    }

    private static InterestsBook Book(SubnetChoice choice, UInt256? id, MetaData? told, Slot slot, ulong first = 1) =>
        new(new InterestsSettings(Spec, new SlotSchedule(Spec, 0), choice, id, first), told, slot);

    private static IReadOnlyList<ulong> On(BitList bits) =>
        [.. Enumerable.Range(0, bits.Length).Where(subnet => bits[subnet]).Select(static subnet => (ulong)subnet)];
}
