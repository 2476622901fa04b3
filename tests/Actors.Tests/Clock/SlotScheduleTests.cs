using Consensoor.Actors.Clock;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Clock;

/// <summary>The schedule of a chain whose slots become shorter at an epoch: starts and duties by the length of their own slot.</summary>
public sealed class SlotScheduleTests
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with { LaterSlotDurations = [new SlotDuration(2, 5_000)] });

    private static readonly SlotSchedule Schedule = new(Spec, 1_000);

    [Fact]
    public void EventsFollowEachOtherThroughTheChange()
    {
        var now = Schedule.Genesis - TimeSpan.FromSeconds(1);
        var expected = Schedule.Genesis;
        for (var slots = 0UL; slots < 30;)
        {
            var (at, slot, point) = Schedule.Next(now);
            Assert.True(at > now);
            Assert.Equal(slot, Schedule.SlotAt(at));
            now = at;
            if (point is null)
            {
                Assert.Equal((slots, expected), (slot, at));
                expected += TimeSpan.FromMilliseconds(slot < 16 ? 6_000 : 5_000);
                slots++;
            }
            else if (point == DutyPoint.Attestation)
            {
                Assert.Equal(Schedule.StartOf(slot) + (Schedule.DurationOf(slot) * Spec.Config.AttestationDueBps / 10_000), at);
            }
        }

        Assert.Equal(TimeSpan.FromSeconds(5), Schedule.SlotDuration);
    }

    [Fact]
    public void NoSlotIsTooFar()
    {
        Assert.True(Schedule.StartOf(ulong.MaxValue) > Schedule.Genesis);
        Assert.True(Schedule.DueAt(ulong.MaxValue / 2, DutyPoint.Attestation) > Schedule.Genesis);
        Assert.Null(Schedule.SlotAt(DateTimeOffset.UnixEpoch));
    }
}
