using Consensoor.Fuzz.Gossip;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
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
}
