using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// Looks by a node's API whether the validators of a chain of slots of two seconds, which is in one fork, did every duty in time.
/// </summary>
internal sealed class EveryDuty(
    ChainSpec spec, int validators, Func<string, Task<JsonElement?>> get, Func<string, Task<byte[]>> getSsz)
{
    private const byte AllFlags = 7;
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Waits for epochs: there is a block in each of their slots, with the signatures of the whole sync committee, and each validator's
    /// vote is in time for source, target and head. Each is read when it is over, while its states are at hand.
    /// </summary>
    public async Task IsDoneIn(ulong first, ulong last)
    {
        var length = spec.Preset.SlotsPerEpoch;
        for (var epoch = first; epoch <= last; epoch++)
        {
            // Votes of an epoch may be in blocks of the next one.
            var end = ((epoch + 2) * length) - 1;
            await Until(end);
            var state = StateOf(await getSsz($"/eth/v2/debug/beacon/states/{end}"));
            Assert.Equal(end, state.Slot);
            Assert.Equal(Enumerable.Repeat(AllFlags, validators), state.PreviousEpochParticipation);
        }

        var whole = $"0x{new string('f', (int)spec.Preset.SyncCommitteeSize / 4)}";
        for (var slot = first * length; slot < (last + 1) * length; slot++)
        {
            var block = await get($"/eth/v2/beacon/blocks/{slot}");
            Assert.True(block is not null, $"there is no block in slot {slot}");
            var aggregate = block.Value.GetProperty("message").GetProperty("body").GetProperty("sync_aggregate");
            Assert.Equal(whole, aggregate.GetProperty("sync_committee_bits").GetString());
        }
    }

    private BeaconState StateOf(byte[] ssz)
    {
        Assert.True(BeaconState.TryDecode(ssz, spec.Ssz(spec.ForkAt(0)), out var state, out var error), error.ToString());
        return state;
    }

    private async Task Until(ulong slot)
    {
        var end = DateTime.UtcNow + Patience + (slot * Slot);
        while (true)
        {
            Assert.True(DateTime.UtcNow < end, $"the head did not come to slot {slot} in time");
            if (await get("/eth/v1/node/syncing") is { } syncing
                && ulong.Parse(syncing.GetProperty("head_slot").GetString()!, CultureInfo.InvariantCulture) >= slot)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }
}
