using Consensoor.Actors.Api;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>When a chain is taken for stuck, which has an orchestrator start the node anew.</summary>
public sealed class HealthRouteTests
{
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(100, 100, false)]
    [InlineData(100, 100 + NodeHealth.StuckSlots, false)]
    [InlineData(100, 101 + NodeHealth.StuckSlots, true)]
    [InlineData(100, 99, false)]
    [InlineData(0, ulong.MaxValue, true)]
    public void AChainIsStuckThatDoesNotFollowTheClock(ulong view, ulong now, bool isStuck) =>
        Assert.Equal(isStuck, NodeHealth.Stuck(view, now) is not null);

    [Theory]
    [InlineData("/consensoor/v1/health/live", true)]
    [InlineData("/consensoor/v1/health/ready", true)]
    [InlineData("/eth/v1/node/health", true)]
    [InlineData("/eth/v1/events", true)]
    [InlineData("/consensoor/v1/healthy", false)]
    [InlineData("/eth/v1/node/syncing", false)]
    public void NoLoadOnOtherRoutesRefusesHealth(string path, bool isApart) => Assert.Equal(isApart, BeaconApi.IsApart(path));
}
