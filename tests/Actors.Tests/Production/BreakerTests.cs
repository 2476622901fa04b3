using System.Collections.Immutable;
using Akka.Actor;
using Consensoor.Actors.Tests.Builders;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

/// <summary>A builder whose payload a chain does without is left out, also where finality has taken the block from the view.</summary>
public sealed class BreakerTests : ProductionKit
{
    private static readonly ProposalBase Base = BuilderStates.BaseWith(builders: 2);

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void ABuilderThatLeftAPayloadOutIsLeftOutBeyondFinality(bool isBuiltUpon, int taken)
    {
        var production = Start(Base, drafter: TestActor);
        var promise = TestViews.BlockOf(BlockOf(1, default, 1), new Root([1, .. new byte[31]]), null);
        var last = BlockOf(2, promise.Root, Constants.BuilderIndexSelfBuild);
        var head = TestViews.BlockOf(last, Base.ParentRoot, null) with { IsParentFull = isBuiltUpon };
        var view = TestViews.On(Base);
        foreach (var blocks in (ChainBlock[][])[[promise, head], [head]])
        {
            var known = blocks.ToImmutableDictionary(static block => block.Root);
            var oldest = blocks[0].Slot;
            Sys.EventStream.Publish(new ChainViewChanged(view with
            {
                Blocks = known,
                Canonical = CanonicalChain.Empty.Follow(known, head.Root, oldest),
                OldestSlot = oldest,
            }));
        }

        production.Tell(new ProduceBlock(9, Base.Slot, Reveal(Base)), TestActor);
        Expect<ForkchoiceUpdated>();
        var id = Enumerable.Range(0, 5).Select(_ => Expect<PackForBlock>().RequestId).ToArray()[^1];
        production.Tell(new PackedBids(id, [Offer(0, 9), Offer(1, 100)], 0));
        production.Tell(new PackedAttestations(id, []));
        production.Tell(new PackedSyncAggregate(id, SyncCommittees.EmptyAggregate(Base.State.Preset)));
        production.Tell(new PackedPayloadAttestations(id, []));
        production.Tell(new PackedOperations(id, [], [], [], []));
        production.Tell(BuilderStates.Built(Base) with { RequestId = id });
        Assert.Equal((BuilderIndex)taken, Expect<DraftBlock>().Block.Body.SignedExecutionPayloadBid.Message.BuilderIndex);
    }

    private static SignedBeaconBlock BlockOf(Slot slot, Root parent, BuilderIndex builder) => new()
    {
        Message = new BeaconBlock
        {
            Slot = slot,
            ParentRoot = parent,
            Body = new BeaconBlockBody
            {
                SignedExecutionPayloadBid = new SignedExecutionPayloadBid
                {
                    Message = new ExecutionPayloadBid { BuilderIndex = builder },
                },
            },
        },
    };

    private static OfferedBid Offer(int builder, Gwei value)
    {
        var (bid, _) = Actors.Builders.BidMaking.Make(
            Base,
            BuilderStates.Built(Base, (byte)(7 + builder)),
            BuilderStates.BuilderOf(Base, builder),
            BuilderStates.Preferences(Base),
            value);
        return new OfferedBid(new SignedExecutionPayloadBid { Message = bid! }, null);
    }
}
