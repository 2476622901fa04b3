using Akka.Configuration;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Signing;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Faults;

/// <summary>On which networks faults may be done, and when they are refused.</summary>
public sealed class FaultSwitchTests
{
    private const string On = "consensoor.faults.enabled = on";

    public static TheoryData<string> Networks => [.. PublicNetwork.Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void AKnownNetworkIsRefusedByItsRootWhateverItsConfigurationSays(string name)
    {
        var root = PublicNetwork.Find(name)!.GenesisValidatorsRoot;
        var refusal = Assert.Throws<NodeStartException>(() => FaultSwitch.From(SigningSamples.Spec, root, Hocon(On)));
        Assert.Contains($"no faults on {name}, which this is by its genesis validators root", refusal.Message, StringComparison.Ordinal);
        var off = FaultSwitch.From(SigningSamples.Spec, root, Hocon(""));
        Assert.Contains(name, off.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(17_000)]
    [InlineData(560_048)]
    [InlineData(11_155_111)]
    public void AKnownChainOfDepositsIsRefusedWhateverItsValidatorsAre(ulong chain)
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with { DepositChainId = chain });
        var refusal = Assert.Throws<NodeStartException>(() => FaultSwitch.From(spec, SigningSamples.Chain, Hocon(On)));
        Assert.Contains($"DEPOSIT_CHAIN_ID {chain}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OffIsTheDefaultAndRefusesAPlan()
    {
        var off = FaultSwitch.From(SigningSamples.Spec, SigningSamples.Chain, Hocon(""));
        Assert.Contains("switched off", off.Refusal, StringComparison.Ordinal);
        var refusal = Assert.Throws<NodeStartException>(() => FaultSwitch.From(
            SigningSamples.Spec, SigningSamples.Chain, Hocon("consensoor.faults.plan = \"delay slots=4\"")));
        Assert.Contains("consensoor.faults.enabled is off", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APlanIsReadAndWhatIsNoneIsRefusedWithItsNumber()
    {
        const string plan = "consensoor.faults.plan = \"delay slots=4; equivocate probability=0.5\"";
        var read = FaultSwitch.From(SigningSamples.Spec, SigningSamples.Chain, Hocon($"{On}\n{plan}"));
        Assert.Null(read.Refusal);
        Assert.False(read.WithKeystores);
        Assert.Equal(2, read.Plan.Faults.Count);
        var refusal = Assert.Throws<NodeStartException>(() => FaultSwitch.From(
            SigningSamples.Spec, SigningSamples.Chain, Hocon($"{On}\nconsensoor.faults.plan = \"delay; sleep\"")));
        Assert.Contains("consensoor.faults.plan: fault 2: kind: 'sleep'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheFileOfTheSituationIsAPlan()
    {
        var file = Path.Combine(Architecture.Repository.Root, "hocon", "faults.conf");
        var read = FaultSwitch.From(SigningSamples.Spec, SigningSamples.Chain, Hocon(File.ReadAllText(file)));
        Assert.Null(read.Refusal);
        Assert.NotEmpty(read.Plan.Faults);
    }

    internal static Config Hocon(string text) => NodeConfig.Layered(ConfigurationFactory.ParseString(text)).GetConfig("consensoor");
}
