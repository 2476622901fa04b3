using Consensoor.Actors.Pools;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Pools;

public class AttestationPoolTests
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal);

    private static readonly Gen<bool[]> Bits = Gen.Bool.Array[6].Where(static bits => bits.Any(static bit => bit));

    [Fact]
    public void EveryAggregateCountsEachOfItsVotersOnceAndNoVoteIsLost() => Bits.List[1, 24].Sample(votes =>
    {
        var group = new AttestationGroup(DataOf(1), 0, new CountingBls());
        foreach (var bits in votes)
        {
            group.Add(new PooledAttestation(BitList.Create(bits), VotersOf(bits), CountingBls.SignatureOf(PositionsOf(bits))));
            Assert.True(group.Aggregates.Count <= AttestationGroup.MaxAggregates);
        }

        foreach (var aggregate in group.Aggregates)
        {
            Assert.Equal(CountingBls.SignatureOf(Enumerable.Range(0, 6).Where(i => aggregate.Bits[i])), aggregate.Signature);
            Assert.Equal(aggregate.Bits.CountOnes(), aggregate.Attesters.Distinct().Count());
        }

        if (group.Aggregates.Count < AttestationGroup.MaxAggregates)
        {
            var kept = group.Aggregates.SelectMany(static aggregate => aggregate.Attesters).ToHashSet();
            Assert.Superset(votes.SelectMany(VotersOf).ToHashSet(), kept);
        }
    });

    [Fact]
    public void SignaturesAreAggregatedWhenAskedForAndEachOnce()
    {
        var bls = new CountingBls();
        var group = new AttestationGroup(DataOf(1), 0, bls);
        for (var voter = 0; voter < 64; voter++)
        {
            group.Add(new PooledAttestation(BitList.Zeros(94).SetItem(voter, true), [(ulong)voter], CountingBls.SignatureOf(voter)));
        }

        Assert.Equal(0, bls.Aggregated);
        Assert.Equal(CountingBls.SignatureOf(Enumerable.Range(0, 64)), group.Best!.Signature);
        Assert.Equal(64, bls.Aggregated);
        group.Add(new PooledAttestation(BitList.Zeros(94).SetItem(64, true), [64], CountingBls.SignatureOf(64)));
        Assert.Equal(65, group.Aggregates[0].Attesters.Count);
        Assert.Equal(CountingBls.SignatureOf(Enumerable.Range(0, 65)), group.Best!.Signature);
        Assert.Equal(66, bls.Aggregated);
    }

    [Fact]
    public void APoolStaysWithinItsBoundAndCountsWhatItDrops() =>
        Gen.Select(Gen.ULong[0, 12], Gen.ULong[0, 3], Gen.Int[0, 5]).List[0, 80].Sample(votes =>
        {
            var pool = new AttestationPool(Spec, new CountingBls(), 5);
            foreach (var (slot, index, voter) in votes)
            {
                var bits = BitList.Zeros(6).SetItem(voter, true);
                pool.Add(new VerifiedAttestation(
                    new Attestation { AggregationBits = bits, Data = DataOf(slot, index), Signature = CountingBls.SignatureOf(voter) },
                    [(ulong)voter]));
                Assert.True(pool.Count <= 5);
                Assert.Equal(pool.Count, pool.Slots.Sum(kept => pool.GroupsOf(kept).Count()));
            }

            Assert.True(
                votes.Count == 0 || votes.Select(static vote => (vote.Item1, vote.Item2)).Distinct().Count() <= 5 || pool.Dropped > 0);
        });

    [Theory]
    [InlineData(ForkName.Phase0)]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Deneb)]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Gloas)]
    public void PackedAttestationsAreWithinLimitsAndAcceptedInTheirOrder(ForkName fork)
    {
        var proposal = PoolStates.BaseAt(fork, 11);
        var state = proposal.State;
        var vote =
            from slot in Gen.ULong[2, 11]
            from committee in Gen.ULong[0, 1]
            from bits in Gen.Bool.Array[4].Where(static bits => bits.Any(static bit => bit))
            from wrong in Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[1, 4]))
            select AttestationOf(state, slot, committee, bits, wrong);
        vote.List[0, 60].Sample(
            votes =>
            {
                var pool = new AttestationPool(state.Spec, new CountingBls(), 64);
                foreach (var verified in votes)
                {
                    pool.Add(verified);
                }

                var packed = AttestationPacker.Pack(pool, proposal, new CountingBls());
                var limit = fork >= ForkName.Electra ? state.Preset.MaxAttestationsElectra : state.Preset.MaxAttestations;
                Assert.True((ulong)packed.Count <= limit);
                var (draft, refusal) = PackingState.Of(proposal);
                Assert.Null(refusal);
                foreach (var attestation in packed)
                {
                    Assert.Null(
                        Attestations.ProcessAttestation(draft, attestation, state.LatestBlockHeader.Slot, AcceptAllVerifier.Instance));
                    Assert.Equal(
                        CountingBls.SignatureOf(Accessors.GetAttestingIndices(state, attestation).Select(static index => (int)index)),
                        attestation.Signature);
                }

                if (votes.Exists(verified => Attestations.ProcessAttestation(
                    state.Copy(), verified.Attestation, state.LatestBlockHeader.Slot, AcceptAllVerifier.Instance) is null))
                {
                    Assert.NotEmpty(packed);
                }
            },
            iter: 60);
    }

    /// <summary>Votes of one data are joined over the committees; one group's bad votes must not take the others' with them.</summary>
    [Fact]
    public void BadVotesOfOneCommitteeDoNotCostAnothersTheirPlace()
    {
        var proposal = PoolStates.BaseAt(ForkName.Gloas, 11);
        var pool = new AttestationPool(proposal.State.Spec, new CountingBls(), 64);
        pool.Add(AttestationOf(proposal.State, 4, 0, [false, true, false, false], 4));
        var good = AttestationOf(proposal.State, 4, 1, [false, true, true, true], 0);
        pool.Add(good);

        Assert.Equal([good.Attestation], AttestationPacker.Pack(pool, proposal, new CountingBls()));
    }

    /// <summary>Votes whose bits are too few do not keep those out that come after them, of the same committee and data.</summary>
    [Fact]
    public void BadVotesOfACommitteeDoNotCostItsGoodOnesTheirPlace()
    {
        var proposal = PoolStates.BaseAt(ForkName.Electra, 11);
        var pool = new AttestationPool(proposal.State.Spec, new CountingBls(), 64);
        pool.Add(AttestationOf(proposal.State, 8, 1, [false, false, true, true], 4));
        var good = AttestationOf(proposal.State, 8, 1, [false, true, false, false], 0);
        pool.Add(good);

        Assert.Equal([good.Attestation], AttestationPacker.Pack(pool, proposal, new CountingBls()));
    }

    /// <summary>What blocks have included stays in the pool for two epochs: it must not crowd out the newest votes.</summary>
    [Theory]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Gloas)]
    public void VotesThatTheChainHasDoNotKeepTheNewestOut(ForkName fork)
    {
        const Slot Newest = 59;
        var proposal = PoolStates.BaseAt(fork, Newest + 1, Preset.Mainnet);
        var state = proposal.State.Copy();
        var pool = new AttestationPool(state.Spec, new CountingBls(), 4096);
        for (Slot slot = 1; slot < Newest; slot++)
        {
            var flags = slot < 32 ? state.PreviousEpochParticipation : state.CurrentEpochParticipation;
            var full = AttestationOf(state, slot, 0, [true, true], 0);
            pool.Add(full);
            foreach (var attester in full.AttestingIndices)
            {
                flags[attester] = 7;
            }
        }

        state.Freeze();
        var newest = AttestationOf(state, Newest, 0, [true, false], 0);
        pool.Add(newest);

        Assert.Equal([newest.Attestation], AttestationPacker.Pack(pool, proposal with { State = state }, new CountingBls()));
    }

    /// <summary>No votes are packed again that the chain has, in phase0 either, where it keeps them as attestations.</summary>
    [Theory]
    [InlineData(ForkName.Phase0)]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Gloas)]
    public void WhatABlockHasPackedIsNoNewsForTheNext(ForkName fork)
    {
        var proposal = PoolStates.BaseAt(fork, 11);
        var pool = new AttestationPool(proposal.State.Spec, new CountingBls(), 64);
        for (Slot slot = 4; slot < 11; slot++)
        {
            pool.Add(AttestationOf(proposal.State, slot, 0, [true, true, false, true], 0));
        }

        var packed = AttestationPacker.Pack(pool, proposal, new CountingBls());
        Assert.Equal(7, packed.Count);
        var state = proposal.State.Copy();
        foreach (var attestation in packed)
        {
            Assert.Null(Attestations.ProcessAttestation(
                state, attestation, state.LatestBlockHeader.Slot, AcceptAllVerifier.Instance));
        }

        state.Freeze();
        Assert.Empty(AttestationPacker.Pack(pool, proposal with { State = state }, new CountingBls()));
        var more = AttestationOf(proposal.State, 10, 0, [false, false, true, true], 0);
        pool.Add(more);
        Assert.Equal([more.Attestation], AttestationPacker.Pack(pool, proposal with { State = state }, new CountingBls()));
    }

    /// <summary>Signatures are joined for what is packed, and not for what the chain has.</summary>
    [Fact]
    public void OnlyWhatIsPackedIsJoined()
    {
        var proposal = PoolStates.BaseAt(ForkName.Electra, 11);
        var state = proposal.State.Copy();
        var bls = new CountingBls();
        var pool = new AttestationPool(state.Spec, bls, 64);
        for (Slot slot = 4; slot < 11; slot++)
        {
            foreach (var committee in (CommitteeIndex[])[0, 1])
            {
                var full = AttestationOf(state, slot, committee, [true, true, true, true], 0);
                pool.Add(full);
                var flags = slot < 8 ? state.PreviousEpochParticipation : state.CurrentEpochParticipation;
                foreach (var attester in slot < 10 ? full.AttestingIndices : [])
                {
                    flags[attester] = 7;
                }
            }
        }

        state.Freeze();
        Assert.Equal(8, Assert.Single(AttestationPacker.Pack(pool, proposal with { State = state }, bls)).AggregationBits.CountOnes());
        Assert.Equal(2, bls.Aggregated);
    }

    /// <summary>The data of other committees names them, and electra's names none.</summary>
    [Fact]
    public void OfTheVotesFromBeforeElectraThoseOfFirstCommitteesGoIntoItsBlocks()
    {
        var before = PoolStates.BaseAcross(ForkName.Electra, at: 1, slot: 7).State;
        var proposal = PoolStates.BaseAcross(ForkName.Electra, at: 1, slot: 9);
        Assert.Equal((ForkName.Deneb, ForkName.Electra), (before.ForkName, proposal.State.ForkName));
        var pool = new AttestationPool(proposal.State.Spec, new CountingBls(), 64);
        var first = AttestationOf(before, 7, 0, [true, false, true, true], 0).Attestation;
        pool.Add(AttestationOf(before, 7, 0, [true, false, true, true], 0));
        pool.Add(AttestationOf(before, 7, 1, [true, true, true, true], 0));

        var packed = Assert.Single(AttestationPacker.Pack(pool, proposal, new CountingBls()));
        Assert.Equal(first with { CommitteeBits = BitList.Zeros(4).SetItem(0, true) }, packed);
    }

    private static VerifiedAttestation AttestationOf(BeaconState state, Slot slot, CommitteeIndex committee, bool[] bits, int wrong)
    {
        var members = Accessors.GetBeaconCommittee(state, slot, committee).ToArray();
        var root = Accessors.GetBlockRootAtSlot(state, Math.Min(slot, state.Slot - 1));
        var data = Attesting.GetAttestationData(state, root, 0, false, slot, committee);
        var isPrevious = slot < state.Slot / state.Preset.SlotsPerEpoch * state.Preset.SlotsPerEpoch;
        data = data with { Source = isPrevious ? state.PreviousJustifiedCheckpoint : state.CurrentJustifiedCheckpoint };
        data = wrong switch
        {
            1 => data with { Source = new Checkpoint { Epoch = 7 } },
            2 => data with { Index = 5 },
            3 => data with { Target = data.Target with { Epoch = data.Target.Epoch + 1 } },
            _ => data,
        };
        Array.Resize(ref bits, wrong == 4 ? 3 : members.Length);
        var attesters = members.Where((_, i) => i < bits.Length && bits[i]).ToArray();
        return new VerifiedAttestation(
            new Attestation
            {
                AggregationBits = BitList.Create(bits),
                Data = data,
                Signature = CountingBls.SignatureOf(attesters.Select(static attester => (int)attester)),
                CommitteeBits = state.ForkName >= ForkName.Electra
                    ? BitList.Zeros((int)state.Preset.MaxCommitteesPerSlot).SetItem((int)committee, true)
                    : BitList.Empty,
            },
            attesters);
    }

    private static AttestationData DataOf(Slot slot, CommitteeIndex index = 0) => new()
    {
        Slot = slot,
        Index = index,
        Source = new Checkpoint(),
        Target = new Checkpoint { Epoch = slot / 8 },
    };

    private static int[] PositionsOf(bool[] bits) => [.. Enumerable.Range(0, bits.Length).Where(i => bits[i])];

    private static ValidatorIndex[] VotersOf(bool[] bits) => [.. PositionsOf(bits).Select(static position => (ValidatorIndex)position)];
}
