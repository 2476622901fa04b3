using System.Reflection;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Config;

/// <summary>The table of forks has every fork once, in order, with the keys of its own name.</summary>
public sealed class ForkNamesTests
{
    [Fact]
    public void EveryForkHasItsRow()
    {
        Assert.Equal(Enum.GetValues<ForkName>(), ForkNames.All);
        Assert.Equal(Enum.GetValues<ForkName>().Max(), ForkNames.Latest);
        foreach (var fork in ForkNames.All.Skip(1))
        {
            var config = ChainConfig.Mainnet;
            Assert.Equal(Property(config, $"{fork}ForkEpoch"), ForkNames.Row(fork).Epoch(config));
            Assert.Equal(Property(config, $"{fork}ForkVersion"), ForkNames.Row(fork).Version(config));
        }

        Assert.Equal(ChainConfig.Mainnet.GenesisForkVersion, ForkNames.Row(ForkName.Phase0).Version(ChainConfig.Mainnet));
    }

    [Fact]
    public void TheForkInForceIsTheLastScheduledOne() => Gen.ULong[0, 12].Array[8].Sample(static gaps =>
    {
        var config = ChainConfig.Minimal;
        var epoch = 0UL;
        var epochs = new List<Epoch> { 0 };
        foreach (var (gap, index) in gaps.Select(static (gap, index) => (gap, index)))
        {
            epoch = epoch == Constants.FarFutureEpoch || gap == 12 ? Constants.FarFutureEpoch : epoch + gap;
            epochs.Add(epoch);
            typeof(ChainConfig).GetProperty($"{ForkNames.All[index + 1]}ForkEpoch")!.SetValue(config = config with { }, epoch);
        }

        var spec = new ChainSpec(Preset.Minimal, config);
        for (Epoch at = 0; at < 100; at++)
        {
            var expected = ForkNames.All[epochs.FindLastIndex(since => since <= at)];
            Assert.Equal(expected, spec.ForkAt(at));
            Assert.Equal(spec.ForkVersion(expected), Misc.ComputeForkVersion(config, at));
        }
    });

    private static object? Property(ChainConfig config, string name) =>
        typeof(ChainConfig).GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!.GetValue(config);
}
