using Consensoor.Actors.Network.Wire;
using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>A peer's word for its program is a label only where the word is known beforehand.</summary>
public sealed class PeerClientsTests
{
    [Theory]
    [InlineData("Lighthouse/v8.0.1-abc/x86_64-linux", "Lighthouse")]
    [InlineData("teku/teku/v25.9.0/linux-x86_64", "Teku")]
    [InlineData("nimbus", "Nimbus")]
    [InlineData("Prysm/v6.0.0/abc", "Prysm")]
    [InlineData("lodestar/1.39.0", "Lodestar")]
    [InlineData("Grandine/2.0", "Grandine")]
    [InlineData("erigon/caplin", "Caplin")]
    [InlineData("Consensoor.Actors/0.1.0", "Consensoor")]
    [InlineData("a stranger's\nword", "Unknown")]
    [InlineData("", "Unknown")]
    [InlineData(null, "Unknown")]
    public void OnlyNamesOfTheListAreGiven(string? agent, string client)
    {
        Assert.Equal(client, PeerClients.Of(agent));
        Assert.Contains(client, PeerClients.Names);
    }
}
