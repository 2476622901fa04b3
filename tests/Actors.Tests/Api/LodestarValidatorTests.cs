using System.Globalization;
using Consensoor.Actors.Tests.Network;
using Consensoor.Actors.Tests.Network.Wire;
using Consensoor.Interop.Tests.Peers;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Lodestar 1.5.1's validator client, with all keys of a chain, on the Beacon API of our node, which has none.</summary>
[Trait("Category", "Peers")]
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class LodestarValidatorTests(ITestOutputHelper output)
{
    private const ulong SlotsPerEpoch = 8;
    private const int Validators = 16;
    private const byte AllFlags = 7;
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(2);

    /// <summary>
    /// From the second epoch on there is a block in each slot, with the signatures of the whole sync committee, and every validator's vote
    /// is in time for source, target and head: two epochs, five in the long form.
    /// </summary>
    [PeersTheory(Lodestar.Package)]
    [InlineData("altair")]
    public async Task It_does_every_duty_of_its_validators(string fork)
    {
        var epochs = PeersTheoryAttribute.IsLongAsked ? 5UL : 1UL;
        Lodestar.Install();
        await using var network = await WireNetwork.OfGenesis(
            1, Validators, TimeSpan.FromSeconds(15), ["--set", "SLOT_DURATION_MS=2000", "--fork-epoch", .. Forks(fork)]);
        network.StartWith(0, null);
        using var lodestar = Lodestar.ValidatorsOf(
            network.Folder, Path.Combine(network.Folder, "lodestar"), $"0..{Validators - 1}", network.ApiOf(0));
        try
        {
            var last = ((epochs + 2) * SlotsPerEpoch) - 1;
            await Until(network, last);
            for (var slot = SlotsPerEpoch; slot < (epochs + 1) * SlotsPerEpoch; slot++)
            {
                var block = await network.Get(0, $"/eth/v2/beacon/blocks/{slot}");
                Assert.True(block is not null, $"there is no block in slot {slot}");
                var aggregate = block.Value.GetProperty("message").GetProperty("body").GetProperty("sync_aggregate");
                Assert.Equal("0xffffffff", aggregate.GetProperty("sync_committee_bits").GetString());
            }

            for (var epoch = 1UL; epoch <= epochs; epoch++)
            {
                var state = StateOf(network, await network.GetSsz(0, $"/eth/v2/debug/beacon/states/{((epoch + 2) * SlotsPerEpoch) - 1}"));
                Assert.Equal(Enumerable.Repeat(AllFlags, Validators), state.PreviousEpochParticipation);
            }
        }
        finally
        {
            output.WriteLine(string.Join('\n', lodestar.Complaints));
        }
    }

    private static string[] Forks(string fork) =>
        [.. ForkNames.All.Skip(1).Select(name => $"{name.Text()}={(name.Text() == fork ? "0" : "never")}")];

    private static BeaconState StateOf(WireNetwork network, byte[] ssz)
    {
        var spec = new ChainSpec(Preset.Minimal, network.Config);
        Assert.True(BeaconState.TryDecode(ssz, spec.Ssz(ForkName.Altair), out var state, out var error), error.ToString());
        return state;
    }

    private static async Task Until(WireNetwork network, ulong slot)
    {
        var end = DateTime.UtcNow + TimeSpan.FromMinutes(3) + (slot * Slot);
        while (true)
        {
            Assert.True(DateTime.UtcNow < end, $"the head did not come to slot {slot} in time");
            if (await network.Get(0, "/eth/v1/node/syncing") is { } syncing
                && ulong.Parse(syncing.GetProperty("head_slot").GetString()!, CultureInfo.InvariantCulture) >= slot)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }
}
