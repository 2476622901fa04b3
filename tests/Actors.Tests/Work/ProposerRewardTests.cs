using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Work;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Work;

/// <summary>
/// What a block is worth to its proposer is what the specification's formulas give, and what processing it adds to the proposer's balance.
/// </summary>
public sealed class ProposerRewardTests
{
    private const Slot At = 21;

    [Theory]
    [InlineData(ForkName.Phase0)]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Bellatrix)]
    [InlineData(ForkName.Capella)]
    [InlineData(ForkName.Deneb)]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Fulu)]
    [InlineData(ForkName.Gloas)]
    public void ARewardIsThatOfTheFormulasAndOfTheBalance(ForkName fork)
    {
        var anyPaid = false;
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var state = Voted(PoolStates.BaseAt(fork, At).State, random);
                var block = Block(state, random);
                var reward = ProposerReward.Of(state, block);
                Assert.Equal(Literal(state, block), reward);
                Assert.Equal(Processed(state, block), reward);
                anyPaid |= reward > 0;
            },
            iter: 60);
        Assert.True(anyPaid);
    }

    /// <summary>Who includes a slashing of itself gains nothing.</summary>
    [Fact]
    public void AProposerThatSlashesItselfIsPaidNothing()
    {
        var state = PoolStates.BaseAt(ForkName.Deneb, At).State;
        var block = Block(state, new Random(1));
        block = block with { Body = block.Body with { ProposerSlashings = [Slashing(block.ProposerIndex)] } };
        Assert.Equal(0UL, ProposerReward.Of(state, block));
    }

    /// <summary>Blocks of a chain that ran, drafted anew: what the worker says is what the balance of the proposer grew by.</summary>
    [Fact]
    public void AWorkerSaysWhatABlockIsWorthWhereThatIsAsked()
    {
        var chain = RecordedChain.Instance;
        var jobs = new TransitionJobs(ManagedBls.Shared, new byte[32]);
        var (state, paid) = (chain.World.Genesis, 0);
        foreach (var signed in chain.Blocks.OrderBy(static signed => signed.Message.Slot))
        {
            var block = signed.Message;
            var advanced = StateTransition.AdvanceTo(state, block.Slot, AcceptAllVerifier.Instance).Post!;
            advanced.Freeze();
            var drafted = (BlockDrafted)jobs.Do(new DraftBlock(1, advanced, block) { IsValued = true }, static () => default);
            Assert.Equal(block.StateRoot, drafted.Block!.StateRoot);
            Assert.Null(((BlockDrafted)jobs.Do(new DraftBlock(1, advanced, block), static () => default)).Reward);
            state = drafted.PostState!;
            var own = (int)block.ProposerIndex;
            var grown = (long)state.Balances[own] - (long)advanced.Balances[own] - OfOwnSeats(advanced, block);
            Assert.Equal(grown, (long)drafted.Reward!.Value);
            paid += drafted.Reward > 0 ? 1 : 0;
        }

        Assert.True(paid > 3, $"{paid} blocks were worth something");
    }

    /// <summary>The formulas of the specification, one after another, with sets in place of flags.</summary>
    private static Gwei Literal(BeaconState state, BeaconBlock block)
    {
        var (fork, preset, body) = (state.ForkName, state.Preset, block.Body);
        var total = 0UL;
        foreach (var slashed in body.ProposerSlashings.Select(static one => one.SignedHeader1.Message.ProposerIndex)
            .Concat(body.AttesterSlashings.SelectMany(static one => one.Attestation1.AttestingIndices)))
        {
            total += state.Validators[slashed].EffectiveBalance
                / (fork >= ForkName.Electra ? preset.WhistleblowerRewardQuotientElectra : preset.WhistleblowerRewardQuotient);
        }

        if (fork < ForkName.Altair)
        {
            return total;
        }

        var increment = preset.EffectiveBalanceIncrement;
        var active = state.Validators.Where(validator => Predicates.IsActiveValidator(validator, At / preset.SlotsPerEpoch));
        var activeBalance = active.Aggregate(0UL, static (sum, validator) => sum + validator.EffectiveBalance);
        var perIncrement = increment * preset.BaseRewardFactor / (ulong)Math.Sqrt(activeBalance);
        var held = new HashSet<(Epoch, ValidatorIndex, int)>();
        foreach (var (epoch, flags) in ((Epoch, IEnumerable<byte>)[])
            [(1, state.PreviousEpochParticipation), (2, state.CurrentEpochParticipation)])
        {
            held.UnionWith(
                from one in flags.Index() from flag in Enumerable.Range(0, 3) where (one.Item >> flag & 1) == 1
                select (epoch, (ulong)one.Index, flag));
        }

        ulong[] weights = [14, 26, 14];
        foreach (var vote in body.Attestations)
        {
            Assert.Null(Accessors.GetAttestationParticipationFlagIndices(
                state, vote.Data, At - vote.Data.Slot, state.LatestBlockHeader.Slot, out var earned));
            var numerator = 0UL;
            foreach (var index in Accessors.GetAttestingIndices(state, vote))
            {
                var baseReward = state.Validators[index].EffectiveBalance / increment * perIncrement;
                for (var flag = 0; flag < weights.Length; flag++)
                {
                    numerator += (earned >> flag & 1) == 1 && held.Add((vote.Data.Target.Epoch, index, flag))
                        ? baseReward * weights[flag]
                        : 0;
                }
            }

            total += numerator / ((64 - 8) * 64 / 8);
        }

        var participant = perIncrement * (activeBalance / increment) * 2 / 64 / preset.SlotsPerEpoch / preset.SyncCommitteeSize;
        return total + (participant * 8 / (64 - 8) * (ulong)body.SyncAggregate.SyncCommitteeBits.CountOnes());
    }

    /// <summary>What the steps of processing add to the proposer's balance, but for its own seats in the sync committee.</summary>
    private static Gwei Processed(BeaconState state, BeaconBlock block)
    {
        var (copy, own) = (state.Copy(), (int)block.ProposerIndex);
        var refusal = OperationProcessing.ProcessOperations(copy, block.Body, copy.LatestBlockHeader.Slot, AcceptAllVerifier.Instance)
            ?? (copy.ForkName < ForkName.Altair
                ? null
                : SyncAggregates.ProcessSyncAggregate(copy, block.Body.SyncAggregate, AcceptAllVerifier.Instance));
        Assert.Null(refusal);
        return (ulong)((long)copy.Balances[own] - (long)state.Balances[own] - OfOwnSeats(state, block));
    }

    private static long OfOwnSeats(BeaconState state, BeaconBlock block)
    {
        if (state.ForkName < ForkName.Altair)
        {
            return 0;
        }

        var bits = block.Body.SyncAggregate.SyncCommitteeBits;
        var reward = (long)SyncAggregates.GetSyncRewards(state).ParticipantReward;
        return SyncCommittees.PositionsIn(state.CurrentSyncCommittee, state.Validators[block.ProposerIndex].Pubkey)
            .Sum(seat => bits[seat] ? reward : -reward);
    }

    /// <summary>The state, with some votes of earlier blocks and balances that are not all the same.</summary>
    private static BeaconState Voted(BeaconState from, Random random)
    {
        var state = from.Copy();
        for (var index = 0; index < state.Validators.Count; index++)
        {
            var effective = state.Validators[index].EffectiveBalance - ((ulong)random.Next(4) * state.Preset.EffectiveBalanceIncrement);
            state.Validators[index] = state.Validators[index] with { EffectiveBalance = effective };
            if (state.ForkName >= ForkName.Altair)
            {
                state.PreviousEpochParticipation[index] = (byte)random.Next(8);
                state.CurrentEpochParticipation[index] = (byte)random.Next(8);
            }
        }

        state.Freeze();
        return state;
    }

    private static BeaconBlock Block(BeaconState state, Random random)
    {
        var proposer = Accessors.GetBeaconProposerIndex(state);
        var others = Enumerable.Range(0, state.Validators.Count).Select(static index => (ulong)index)
            .Where(index => index != proposer).OrderBy(_ => random.Next()).ToArray();
        var double1 = others.Take(random.Next(4)).Order().ToArray();
        var body = BeaconBlockBody.Default(state.Ssz) with
        {
            ProposerSlashings = [.. others.Skip(4).Take(random.Next(3)).Select(Slashing)],
            AttesterSlashings = double1.Length == 0 ? [] : [DoubleVote(double1)],
            Attestations = [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => Vote(state, random))],
        };
        var block = BeaconBlock.Default(state.Ssz) with { Slot = At, ProposerIndex = proposer };
        if (state.ForkName < ForkName.Altair)
        {
            return block with { Body = body };
        }

        var aggregate = SyncCommittees.EmptyAggregate(state.Preset);
        var bits = Bits((int)state.Preset.SyncCommitteeSize, random);
        return block with { Body = body with { SyncAggregate = aggregate with { SyncCommitteeBits = bits } } };
    }

    private static Attestation Vote(BeaconState state, Random random)
    {
        var (fork, preset) = (state.ForkName, state.Preset);
        var slot = At - (ulong)random.Next(1, 9);
        var epoch = slot / preset.SlotsPerEpoch;
        var committee = (ulong)random.Next((int)Accessors.GetCommitteeCountPerSlot(state, epoch));
        var members = Accessors.GetBeaconCommittee(state, slot, committee).Length;
        return new Attestation
        {
            AggregationBits = Bits(members, random).SetItem(random.Next(members), true),
            CommitteeBits = fork < ForkName.Electra
                ? BitList.Empty
                : BitList.Zeros((int)preset.MaxCommitteesPerSlot).SetItem((int)committee, true),
            Data = new AttestationData
            {
                Slot = slot,
                Index = fork < ForkName.Electra ? committee : 0,
                BeaconBlockRoot = random.Next(4) == 0 ? default : Accessors.GetBlockRootAtSlot(state, slot),
                Source = epoch == At / preset.SlotsPerEpoch ? state.CurrentJustifiedCheckpoint : state.PreviousJustifiedCheckpoint,
                Target = new Checkpoint { Epoch = epoch, Root = random.Next(4) == 0 ? default : Accessors.GetBlockRoot(state, epoch) },
            },
        };
    }

    private static ProposerSlashing Slashing(ValidatorIndex index)
    {
        var header = new BeaconBlockHeader { Slot = 3, ProposerIndex = index };
        return new ProposerSlashing
        {
            SignedHeader1 = new SignedBeaconBlockHeader { Message = header },
            SignedHeader2 = new SignedBeaconBlockHeader { Message = header with { StateRoot = new Root([.. new byte[31], 1]) } },
        };
    }

    private static AttesterSlashing DoubleVote(ValidatorIndex[] attesters)
    {
        var data = new AttestationData { Source = new Checkpoint(), Target = new Checkpoint { Epoch = 1 } };
        return new AttesterSlashing
        {
            Attestation1 = new IndexedAttestation { AttestingIndices = [.. attesters], Data = data },
            Attestation2 = new IndexedAttestation { AttestingIndices = [.. attesters], Data = data with { Slot = 1 } },
        };
    }

    private static BitList Bits(int length, Random random)
    {
        var bits = BitList.Zeros(length);
        for (var place = 0; place < length; place++)
        {
            bits = random.Next(2) == 0 ? bits : bits.SetItem(place, true);
        }

        return bits;
    }
}
