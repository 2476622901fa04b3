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

    [Fact]
    public void Keys_are_looked_for_again_on_a_branch_that_deposited_them_in_another_order()
    {
        var pubkeys = InteropGenesis.Pubkeys(12, ManagedBls.Shared);
        var own = new OwnValidators([pubkeys[9], pubkeys[10], pubkeys[3]]);
        Assert.Equal([3UL, 9UL, 10UL], own.In(StateOf(11)).Keys);
        var other = StateOf(11).Copy();
        (other.Validators[9], other.Validators[10]) = (other.Validators[10], other.Validators[9]);
        other.Caches.Clear();
        Assert.Equal(pubkeys[9], own.In(other)[10]);
        Assert.Equal(pubkeys[10], own.In(other)[9]);
        Assert.Equal([3UL, 9UL], own.In(StateOf(10)).Keys);
        Assert.Equal(pubkeys[9], own.In(StateOf(11))[9]);
    }

    private static BeaconState StateOf(int validators) => InteropGenesis.Create(
        new ChainSpec(Preset.Minimal, ChainConfig.Minimal), validators, 0, EmbeddedExecutionLayer.Genesis(0), ManagedBls.Shared);
}
