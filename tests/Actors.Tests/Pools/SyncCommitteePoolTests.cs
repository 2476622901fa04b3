using Consensoor.Actors.Pools;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Pools;

public class SyncCommitteePoolTests
{
    // Voter v signs for its positions v, v + 20 and so on: 32 seats for 20 members, so that 12 sit twice.
    private const int Members = 20;
    private const int Seats = 32;

    [Fact]
    public void TheAggregateCountsEachSeatThatSignedOnce() =>
        Gen.Select(Gen.Int[0, Members - 1].List[0, 30], Gen.Select(Gen.Int[0, 3], Gen.Bool.Array[8]).List[0, 4])
            .Sample((voters, contributions) =>
            {
                var proposal = PoolStates.BaseAt(ForkName.Altair, 3);
                var pool = new SyncCommitteePool(proposal.State.Spec, new CountingBls(), 4);
                var seats = new HashSet<int>();
                foreach (var voter in voters)
                {
                    var positions = Enumerable.Range(0, Seats).Where(seat => seat % Members == voter).ToArray();
                    pool.Add(
                        new SyncCommitteeMessage
                        {
                            Slot = 2,
                            BeaconBlockRoot = proposal.ParentRoot,
                            ValidatorIndex = (ulong)voter,
                            Signature = CountingBls.SignatureOf(voter)
                        },
                        [.. positions.Select(static position => (ulong)position)]);
                    seats.UnionWith(positions);
                }

                foreach (var (subcommittee, bits) in contributions)
                {
                    var positions = Enumerable.Range(0, 8).Where(i => bits[i]).Select(i => (subcommittee * 8) + i).ToArray();
                    pool.Add(new SyncCommitteeContribution
                    {
                        Slot = 2,
                        BeaconBlockRoot = proposal.ParentRoot,
                        SubcommitteeIndex = (ulong)subcommittee,
                        AggregationBits = BitList.Create(bits),
                        Signature = CountingBls.SignatureOf(positions.Select(static position => position % Members)),
                    });
                }

                var aggregate = pool.Pack(proposal);
                var signed = Enumerable.Range(0, Seats).Where(seat => aggregate.SyncCommitteeBits[seat]).ToArray();
                Assert.Superset(seats, signed.ToHashSet());
                var expected = signed.Length == 0
                    ? Constants.G2PointAtInfinity
                    : CountingBls.SignatureOf(signed.Select(static seat => seat % Members));
                Assert.Equal(expected, aggregate.SyncCommitteeSignature);
            });

    [Fact]
    public void OtherSlotsAndBlocksDoNotCountAndTheBoundHolds() => Gen.Select(Gen.ULong[0, 6], Gen.Byte[0, 3]).List[0, 40].Sample(votes =>
    {
        var proposal = PoolStates.BaseAt(ForkName.Altair, 3);
        var pool = new SyncCommitteePool(proposal.State.Spec, new CountingBls(), 4);
        foreach (var (slot, root) in votes)
        {
            pool.Add(new SyncCommitteeMessage { Slot = slot, BeaconBlockRoot = RootOf(root), Signature = CountingBls.SignatureOf(0) }, [0]);
            Assert.True(pool.Count <= 4);
        }

        Assert.Equal(0, pool.Pack(proposal).SyncCommitteeBits.CountOnes());
        pool.Prune(5);
        Assert.True(votes.TrueForAll(static vote => vote.Item1 >= 4) || pool.Count <= 4);
    });

    private static Root RootOf(byte last) => new([.. new byte[31], last]);
}
