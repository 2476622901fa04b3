using Consensoor.Actors.Pools;
using Consensoor.Spec.Containers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Pools;

public class BidPoolTests
{
    [Fact]
    public void TheBoundHoldsAndTheHighestBidStays() => Gen.Select(Gen.ULong[0, 30], Gen.ULong[0, 1000]).List[1, 60].Sample(bids =>
    {
        var pool = new BidPool(6);
        foreach (var (builder, value) in bids)
        {
            pool.Add(
                new SignedExecutionPayloadBid { Message = new ExecutionPayloadBid { Slot = 3, BuilderIndex = builder, Value = value } });
            Assert.True(pool.Count <= pool.Bound);
        }

        Assert.Equal(Math.Min(6, bids.Select(static bid => bid.Item1).Distinct().Count()), pool.Count);
        pool.Prune(4);
        Assert.Equal(0, pool.Count);
    });
}
