using Consensoor.Fuzz.Gossip;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.Gossip;

/// <summary>What a view does not know passes no condition, and what it knows in another way fails none.</summary>
public sealed class LimitedViewTests
{
    private const string UnknownPayload = "bid's parent block hash is not a known execution payload";
    private const string WrongGasLimit = "bid's gas limit is not compatible with the proposer's target";
    private const ulong GasLimit = 30_000_000;
    private static readonly AcceptAllVerifier Verifier = AcceptAllVerifier.Instance;

    [Theory]
    [InlineData(ForkName.Phase0)]
    [InlineData(ForkName.Deneb)]
    [InlineData(ForkName.Fulu)]
    [InlineData(ForkName.Heze)]
    public void ABlockWhoseProposerIsNotAtHandIsIgnoredAndMayBeTakenIn(ForkName fork)
    {
        var world = GossipWorld.Of(fork);
        var block = world.At(10);
        var (parent, now) = (world.Blocks[block.Block.ParentRoot], world.TimeIn(10));
        var body = block.Block.Body;
        if (fork is >= ForkName.Bellatrix and < ForkName.Gloas)
        {
            var time = Misc.ComputeTimeAtSlot(world.Spec, parent.State!.GenesisTime, 10);
            body = body with { ExecutionPayload = body.ExecutionPayload with { Timestamp = time } };
        }

        var signed = new SignedBeaconBlock { Message = block.Block with { Body = body } };
        var known = BeaconBlockGossip.ValidateBeaconBlockGossip(new Seen(world.Spec), world.View(parent), signed, now, Verifier);
        Assert.True(known.IsAccepted, known.Reason);
        var view = new HeadView(world.Spec, parent.State!, GossipWorldView.Genesis)
        {
            Block = parent,
            FinalizedCheckpoint = new Checkpoint { Root = parent.Root },
        };
        var unknown = BeaconBlockGossip.ValidateBeaconBlockGossip(new Seen(world.Spec), view, signed, now, Verifier);
        Assert.Equal(
            (GossipDecision.Ignore, "the expected proposer of the block is not at hand", true),
            (unknown.Decision, unknown.Reason, unknown.IsProposerUnknown));
        Assert.False(known.IsProposerUnknown);
    }

    /// <summary>No view has the state of the dependent block, which is of an epoch that is over, advanced to where it decides.</summary>
    [Fact]
    public void InclusionListsAreJudgedByAHeadWhoseCommitteeTheirBlockDecides()
    {
        const Slot slot = 26;
        var world = GossipWorld.Of(ForkName.Heze);
        var (dependent, head) = (world.At(15), world.At(slot));
        var view = new HeadView(world.Spec, head.State!, GossipWorldView.Genesis)
        {
            Block = head,
            Other = dependent,
            DependentRoot = dependent.Root,
        };
        var committee = InclusionLists.GetInclusionListCommittee(StateTransition.AdvanceTo(dependent.State!, 16, Verifier).Post!, slot);
        var members = committee.AsSpan().ToArray().ToHashSet();
        Assert.InRange(members.Count, 1, GossipWorldValidators - 1);
        for (ValidatorIndex index = 0; index < GossipWorldValidators; index++)
        {
            var list = new InclusionList
            {
                Slot = slot,
                ValidatorIndex = index,
                DependentRoot = dependent.Root,
                Transactions = [ByteList.Create([1])],
            };
            var result = InclusionListGossip.ValidateInclusionListGossip(
                new Seen(world.Spec), view, new SignedInclusionList { Message = list }, world.TimeIn(slot), Verifier);
            Assert.Equal(members.Contains(index) ? GossipDecision.Accept : GossipDecision.Reject, result.Decision);
        }
    }

