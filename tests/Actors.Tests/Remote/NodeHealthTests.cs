using Consensoor.Actors.Remote;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>What is said of a beacon node is said again where it is something else, and not for another number.</summary>
public sealed class NodeHealthTests
{
    [Theory]
    [InlineData("a:1 cannot be reached: ConnectionRefused", "a:1 is of another chain: its genesis time 5", true)]
    [InlineData("a:1 is syncing, 40 slots behind", "a:1 is optimistic: its execution layer has not decided about its head", true)]
    [InlineData("a:1 is syncing, 40 slots behind", "a:1 is syncing, 41 slots behind", false)]
    [InlineData("a:1 is syncing, 100 slots behind", "a:1 is syncing, 99 slots behind", false)]
    public void AnotherProblemIsNewsAndAnotherNumberIsNot(string before, string now, bool isNews)
    {
        Assert.Equal(isNews, new NodeHealth(null, now).IsNews(new NodeHealth(null, before)));
        Assert.True(new NodeHealth(null, now).IsNews(NodeHealth.Unknown));
        Assert.True(new NodeHealth(0, null).IsNews(new NodeHealth(null, before)));
        Assert.True(new NodeHealth(2, before).IsNews(new NodeHealth(null, before)));
    }
}
