using Consensoor.Fuzz.Gossip;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Gossip;

/// <summary>An aggregate is covered where one that was accepted has all its votes, whoever made it, and in no other case.</summary>
public sealed class CoveredVotesTests
{
    private static readonly Gen<(bool[] Seen, bool[] Said, bool IsSameData, bool IsSameAggregator)> Cases = Gen.Select(
        Gen.Bool.Array[4], Gen.Bool.Array[4], Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false))), Gen.Bool);

    [Theory]
    [InlineData(ForkName.Phase0)]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Gloas)]
    public void AnAggregateIsCoveredByOneThatHasItsVotes(ForkName fork)
    {
        var world = GossipWorld.Of(fork);
        var view = new GossipWorldView(world, world.At(20), new Checkpoint());
        Cases.Sample(
            one =>
            {
                var seen = new Seen(world.Spec);
                BeaconAggregateAndProofGossip.Mark(seen, world.Spec, Aggregate(fork, one.Seen, data: 1, aggregator: 7));
                var message = Aggregate(fork, one.Said, one.IsSameData ? 1UL : 2, one.IsSameAggregator ? 7UL : 8);
                var result = BeaconAggregateAndProofGossip.ValidateBeaconAggregateAndProofGossip(
                    seen, view, new SignedAggregateAndProof { Message = message }, world.TimeIn(20), AcceptAllVerifier.Instance, out _);
                Assert.Equal(one.IsSameData && Covers(one.Seen, one.Said), result.IsCovered);
                Assert.Equal(one.IsSameAggregator && !result.IsCovered, result.IsRepeat);
                Assert.True(!(result.IsCovered || result.IsRepeat) || result.Decision == GossipDecision.Ignore);
            },
            iter: 200);
    }

    [Fact]
    public void AContributionIsCoveredByOneThatHasItsSignatures()
    {
        var world = GossipWorld.Of(ForkName.Altair);
        var view = new GossipWorldView(world, world.At(20), new Checkpoint());
        Cases.Sample(
            one =>
            {
                var seen = new Seen(world.Spec);
                SyncCommitteeContributionAndProofGossip.Mark(seen, Contribution(one.Seen, data: 1, aggregator: 7));
                var message = Contribution(one.Said, one.IsSameData ? 1UL : 2, one.IsSameAggregator ? 7UL : 8);
                var result = SyncCommitteeContributionAndProofGossip.ValidateSyncCommitteeContributionAndProofGossip(
                    seen, view, new SignedContributionAndProof { Message = message }, world.TimeIn(20), AcceptAllVerifier.Instance);
                Assert.Equal(one.IsSameData && Covers(one.Seen, one.Said), result.IsCovered);
                Assert.Equal(one.IsSameAggregator && !result.IsCovered, result.IsRepeat);
                Assert.True(!(result.IsCovered || result.IsRepeat) || result.Decision == GossipDecision.Ignore);
            },
            iter: 200);
    }

    private static bool Covers(bool[] seen, bool[] said) => !said.Where((bit, place) => bit && !seen[place]).Any();

    private static AggregateAndProof Aggregate(ForkName fork, bool[] bits, ulong data, ulong aggregator) => new()
    {
        AggregatorIndex = aggregator,
        Aggregate = new Attestation
        {
            AggregationBits = Bits(bits.Length, bits),
            CommitteeBits = fork < ForkName.Electra ? BitList.Empty : Bits(4, [true]),
            Data = new AttestationData
            {
                Slot = 20, BeaconBlockRoot = Named(data), Source = new Checkpoint(), Target = new Checkpoint { Epoch = 2 },
            },
        },
    };

    private static ContributionAndProof Contribution(bool[] bits, ulong data, ulong aggregator) => new()
    {
        AggregatorIndex = aggregator,
        Contribution = new SyncCommitteeContribution { Slot = 20, BeaconBlockRoot = Named(data), AggregationBits = Bits(8, bits) },
    };

    private static BitList Bits(int length, bool[] bits)
    {
        var list = BitList.Zeros(length);
        foreach (var (place, bit) in bits.Index())
        {
            list = bit ? list.SetItem(place, true) : list;
        }

        return list;
    }

    private static Root Named(ulong name) => new([.. new byte[24], .. BitConverter.GetBytes(name)]);
}
