using Consensoor.Actors.Pools;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Pools;

/// <summary>Tests which blocks make a slashing.</summary>
public sealed class DoubleProposalsTests
{
    [Fact]
    public void TwoBlocksOfAProposerAndSlotMakeASlashingWhereOneIsVerified() => Gen.Select(
        Gen.ULong[0, 3], Gen.ULong[0, 2], Gen.Byte[0, 2], Gen.Bool).Array[1, 12].Sample(static sights =>
        {
            var proposals = new DoubleProposals(16);
            var seen = new Dictionary<(ulong Slot, ulong Proposer, byte Body), bool>();
            foreach (var (slot, proposer, body, isVerified) in sights)
            {
                var found = proposals.See(Header(slot, proposer, body), isVerified, now: 4);
                var isNews = !seen.TryGetValue((slot, proposer, body), out var wasVerified) || (isVerified && !wasVerified);
                var expected = !isNews ? [] : seen.Where(one => one.Key.Slot == slot && one.Key.Proposer == proposer && one.Key.Body != body
                    && (one.Value || isVerified)).Select(static one => one.Key.Body).Order().ToArray();
                Assert.Equal(expected, found.Select(static one => one.SignedHeader1.Message.BodyRoot.AsSpan()[31]).Order());
                Assert.All(found, one => Assert.Equal(Header(slot, proposer, body).Message, one.SignedHeader2.Message));
                seen[(slot, proposer, body)] = isVerified || wasVerified;
            }
        });

    [Fact]
    public void WhatIsOldOrToComeIsLeftAlone()
    {
        var proposals = new DoubleProposals(16);
        foreach (var slot in new ulong[] { 83, 102 })
        {
            Assert.Empty(proposals.See(Header(slot, 1, 1), isVerified: true, now: 100));
            Assert.Empty(proposals.See(Header(slot, 1, 2), isVerified: true, now: 100));
        }

        Assert.Empty(proposals.See(Header(101, 1, 1), isVerified: true, now: 100));
        Assert.Single(proposals.See(Header(101, 1, 2), isVerified: true, now: 100));
    }

    [Fact]
    public void BlocksThatNobodyVerifiedAreBoundedAndAVerifiedOneStillCounts()
    {
        var proposals = new DoubleProposals(16);
        for (byte body = 1; body <= 9; body++)
        {
            Assert.Empty(proposals.See(Header(5, 1, body), isVerified: false, now: 5));
        }

        Assert.Equal(DoubleProposals.Most, proposals.See(Header(5, 1, 100), isVerified: true, now: 5).Count);
    }

    /// <summary>Anybody may repeat a block under a signature that does not hold, which costs nobody anything.</summary>
    [Fact]
    public void ForgedBlocksDoNotTakeThePlacesOfATrueOne()
    {
        var proposals = new DoubleProposals(16);
        Assert.Empty(proposals.See(Header(5, 1, 1), isVerified: true, now: 5));
        for (byte body = 2; body < 20; body++)
        {
            proposals.Refuse(Assert.Single(proposals.See(Header(5, 1, body), isVerified: false, now: 5)));
        }

        var found = Assert.Single(proposals.See(Header(5, 1, 20), isVerified: false, now: 5));
        Assert.Equal((Header(5, 1, 1), Header(5, 1, 20)), (found.SignedHeader1, found.SignedHeader2));

        // What was verified meanwhile stays.
        Assert.Single(proposals.See(Header(5, 1, 20), isVerified: true, now: 5));
        proposals.Refuse(found);
        Assert.Equal(2, proposals.See(Header(5, 1, 21), isVerified: false, now: 5).Count);
    }

    private static SignedBeaconBlockHeader Header(ulong slot, ulong proposer, byte body) => new()
    {
        Message = new BeaconBlockHeader { Slot = slot, ProposerIndex = proposer, BodyRoot = new Bytes32([.. new byte[31], body]) },
    };
}
