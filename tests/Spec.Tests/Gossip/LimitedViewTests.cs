using Consensoor.Fuzz.Gossip;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.Gossip;

/// <summary>What a view does not know passes no condition, and what it knows in another way fails none.</summary>
public sealed class LimitedViewTests
{
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
        var signed = new SignedBeaconBlock { Message = block.Block };
        var known = BeaconBlockGossip.ValidateBeaconBlockGossip(new Seen(world.Spec), world.View(parent), signed, now, Verifier);
        Assert.DoesNotContain("proposer", known.Reason);
        var view = new HeadView(world.Spec, parent.State!, GossipWorldView.Genesis)
        {
            Block = parent,
            FinalizedCheckpoint = new Checkpoint { Root = parent.Root },
        };
        var unknown = BeaconBlockGossip.ValidateBeaconBlockGossip(new Seen(world.Spec), view, signed, now, Verifier);
        if (known.IsAccepted)
        {
            Assert.Equal(
                (GossipDecision.Ignore, "the expected proposer of the block is not at hand", true),
                (unknown.Decision, unknown.Reason, unknown.IsProposerUnknown));
        }

        Assert.False(unknown.IsAccepted);
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

    private const int GossipWorldValidators = 64;
}
