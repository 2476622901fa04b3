using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Config;

/// <summary>
/// The clock over several slot lengths does what a walk from slot to slot does, and takes any number for a slot or a time.
/// </summary>
public sealed class SlotTimesTests
{
    private static readonly Gen<SlotTimes> Clocks =
        Gen.Select(Gen.ULong[0, 1UL << 45], Gen.ULong[1, 9], Gen.Select(Gen.ULong[1, 6], Gen.ULong[1, 20]).Array[0, 4], Gen.ULong[1, 20])
            .Select(static (genesis, slotsPerEpoch, later, first) =>
            {
                var durations = new List<SlotDuration> { new(0, first) };
                foreach (var (epochs, milliseconds) in later)
                {
                    durations.Add(new SlotDuration(durations[^1].FirstEpoch + epochs, milliseconds));
                }

                return new SlotTimes(genesis, slotsPerEpoch, durations);
            });

    [Fact]
    public void TheClockAgreesWithAWalkFromSlotToSlot() => Clocks.Sample(
        static times =>
        {
            var start = times.GenesisTimeMs;
            for (Slot slot = 0; slot < 300; slot++)
            {
                var duration = times.DurationMs(slot);
                Assert.Equal(start, times.StartMs(slot));
                Assert.Equal(slot, times.SlotAtMs(start));
                Assert.Equal(slot, times.SlotAtMs(start + duration - 1));
                Assert.Equal(duration / 3, times.ComponentMs(slot, 10_000) / 3);
                start += duration;
            }
        },
        iter: 300);

    [Fact]
    public void TheLengthIsThatOfTheSlotsEpoch()
    {
        // The draft's own example: 12 seconds, and 10 from epoch 2 on.
        var times = new SlotTimes(1_000, 32, [new(0, 12_000), new(2, 10_000), new(Constants.FarFutureEpoch, 1)]);
        Assert.Equal([12_000UL, 12_000UL, 10_000UL, 10_000UL], new Slot[] { 0, 63, 64, 1 << 20 }.Select(times.DurationMs));
        Assert.Equal(1_000UL + (64 * 12_000), times.StartMs(64));
        Assert.Equal(times.StartMs(64) + (9 * 10_000), times.StartMs(73));
        Assert.Equal(63UL, times.SlotAtMs(times.StartMs(64) - 1));
        Assert.Equal(5_000UL, times.ComponentMs(64, 5_000));
        Assert.Equal(6_000UL, times.ComponentMs(63, 5_000));
    }

    [Fact]
    public void NoNumberOverflows() => Gen.Select(Clocks, Gen.ULong, Gen.ULong).Sample(
        static (times, slot, time) =>
        {
            Assert.True(times.StartMs(slot) >= times.GenesisTimeMs);
            Assert.True(times.SlotAtMs(time) >= (time < times.GenesisTimeMs ? 0UL : 0));
            Assert.True(times.SlotAtMs(times.StartMs(slot)) <= slot);
            Assert.Equal(0UL, times.SlotAtMs(0));
            Assert.Equal(ulong.MaxValue, new SlotTimes(ulong.MaxValue, 32, [new(0, 12_000)]).StartMs(slot));
            times.ComponentMs(slot, ulong.MaxValue);
        },
        iter: 1000);

    [Fact]
    public void LengthsOutOfOrderAreNoClock()
    {
        Assert.Throws<ArgumentException>(static () => new SlotTimes(0, 32, []));
        Assert.Throws<ArgumentException>(static () => new SlotTimes(0, 32, [new(1, 12_000)]));
        Assert.Throws<ArgumentException>(static () => new SlotTimes(0, 32, [new(0, 0)]));
        Assert.Throws<ArgumentException>(static () => new SlotTimes(0, 32, [new(0, 1), new(2, 2), new(2, 3)]));
    }

    [Fact]
    public void EveryFunctionOfTimeGoesByTheLengthOfItsOwnSlot()
    {
        var config = ChainConfig.Minimal with { LaterSlotDurations = [new(2, 5_000)] };
        var spec = new ChainSpec(Preset.Minimal, config);
        var times = spec.Times(7_000);
        Assert.Equal(7_000UL + (16 * 6_000) + 5_000, Misc.ComputeTimeAtSlotMs(spec, 7_000, 17));
        Assert.Equal(7UL + (16 * 6) + 5, Misc.ComputeTimeAtSlot(spec, 7, 17));
        Assert.Equal(17UL, Misc.ComputeSlotAtTimeMs(spec, 7_000, 7_000 + (16 * 6_000) + 5_000));
        Assert.Equal(16UL, Misc.ComputeSlotAtTime(spec, 7, 7 + (16 * 6) + 4));
        Assert.Equal(6_000 * config.AttestationDueBps / 10_000, StoreTime.GetAttestationDueMs(config, times, 15, ForkName.Deneb));
        Assert.Equal(5_000 * config.AttestationDueBps / 10_000, StoreTime.GetAttestationDueMs(config, times, 16, ForkName.Deneb));
        Assert.Same(times, spec.Times(7_000));
        Assert.NotSame(times, spec.Times(8_000));
    }
}
