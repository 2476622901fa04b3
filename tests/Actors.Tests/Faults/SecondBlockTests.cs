using Akka.Actor;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Tests.Signing;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Xunit;

namespace Consensoor.Actors.Tests.Faults;

/// <summary>A second block of a slot is signed under a licence alone, which few have.</summary>
public sealed class SecondBlockTests : PatientKit
{
    private static readonly Lazy<DevnetWorld> World =
        new(static () => DevnetWorld.Create(64, TimeSpan.FromSeconds(6), DateTimeOffset.UnixEpoch));

    private static readonly FaultSwitch On = new(null, WithKeystores: false, FaultPlan.None);

    [Fact]
    public void WithoutALicenceNoSecondBlockIsSigned()
    {
        Assert.Contains("for no key here", Refusal(null), StringComparison.Ordinal);
        Assert.Null(EquivocationLicence.For(Node(), new FaultSwitch("off", WithKeystores: true, FaultPlan.None)));
    }

    [Fact]
    public void ThereIsNoLicenceOnAKnownNetworkThoughASwitchSaysSo()
    {
        foreach (var name in PublicNetwork.Names)
        {
            Assert.Null(EquivocationLicence.For(Node(root: PublicNetwork.Find(name)!.GenesisValidatorsRoot), On));
        }

        Assert.Null(EquivocationLicence.For(Node(chain: 1), On));
    }

    [Fact]
    public void AnInteropKeySignsOneUnderItsLicenceBesideTheFirstWhichIsInTheHistory()
    {
        var licence = EquivocationLicence.For(Node(), On)!;
        Assert.Null(Refusal(licence));
    }

    [Fact]
    public void AKeyOfAKeystoreDoesNotUnlessThatIsSaid()
    {
        var node = Node() with { KeystorePubkeys = [SigningSamples.Key] };
        Assert.NotNull(Refusal(EquivocationLicence.For(node, On)));
        Assert.Null(Refusal(EquivocationLicence.For(node, On with { WithKeystores = true })));
        Assert.NotNull(Refusal(EquivocationLicence.For(Node() with { InteropPubkeys = [] }, On with { WithKeystores = true })));
    }

    [Fact]
    public void NothingElseIsSignedAsASecondBlock()
    {
        var block = (ToSign.Block)SigningSamples.Block(1);
        var domain = SigningSamples.DomainOf(Constants.DomainBeaconAttester);
        Assert.Contains(
            "in the domain",
            Sign(EquivocationLicence.For(Node(), On), new ToSign.SecondBlock(block.Pubkey, block.Header, domain)).Outcomes[0].Refusal,
            StringComparison.Ordinal);
    }

    private string? Refusal(EquivocationLicence? licence)
    {
        var (first, other) = ((ToSign.Block)SigningSamples.Block(1), (ToSign.Block)SigningSamples.Block(2));
        var signed = Sign(licence, first, other, new ToSign.SecondBlock(other.Pubkey, other.Header, other.Domain));
        Assert.NotNull(signed.Outcomes[0].Signature);

        // As a block of its own it stays refused, whatever the licence.
        Assert.NotNull(signed.Outcomes[1].Refusal);
        return signed.Outcomes[2].Refusal;
    }

    private Signed Sign(EquivocationLicence? licence, params ToSign[] messages)
    {
        using var protection = new InMemorySlashingProtection(SigningSamples.Chain);
        var signing = Sys.ActorOf(SigningActor.Props(
            SigningSamples.Spec, SigningSamples.Signer, protection, equivocations: licence));
        signing.Tell(new Sign(1, messages), TestActor);
        return ExpectMsg<Signed>(TimeSpan.FromSeconds(30));
    }

    private static NodeSettings Node(Root? root = null, ulong chain = 5)
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with { DepositChainId = chain });
        BeaconState state = World.Value.Genesis.Copy();
        state.GenesisValidatorsRoot = root ?? SigningSamples.Chain;
        return new NodeSettings
        {
            Name = "node",
            Spec = spec,
            Known = state,
            Store = null!,
            Protection = null!,
            Execution = null!,
            Gossip = null!,
            Bls = ManagedBls.Shared,
            Kzg = null!,
            Seed = default,
            InteropPubkeys = [SigningSamples.Key],
        };
    }
}
