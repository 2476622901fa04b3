using Consensoor.Actors.Builders;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Tests.Production;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>When a payload is shown: its block is the head, before it is due, and never a second one.</summary>
public class RevealTests
{
    private static readonly ProposalBase Base = BuilderStates.BaseWith();
    private static readonly SlotSchedule Schedule = new(Base.State.Spec, Base.State.GenesisTime);
    private static readonly MadeBid Made = MadeWith(1);

    [Fact]
    public void APayloadIsShownWhereItsBlockIsTheHeadBeforeItIsDue() => Gen.Int[0, 12_000].Sample(ms =>
    {
        var now = Schedule.StartOf(Base.Slot) + TimeSpan.FromMilliseconds(ms);
        var reveal = Reveal.Of(ViewOn(Made.Bid), now, Schedule, With(Made));
        Assert.Same(Made, reveal!.Made);
        Assert.Equal(now >= Schedule.DueAt(Base.Slot, DutyPoint.Payload), reveal.Withheld is not null);
    });

    [Fact]
    public void ABlockThatTookAnotherBidIsNobodysBusiness()
    {
        var now = Schedule.StartOf(Base.Slot);
        Assert.Null(Reveal.Of(ViewOn(MadeWith(2).Bid), now, Schedule, With(Made)));
        Assert.Null(Reveal.Of(ViewOn(Made.Bid with { BuilderIndex = 4 }), now, Schedule, With(Made)));
        Assert.NotNull(Reveal.NotHead(ViewOn(Made.Bid), Made.Bid));
        Assert.Null(Reveal.NotHead(ViewOn(MadeWith(2).Bid), Made.Bid));
    }

    [Fact]
    public void WhatIsShownOrWithheldOnceIsNotLookedAtAgain()
    {
        var bids = With(Made, MadeWith(2));
        bids.Close(Made.Bid.BuilderIndex, Made.Bid.Slot);
        Assert.Null(Reveal.Of(ViewOn(Made.Bid), Schedule.StartOf(Base.Slot), Schedule, bids));
        Assert.Null(Reveal.Of(ViewOn(MadeWith(2).Bid), Schedule.StartOf(Base.Slot), Schedule, bids));
    }

    [Fact]
    public void ThereIsRoomForSoManyBidsAndThoseOfSlotsGoneByGo() => Gen.Select(Gen.Byte, Gen.ULong[1, 9]).List[1, 40].Sample(all =>
    {
        var bids = new MadeBids(8);
        var kept = new HashSet<(byte, Slot)>();
        foreach (var (number, slot) in all)
        {
            var made = MadeWith(number) with { Bid = MadeWith(number).Bid with { Slot = slot } };
            Assert.Equal(kept.Count < 8 || kept.Contains((number, slot)), bids.TryAdd(made));
            kept.UnionWith(kept.Count < 8 ? [(number, slot)] : []);
        }

        Assert.Equal(kept.Count, bids.Count);
        Assert.Equal(kept.Count(static bid => bid.Item2 < 5), bids.TakeBefore(5).Count);
        Assert.Equal(kept.Count(static bid => bid.Item2 >= 5), bids.Count);
    });

    private static MadeBids With(params MadeBid[] made)
    {
        var bids = new MadeBids(8);
        Assert.All(made, one => Assert.True(bids.TryAdd(one)));
        return bids;
    }

    private static MadeBid MadeWith(byte number)
    {
        var built = BuilderStates.Built(Base, number);
        var (bid, _) = BidMaking.Make(Base, built, BuilderStates.BuilderOf(Base), BuilderStates.Preferences(Base), 7);
        return new MadeBid(BuilderStates.BuilderOf(Base).Pubkey, bid!, built, []);
    }

    private static ChainView ViewOn(ExecutionPayloadBid bid)
    {
        var view = TestViews.On(Base);
        var block = new SignedBeaconBlock
        {
            Message = new BeaconBlock
            {
                Slot = bid.Slot,
                Body = new BeaconBlockBody { SignedExecutionPayloadBid = new SignedExecutionPayloadBid { Message = bid } },
            },
        };
        return view with
        {
            Head = view.Head with { Block = block },
            Blocks = view.Blocks.SetItem(view.Head.Root, TestViews.BlockOf(block, view.Head.Root, view.HeadState)),
        };
    }
}