    /// <summary>After a restart, or where sync fetched it, no payload has come by gossip, and the view has it all the same.</summary>
    [Fact]
    public void ABidOnAPayloadThatDidNotComeByGossipIsJudgedByIt()
    {
        var world = GossipWorld.Of(ForkName.Gloas);
        var (before, head) = (world.At(20), world.At(22));
        var hash = head.Block.Body.SignedExecutionPayloadBid.Message.BlockHash;
        Assert.Equal(UnknownPayload, Judge(world, head, null, hash, GasLimit));
        var full = head with { Payload = EnvelopeOf(world, hash) };
        Assert.Equal(WrongGasLimit, Judge(world, full, null, hash, GasLimit - 1));
        Assert.NotEqual(UnknownPayload, Judge(world, full, null, hash, GasLimit));
        Assert.Equal(UnknownPayload, Judge(world, full, null, hash, GasLimit, isKnown: false));
        Assert.Equal(UnknownPayload, Judge(world, full, null, Misc.HashWith(Root.Zero, 3), GasLimit));

        // The head is empty, and stands on a block that is full.
        var below = before.Block.Body.SignedExecutionPayloadBid.Message.BlockHash;
        var body = head.Block.Body;
        var bid = body.SignedExecutionPayloadBid.Message with { ParentBlockHash = below };
        body = body with { SignedExecutionPayloadBid = new SignedExecutionPayloadBid { Message = bid } };
        var empty = head with { Block = head.Block with { Body = body }, Payload = null };
        var other = before with { Payload = EnvelopeOf(world, below) };
        Assert.Equal(WrongGasLimit, Judge(world, empty, other, below, GasLimit - 1));
        Assert.NotEqual(UnknownPayload, Judge(world, empty, other, below, GasLimit));
        Assert.Equal(UnknownPayload, Judge(world, empty, before, below, GasLimit));
    }

    [Fact]
    public void ABidOnTheLastBlockOfFuluIsJudgedByThePayloadInIt()
    {
        var world = GossipWorld.Of(ForkName.Fulu);
        var last = world.At(23);
        var hash = Misc.HashWith(Root.Zero, 4);
        var payload = last.Block.Body.ExecutionPayload with { BlockHash = hash, GasLimit = GasLimit };
        var head = last with { Block = last.Block with { Body = last.Block.Body with { ExecutionPayload = payload } } };
        Assert.Equal(WrongGasLimit, Judge(world, head, null, hash, GasLimit - 1));
        Assert.NotEqual(UnknownPayload, Judge(world, head, null, hash, GasLimit));
        Assert.Equal(UnknownPayload, Judge(world, head, null, Misc.HashWith(Root.Zero, 5), GasLimit));
    }

    private const int GossipWorldValidators = 64;

    private static string Judge(GossipWorld world, GossipBlock head, GossipBlock? other, Hash32 on, ulong gasLimit, bool isKnown = true)
    {
        var slot = head.Slot + 1;
        var view = new HeadView(world.Spec, head.State!, GossipWorldView.Genesis) { Block = head, Other = other, KnowsPayloads = isKnown };
        var seen = new Seen(world.Spec);
        seen.ProposerPreferences[(slot, head.Root)] = new ProposerPreferences { ProposalSlot = slot, TargetGasLimit = GasLimit };
        var bid = ExecutionPayloadBid.Default(world.Spec.Ssz(ForkName.Gloas)) with
        {
            Slot = slot,
            ParentBlockRoot = head.Root,
            ParentBlockHash = on,
            BlockHash = Misc.HashWith(Root.Zero, 1),
            GasLimit = gasLimit,
            Value = 1,
        };
        return ExecutionPayloadBidGossip.ValidateExecutionPayloadBidGossip(
            seen, view, new SignedExecutionPayloadBid { Message = bid }, world.TimeIn(slot), Verifier).Reason;
    }

    private static ExecutionPayloadEnvelope EnvelopeOf(GossipWorld world, Hash32 hash)
    {
        var envelope = ExecutionPayloadEnvelope.Default(world.Spec.Ssz(ForkName.Gloas));
        return envelope with { Payload = envelope.Payload with { BlockHash = hash, GasLimit = GasLimit } };
    }
}
