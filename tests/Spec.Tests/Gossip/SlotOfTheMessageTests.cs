using System.IO.Compression;
using System.Reflection;
using Consensoor.Fuzz.Gossip;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.Gossip;

/// <summary>Messages are judged on the state of their own slot, whatever slot the head is of.</summary>
public sealed class SlotOfTheMessageTests
{
    private static readonly AcceptAllVerifier Verifier = AcceptAllVerifier.Instance;

    /// <summary>
    /// The last slot of a sync-committee period was missed: whoever signs in it is of the next committee, which the head's state knows as
    /// such.
    /// </summary>
    [Fact]
    public void SyncCommitteeMessagesOfAPeriodsMissedLastSlotAreOfTheNextCommittee()
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with
        {
            AltairForkEpoch = 0,
            BellatrixForkEpoch = 10_000,
            CapellaForkEpoch = Constants.FarFutureEpoch,
            DenebForkEpoch = Constants.FarFutureEpoch,
            ElectraForkEpoch = Constants.FarFutureEpoch,
            FuluForkEpoch = Constants.FarFutureEpoch,
            GloasForkEpoch = Constants.FarFutureEpoch,
            HezeForkEpoch = Constants.FarFutureEpoch,
        });
        Assert.True(BeaconState.TryDecode(Data("altair-minimal-genesis.ssz.gz"), spec.Ssz(ForkName.Altair), out var genesis, out _));
        var head = StateTransition.AdvanceTo(genesis, 190, Verifier).Post!;
        var view = new HeadView(spec, head, genesis.GenesisTime * 1000);
        var now = spec.Times(view.GenesisTimeMs).StartMs(191) + 1_000;
        Assert.NotEqual(head.CurrentSyncCommittee, head.NextSyncCommittee);

        var size = (ulong)SyncCommittees.SubcommitteeSize(spec.Preset);
        var accepted = 0;
        for (var position = 0UL; position < spec.Preset.SyncCommitteeSize; position++)
        {
            Assert.True(Accessors.TryGetValidatorIndex(head, head.NextSyncCommittee.Pubkeys[position], out var validator));
            var message = new SyncCommitteeMessage { Slot = 191, BeaconBlockRoot = view.HeadRoot, ValidatorIndex = validator };
            var result = SyncCommitteeMessageGossip.ValidateSyncCommitteeMessageGossip(
                new Seen(spec), view, message, now, position / size, Verifier, out var positions);
            Assert.Equal((GossipDecision.Accept, ""), (result.Decision, result.Reason));
            Assert.Contains(position, positions);
            accepted++;
        }

        Assert.Equal(32, accepted);
        var former =
            head.CurrentSyncCommittee.Pubkeys.AsSpan().ToArray().First(key => !head.NextSyncCommittee.Pubkeys.AsSpan().Contains(key));
        Assert.True(Accessors.TryGetValidatorIndex(head, former, out var left));
        for (var subnet = 0UL; subnet < Constants.SyncCommitteeSubnetCount; subnet++)
        {
            var late = new SyncCommitteeMessage { Slot = 191, BeaconBlockRoot = view.HeadRoot, ValidatorIndex = left };
            var result =
                SyncCommitteeMessageGossip.ValidateSyncCommitteeMessageGossip(new Seen(spec), view, late, now, subnet, Verifier, out _);
            Assert.Equal(GossipDecision.Reject, result.Decision);
        }
    }

    [Theory]
    [InlineData(64UL, 63UL)]
    [InlineData(62UL, 62UL)]
    [InlineData(62UL, 63UL)]
    [InlineData(60UL, 126UL)]
    public void ContributionsAreOfTheCommitteeOfTheNextSlotsPeriod(ulong headSlot, ulong slot)
    {
        var world = GossipWorld.Of(ForkName.Altair);
        var head = world.At(47) with { State = StateTransition.AdvanceTo(world.At(47).State!, headSlot, Verifier).Post };
        var view = new GossipWorldView(world, head, new Checkpoint());
        var committee = (slot + 1) / 64 == headSlot / 64 ? head.State!.CurrentSyncCommittee : head.State!.NextSyncCommittee;
        Assert.True(Accessors.TryGetValidatorIndex(head.State, committee.Pubkeys[0], out var aggregator));
        var contribution = new SyncCommitteeContribution { Slot = slot, AggregationBits = BitList.Zeros(8).SetItem(0, true) };
        var message = new ContributionAndProof { AggregatorIndex = aggregator, Contribution = contribution };
        var result = SyncCommitteeContributionAndProofGossip.ValidateSyncCommitteeContributionAndProofGossip(
            new Seen(world.Spec), view, new SignedContributionAndProof { Message = message }, world.TimeIn(slot), Verifier);
        Assert.Equal((slot + 1) / 64 >= headSlot / 64 ? GossipDecision.Accept : GossipDecision.Ignore, result.Decision);
    }

    /// <summary>
    /// Two branches that part before a period begins draw two committees for the one after it, and each is right about its own blocks:
    /// after a partition nobody is to blame for this node's head.
    /// </summary>
    [Theory]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Gloas)]
    public void WhoSignsForAnotherBranchIsOfThatBranchsCommittee(ForkName fork)
    {
        const ulong slot = 127;
        var world = GossipWorld.Of(fork);
        var head = StateTransition.AdvanceTo(world.Branch.State!, 120, Verifier).Post!;
        var other = world.At(47) with { State = StateTransition.AdvanceTo(world.At(47).State!, 121, Verifier).Post! };
        var (heads, others) = (head.NextSyncCommittee.Pubkeys, other.State!.NextSyncCommittee.Pubkeys);
        Assert.NotEqual(heads, others);
        var isByHead = false;
        var view = new HeadView(world.Spec, head, GossipWorldView.Genesis) { Block = world.Branch, Other = other };
        var size = SyncCommittees.SubcommitteeSize(world.Spec.Preset);
        for (var position = 0; position < others.Count; position++)
        {
            Assert.Equal(GossipDecision.Accept, Sign(others[position], position / size, other.Root));
            Assert.Equal(GossipDecision.Accept, Contribute(others[position], position / size, other.Root));
            Assert.Equal(GossipDecision.Accept, Sign(heads[position], position / size, world.Branch.Root));
            Assert.Equal(GossipDecision.Accept, Contribute(heads[position], position / size, world.Branch.Root));
        }

        var strangers = Enumerable.Range(0, heads.Count)
            .Where(position => !others.AsSpan().Slice(position / size * size, size).Contains(heads[position]))
            .ToArray();
        Assert.NotEmpty(strangers);
        Assert.All(strangers, position =>
        {
            Assert.Equal((GossipDecision.Reject, false), (Sign(heads[position], position / size, other.Root), isByHead));
            Assert.Equal((GossipDecision.Reject, false), (Contribute(heads[position], position / size, other.Root), isByHead));
        });

        // By the head who signs for a block whose state is not here may be a stranger: the verdict says that it is by the head.
        var strange = Enumerable.Range(0, others.Count)
            .Where(position => !heads.AsSpan().Slice(position / size * size, size).Contains(others[position]))
            .ToArray();
        Assert.NotEmpty(strange);
        var unseen = new Root([.. new byte[31], 9]);
        view = new HeadView(world.Spec, head, GossipWorldView.Genesis) { Block = world.Branch, Other = other with { State = null } };
        foreach (var root in (Root[])[unseen, other.Root])
        {
            Assert.All(strange, position =>
            {
                Assert.Equal((GossipDecision.Reject, true), (Sign(others[position], position / size, root), isByHead));
                Assert.Equal((GossipDecision.Reject, true), (Contribute(others[position], position / size, root), isByHead));
            });
            Assert.Equal(GossipDecision.Accept, Sign(heads[0], 0, root));
            Assert.Equal(GossipDecision.Accept, Contribute(heads[0], 0, root));
        }

        GossipDecision Sign(BLSPubkey key, int subnet, Root root)
        {
            Assert.True(Accessors.TryGetValidatorIndex(head, key, out var validator));
            var message = new SyncCommitteeMessage { Slot = slot, BeaconBlockRoot = root, ValidatorIndex = validator };
            return Decided(SyncCommitteeMessageGossip.ValidateSyncCommitteeMessageGossip(
                new Seen(world.Spec), view, message, world.TimeIn(slot), (ulong)subnet, Verifier, out _));
        }

        GossipDecision Contribute(BLSPubkey key, int subcommittee, Root root)
        {
            Assert.True(Accessors.TryGetValidatorIndex(head, key, out var aggregator));
            var contribution = new SyncCommitteeContribution
            {
                Slot = slot,
                BeaconBlockRoot = root,
                SubcommitteeIndex = (ulong)subcommittee,
                AggregationBits = BitList.Zeros(size).SetItem(0, true),
            };
            var signed = new SignedContributionAndProof
            {
                Message = new ContributionAndProof { AggregatorIndex = aggregator, Contribution = contribution },
            };
            return Decided(SyncCommitteeContributionAndProofGossip.ValidateSyncCommitteeContributionAndProofGossip(
                new Seen(world.Spec), view, signed, world.TimeIn(slot), Verifier));
        }

        GossipDecision Decided(GossipResult result)
        {
            isByHead = result.IsByHead;
            return result.Decision;
        }
    }

    /// <summary>
    /// No block came for two epochs: whoever attests then is drawn by mixes that the head's state has not got in place yet.
    /// </summary>
    [Theory]
    [InlineData(ForkName.Phase0)]
    [InlineData(ForkName.Deneb)]
    [InlineData(ForkName.Fulu)]
    [InlineData(ForkName.Gloas)]
    public void VotesOfAnEpochFarAfterTheHeadAreJudgedOnAnAdvancedState(ForkName fork)
    {
        var world = GossipWorld.Of(fork);
        var head = world.At(47);
        const ulong slot = 64 + 5;
        var state = StateTransition.AdvanceTo(head.State!, slot, Verifier).Post!;
        var committee = Accessors.GetBeaconCommittee(state, slot, 0).ToArray();
        Assert.NotEqual(committee, Accessors.GetBeaconCommittee(head.State!, slot, 0).ToArray());
        foreach (var attester in committee)
        {
            var (result, _) = Vote(world, world.View(head), fork, slot, committee, attester);
            Assert.Equal((GossipDecision.Accept, ""), (result.Decision, result.Reason));
        }

        var poor = new HeadView(world.Spec, head.State!, GossipWorldView.Genesis) { Block = head };
        Assert.Equal(GossipDecision.Ignore, Vote(world, poor, fork, slot, committee, committee[0]).Result.Decision);
    }

    /// <summary>
    /// Who votes for a block of another branch is drawn by that branch, and is not to blame for this node's head: after a partition both
    /// sides would leave each other for good.
    /// </summary>
    [Theory]
    [InlineData(ForkName.Deneb)]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Gloas)]
    public void VotesForAnotherBranchAreJudgedOnItsState(ForkName fork)
    {
        var world = GossipWorld.Of(fork);
        var view = world.View(world.Branch);
        var block = world.Main[^1];
        var committee = Accessors.GetBeaconCommittee(block.State!, block.Slot, 0).ToArray();
        var heads = Accessors.GetBeaconCommittee(world.Branch.State!, block.Slot, 0).ToArray();
        Assert.NotEqual(committee, heads);
        foreach (var attester in committee)
        {
            var (result, _) = Vote(world, view, fork, block.Slot, committee, attester, block.Root);
            Assert.Equal((GossipDecision.Accept, ""), (result.Decision, result.Reason));
        }

        if (fork >= ForkName.Electra)
        {
            var stranger = heads.First(validator => !committee.Contains(validator));
            Assert.Equal(
                GossipDecision.Reject, Vote(world, view, fork, block.Slot, committee, stranger, block.Root).Result.Decision);
        }
    }

    /// <summary>
    /// The lane takes in a vote by the committee it was checked by, also where the head has moved to another shuffling since.
    /// </summary>
    [Fact]
    public void AnAcceptedVoteCarriesItsPlaceInTheCommitteeItWasJudgedBy()
    {
        var world = GossipWorld.Of(ForkName.Electra);
        var head = world.At(23);
        var committee = Accessors.GetBeaconCommittee(head.State!, 23, 0).ToArray();
        var (result, aggregate) = Vote(world, world.View(head), ForkName.Electra, 23, committee, committee[^1]);
        Assert.True(result.IsAccepted);
        Assert.Equal(committee.Length, aggregate!.AggregationBits.Length);
        Assert.True(aggregate.AggregationBits[committee.Length - 1]);
        Assert.Equal(1, aggregate.AggregationBits.CountOnes());
    }

    /// <summary>A payload vote is for the block of its slot; the head may be of another branch whose committee is another.</summary>
    [Fact]
    public void PayloadVotesAreJudgedOnTheStateOfTheirBlock()
    {
        var world = GossipWorld.Of(ForkName.Gloas);
        var view = world.View(world.Branch);
        foreach (var block in world.Main.Where(block => block.Slot > 11))
        {
            var ptc = Accessors.GetPtc(block.State!, block.Slot);
            var data = new PayloadAttestationData { BeaconBlockRoot = block.Root, Slot = block.Slot };
            var message = new PayloadAttestationMessage { ValidatorIndex = ptc[0], Data = data };
            var result = PayloadAttestationMessageGossip.ValidatePayloadAttestationMessageGossip(
                new Seen(world.Spec), view, message, world.TimeIn(block.Slot), Verifier, out var positions);
            Assert.Equal((GossipDecision.Accept, ""), (result.Decision, result.Reason));
            Assert.Contains(0UL, positions);
        }
    }

    /// <summary>
    /// An exit may be carried from the first slot of the epoch in which its validator has served long enough, also where that slot has no
    /// block yet.
    /// </summary>
    [Theory]
    [InlineData(63UL, GossipDecision.Reject)]
    [InlineData(64UL, GossipDecision.Accept)]
    public void ExitsAreJudgedInTheClocksEpoch(ulong clockEpoch, GossipDecision expected)
    {
        var world = GossipWorld.Of(ForkName.Capella);
        var head = world.At(47) with { State = StateTransition.AdvanceTo(world.At(47).State!, (64 * 8) - 1, Verifier).Post };
        Assert.Equal(64UL, world.Spec.Config.ShardCommitteePeriod);
        var exit = new SignedVoluntaryExit { Message = new VoluntaryExit { Epoch = 1, ValidatorIndex = 1 } };
        var view = new GossipWorldView(world, head, new Checkpoint());
        var result =
            VoluntaryExitGossip.ValidateVoluntaryExitGossip(new Seen(world.Spec), view, exit, world.TimeIn(clockEpoch * 8), Verifier);
        Assert.Equal(expected, result.Decision);
    }

    private static (GossipResult Result, Attestation? Aggregate) Vote(
        GossipWorld world,
        IGossipView view,
        ForkName fork,
        ulong slot,
        ValidatorIndex[] committee,
        ValidatorIndex attester,
        Root? block = null)
    {
        var root = block ?? view.HeadRoot;
        var epoch = slot / world.Spec.Preset.SlotsPerEpoch;
        var data = new AttestationData
        {
            Slot = slot,
            BeaconBlockRoot = root,
            Source = new Checkpoint(),
            Target = new Checkpoint { Epoch = epoch, Root = view.GetCheckpointBlock(root, epoch) },
        };
        var now = world.TimeIn(slot);
        var subnet = slot % 8;
        if (world.Spec.ForkAtSlot(slot) >= ForkName.Electra)
        {
            var single = new SingleAttestation { Data = data, AttesterIndex = attester };
            var result = BeaconAttestationGossip.ValidateBeaconAttestationGossip(
                new Seen(world.Spec), view, single, now, subnet, Verifier, out Attestation? aggregate);
            return (result, aggregate);
        }

        var bits = BitList.Zeros(committee.Length).SetItem(Array.IndexOf(committee, attester), true);
        var vote = new Attestation { Data = data, AggregationBits = bits };
        var old = BeaconAttestationGossip.ValidateBeaconAttestationGossip(
            new Seen(world.Spec), view, vote, now, subnet, Verifier, out ValidatorIndex found);
        Assert.True(!old.IsAccepted || found == attester);
        return (old, vote);
    }

    private static byte[] Data(string name)
    {
        using var packed = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var plain = new GZipStream(packed, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        plain.CopyTo(bytes);
        return bytes.ToArray();
    }
}
