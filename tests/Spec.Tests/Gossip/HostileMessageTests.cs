using System.Numerics;
using Consensoor.Fuzz;
using Consensoor.Fuzz.Gossip;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Gossip;

/// <summary>No message of a stranger makes a condition throw, or work for epochs the stranger names.</summary>
public sealed class HostileMessageTests
{
    private static readonly AcceptAllVerifier Verifier = AcceptAllVerifier.Instance;

    private static readonly Gen<ulong> Limits = Gen.OneOf(Gen.ULong, Gen.ULong[0, 4096], Gen.ULong[ulong.MaxValue - 4096, ulong.MaxValue]);

    public static TheoryData<string> Topics => [.. GossipMessages.Topics.Select(static topic => topic.Name)];

    /// <summary>The fuzzers of tests/Fuzz, a short run of each topic.</summary>
    [Theory]
    [MemberData(nameof(Topics))]
    public void ConditionsAnswerWhateverComes(string topic)
    {
        var target = new GossipTarget(GossipMessages.Topics.Single(entry => entry.Name == topic));
        var verdicts = new HashSet<string>();
        for (var number = 0UL; number < 150; number++)
        {
            verdicts.Add(target.Run(new FuzzRandom(7, number)));
        }

        Assert.True(verdicts.Count > 1, $"only {string.Join(", ", verdicts)}");
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 31)]
    [InlineData(1UL << 63)]
    [InlineData(1UL << 59)]
    public void TargetEpochsNearTheEndOfTheTypeAreNoOverflow(ulong epoch)
    {
        var world = GossipWorld.Of(ForkName.Electra);
        var head = world.At(26);
        var data = new AttestationData
        {
            Slot = 26,
            BeaconBlockRoot = head.Root,
            Source = new Checkpoint(),
            Target = new Checkpoint { Epoch = epoch }
        };
        var single = new SingleAttestation { Data = data };
        var result = BeaconAttestationGossip.ValidateBeaconAttestationGossip(
            new Seen(world.Spec), world.View(head), single, world.TimeIn(26), 2, Verifier, out Attestation? _);
        Assert.Equal("attestation epoch does not match target epoch", result.Reason);
        var committees = BitList.Zeros((int)world.Spec.Preset.MaxCommitteesPerSlot).SetItem(0, true);
        var aggregate = new Attestation { Data = data, AggregationBits = BitList.Zeros(8), CommitteeBits = committees };
        var aggregated = BeaconAggregateAndProofGossip.ValidateBeaconAggregateAndProofGossip(
            new Seen(world.Spec),
            world.View(head),
            new SignedAggregateAndProof { Message = new AggregateAndProof { Aggregate = aggregate } },
            world.TimeIn(26),
            Verifier,
            out _);
        Assert.Equal("attestation epoch does not match target epoch", aggregated.Reason);
    }

    /// <summary>Votes for every epoch the vector of mixes reaches count the committees of none but those about the clock's.</summary>
    [Fact]
    public void VotesOfEpochsFarFromTheClockCostNothing()
    {
        var world = GossipWorld.Of(ForkName.Electra);
        var block = world.At(26);
        var state = block.State!.Copy();
        state.Freeze();
        var head = block with { State = state };
        var view = new GossipWorldView(world, head, new Checkpoint());
        var current = Accessors.GetCurrentEpoch(state);
        var active = state.Caches.Active(state, current);
        for (var epoch = 0UL; epoch < 200; epoch++)
        {
            var data = new AttestationData
            {
                Slot = 26,
                BeaconBlockRoot = block.Root,
                Source = new Checkpoint(),
                Target = new Checkpoint { Epoch = epoch }
            };
            var result = BeaconAttestationGossip.ValidateBeaconAttestationGossip(
                new Seen(world.Spec),
                view,
                new SingleAttestation { Data = data, CommitteeIndex = 9 },
                world.TimeIn(26),
                2,
                Verifier,
                out Attestation? _);
            Assert.Equal(epoch + 1 >= current && epoch <= current + 1
                ? "committee index out of range"
                : "attestation epoch does not match target epoch", result.Reason);
        }

        Assert.Same(active, state.Caches.Active(state, current));
    }

    /// <summary>Around a fork: every form of a block in a slot of every fork but its own is refused, and nothing else happens.</summary>
    [Fact]
    public void BlocksOfAnotherForksFormAreRejected()
    {
        foreach (var fork in Enum.GetValues<ForkName>().SkipLast(1))
        {
            var world = GossipWorld.Of(fork);
            foreach (var (slot, head) in new[] { (23UL, world.At(22)), (25UL, world.At(23)) })
            {
                var of = world.Spec.ForkAtSlot(slot);
                foreach (var form in Enum.GetValues<ForkName>())
                {
                    var block =
                        new BeaconBlock { Slot = slot, ParentRoot = head.Root, Body = BeaconBlockBody.Default(world.Spec.Ssz(form)) };
                    var result = BeaconBlockGossip.ValidateBeaconBlockGossip(
                        new Seen(world.Spec), world.View(head), new SignedBeaconBlock { Message = block }, world.TimeIn(slot), Verifier);
                    var hasForm = new BeaconBlockBody[] { block.Body, BeaconBlockBody.Default(world.Spec.Ssz(of)) }
                        .Select(FieldsOf)
                        .Distinct()
                        .Count() == 1;
                    Assert.Equal(!hasForm, result.Reason.StartsWith("message does not have the form", StringComparison.Ordinal));
                    Assert.True(hasForm || result.Decision == GossipDecision.Reject);
                }
            }
        }
    }

    [Theory]
    [InlineData(ForkName.Deneb)]
    [InlineData(ForkName.Fulu)]
    public void VotesAndColumnsOfAnotherForksFormAreRejected(ForkName fork)
    {
        var world = GossipWorld.Of(fork);
        foreach (var (slot, head) in new[] { (23UL, world.At(23)), (25UL, world.At(25)) })
        {
            var of = world.Spec.ForkAtSlot(slot);
            var view = world.View(head);
            var data = new AttestationData
            {
                Slot = slot,
                BeaconBlockRoot = head.Root,
                Source = new Checkpoint(),
                Target = new Checkpoint { Epoch = slot / 8 }
            };
            var single = BeaconAttestationGossip.ValidateBeaconAttestationGossip(
                new Seen(world.Spec),
                view,
                new SingleAttestation { Data = data },
                world.TimeIn(slot),
                slot % 8,
                Verifier,
                out Attestation? _);
            Assert.Equal(of < ForkName.Electra, IsOfAnotherForm(single));
            var vote = BeaconAttestationGossip.ValidateBeaconAttestationGossip(
                new Seen(world.Spec), view, new Attestation { Data = data }, world.TimeIn(slot), slot % 8, Verifier, out ValidatorIndex _);
            Assert.Equal(of >= ForkName.Electra, IsOfAnotherForm(vote));
            foreach (var form in new[] { ForkName.Fulu, ForkName.Gloas })
            {
                var column = DataColumnSidecar.Default(world.Spec.Ssz(form));
                column = form == ForkName.Gloas
                    ? column with { Slot = slot, BeaconBlockRoot = head.Root }
                    : column with { SignedBlockHeader = new SignedBeaconBlockHeader { Message = new BeaconBlockHeader { Slot = slot } } };
                var result = DataColumnSidecarGossip.ValidateDataColumnSidecarGossip(
                    new Seen(world.Spec), view, column, world.TimeIn(slot), 0, Verifier, out _);
                Assert.Equal(of < ForkName.Fulu || (of >= ForkName.Gloas) != (form >= ForkName.Gloas), IsOfAnotherForm(result));
            }
        }
    }

    /// <summary>
    /// A vote that says a block from before gloas has its payload names what never comes: ignored, and waiting for nothing.
    /// </summary>
    [Fact]
    public void VotesWithIndexOneForABlockFromBeforeGloasWaitForNothing()
    {
        var world = GossipWorld.Of(ForkName.Fulu);
        var head = world.At(23);
        const ulong slot = 25;
        var attester = Accessors.GetBeaconCommittee(head.State!, slot, 0)[0];
        var view = world.View(head);
        var data = new AttestationData
        {
            Slot = slot,
            Index = 1,
            BeaconBlockRoot = head.Root,
            Source = new Checkpoint(),
            Target = new Checkpoint { Epoch = slot / 8, Root = view.GetCheckpointBlock(head.Root, slot / 8) },
        };
        var result = BeaconAttestationGossip.ValidateBeaconAttestationGossip(
            new Seen(world.Spec),
            view,
            new SingleAttestation { Data = data, AttesterIndex = attester },
            world.TimeIn(slot),
            slot % 8,
            Verifier,
            out Attestation? _);
        Assert.Equal((GossipDecision.Ignore, "execution payload envelope has not been seen"), (result.Decision, result.Reason));
        Assert.Null(result.Awaits);
    }

    /// <summary>`is_gas_limit_target_compatible` as the specification writes it, with integers that have no end.</summary>
    [Fact]
    public void GasLimitsFollowTheSpecificationUpToTheEndOfTheType() =>
        Gen.Select(Limits, Limits, Limits, Gen.Int[0, 3]).Sample((parent, target, other, kind) =>
        {
            var difference = BigInteger.Max((BigInteger)(parent / 1024) - 1, 0);
            var (lowest, highest) = (parent - difference, parent + difference);
            var gasLimit = kind switch { 0 => target, 1 => (ulong)lowest, 2 => (ulong)BigInteger.Min(highest, ulong.MaxValue), _ => other };
            var expected = target < lowest ? gasLimit == lowest : target > highest ? gasLimit == highest : gasLimit == target;
            return ExecutionPayloadBidGossip.IsGasLimitTargetCompatible(parent, gasLimit, target) == expected;
        });

    private static bool IsOfAnotherForm(GossipResult result) =>
        result.Decision == GossipDecision.Reject && result.Reason.StartsWith("message does not have the form", StringComparison.Ordinal);

    private static string FieldsOf(BeaconBlockBody body) => string.Join(
        ',',
        body.Eth1Data is null,
        body.SyncAggregate is null,
        body.ExecutionPayload is null,
        body.SignedExecutionPayloadBid is null,
        body.ExecutionRequests is null,
        body.SignedExecutionPayloadBid?.Message.InclusionListBits.Length);
}
