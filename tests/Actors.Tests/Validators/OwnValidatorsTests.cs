using Consensoor.Actors.Validators;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>Keys find their places in the registry, also those that are deposited later.</summary>
public sealed class OwnValidatorsTests
{
    [Fact]
    public void A_key_that_is_not_deposited_yet_is_found_when_it_is()
    {
        var pubkeys = InteropGenesis.Pubkeys(12, ManagedBls.Shared);
        var own = new OwnValidators([pubkeys[11], pubkeys[3], pubkeys[9]]);
        Assert.Equal([3UL], own.In(StateOf(8)).Keys);
        Assert.Equal([3UL], own.In(StateOf(8)).Keys);
        Assert.Equal([3UL, 9UL], own.In(StateOf(10)).Keys);
        Assert.Equal([3UL, 9UL, 11UL], own.In(StateOf(12)).Keys);
        Assert.Equal(pubkeys[11], own.In(StateOf(12))[11]);
    }

    private static BeaconState StateOf(int validators) => InteropGenesis.Create(
        new ChainSpec(Preset.Minimal, ChainConfig.Minimal), validators, 0, EmbeddedExecutionLayer.Genesis(0), ManagedBls.Shared);
}
