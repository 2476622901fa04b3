using Consensoor.Interop.Discovery.Records;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>The public networks that are part of the program.</summary>
public sealed class PublicNetworkTests
{
    public static TheoryData<string> Names => [.. PublicNetwork.Names];

    /// <summary>
    /// Boot nodes say which fork they are in by a digest, which is made of the chain's root: one that follows from root and configuration
    /// here proves both.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Root_and_configuration_are_those_of_the_boot_nodes(string name)
    {
        var network = PublicNetwork.Find(name)!;
        var spec = Networks.Find(name)!;
        Assert.Equal(name, spec.Config.ConfigName);
        var records = network.BootNodes.Select(static text => Enr.Parse(text, out _)!).ToArray();
        Assert.True(records.Length >= 7);
        Assert.All(records, static record => Assert.NotNull(record));
        Assert.Equal(records.Length, records.Select(static record => record.NodeId).Distinct().Count());
        var digests = ForkNames.All.Select(spec.ForkEpoch).Where(static epoch => epoch != Spec.Constants.FarFutureEpoch)
            .Select(epoch => spec.ComputeForkDigest(network.GenesisValidatorsRoot, epoch)).ToHashSet();
        Assert.Contains(records, record => record.Eth2 is { } eth2 && digests.Contains(eth2.ForkDigest));
        Assert.Empty(BootNodes.Parse(network.BootNodes).Refused);
    }

    [Fact]
    public void Another_chain_is_not_the_networks()
    {
        var network = PublicNetwork.Find("hoodi")!;
        Assert.Null(network.Problem(network.GenesisValidatorsRoot));
        Assert.Contains("hoodi", network.Problem(default), StringComparison.Ordinal);
        Assert.Null(PublicNetwork.Find("minimal"));
        Assert.Null(PublicNetwork.Find(null));
    }
}
