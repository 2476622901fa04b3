using Consensoor.Fuzz;
using Consensoor.Fuzz.ForkChoice;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>No message of a stranger makes a handler throw, or changes a store that refuses it.</summary>
public sealed class HostileForkChoiceTests
{
    public static TheoryData<string> Handled => [.. ForkChoiceMessages.Handlers.Select(static handler => handler.Name)];

    /// <summary>The fuzzers of tests/Fuzz, a short run of each handler.</summary>
    [Theory]
    [MemberData(nameof(Handled))]
    public void HandlersAnswerWhateverComes(string name)
    {
        var target = new ForkChoiceTarget(ForkChoiceMessages.Handlers.Single(handler => handler.Name == name));
        var outcomes = new HashSet<string>();
        for (var number = 0UL; number < 120; number++)
        {
            outcomes.Add(target.Run(new FuzzRandom(7, number)));
        }

        Assert.Superset(new HashSet<string> { "accepted", "refused" }, outcomes);
    }

    /// <summary>Found by the fuzzer: the block has no bid to compare with the parent's.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ABlockOfAnEarlierForksFormOnAGloasBlockIsRefused(bool isOfItsSlot)
    {
        var world = ForkChoiceWorld.Of(ForkName.Fulu);
        var anchor = world.Anchor(4);
        var store = world.NewStore(anchor, 2);
        var known = world.Blocks[anchor.Root][1];
        var context = store.Spec.Ssz(ForkName.Fulu);
        var early = new BeaconBlock
        {
            Slot = isOfItsSlot ? 20 : known.Signed.Message.Slot + 1,
            ParentRoot = known.Root,
            Body = BeaconBlockBody.Default(context),
        };
        Assert.True(store.Blocks[known.Root].HasPayloadStatus);
        Assert.False(Payloads.IsParentNodeFull(store, early));
        Assert.NotNull(Handlers.ValidateOnBlock(store, early));
        var services = new StoreServices(AcceptAllVerifier.Instance, new DeferringExecutionEngine());
        Assert.NotNull(Handlers.OnBlock(store, new SignedBeaconBlock { Message = early }, services));
        Assert.Equal(3, store.Blocks.Count);
    }
}
