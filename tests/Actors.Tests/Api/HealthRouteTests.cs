using Consensoor.Actors.Api;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>When a chain is taken for stuck, which has an orchestrator start the node anew.</summary>
public sealed class HealthRouteTests
{
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(100, 100, false)]
    [InlineData(100, 100 + HealthRoutes.StuckSlots, false)]
    [InlineData(100, 101 + HealthRoutes.StuckSlots, true)]
    [InlineData(100, 99, false)]
    [InlineData(0, ulong.MaxValue, true)]
    public void AChainIsStuckThatDoesNotFollowTheClock(ulong view, ulong now, bool isStuck) =>
        Assert.Equal(isStuck, HealthRoutes.Stuck(view, now) is not null);
}
