using Consensoor.Actors.Clock;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Clock;

/// <summary>The schedule of a chain whose slots become shorter at an epoch: starts and duties by the length of their own slot.</summary>
public sealed class SlotScheduleTests
{
    private static readonly ChainSpec Spec =
        new(Preset.Minimal, ChainConfig.Minimal with { LaterSlotDurations = [new SlotDuration(2, 5_000)] });

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
                // The specification divides whole milliseconds: 1,999 of the 6,000, not 1,999.8.
                Assert.Equal(
                    TimeSpan.FromMilliseconds((slot < 16 ? 6_000UL : 5_000UL) * Spec.Config.AttestationDueBps / 10_000),
                    at - Schedule.StartOf(slot));
            }
        }

        Assert.Equal((TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(5)), (Schedule.DurationOf(15), Schedule.DurationOf(16)));
    }

    [Fact]
    public void NoSlotIsTooFar()
    {
        Assert.True(Schedule.StartOf(ulong.MaxValue) > Schedule.Genesis);
        Assert.True(Schedule.DueAt(ulong.MaxValue / 2, DutyPoint.Attestation) > Schedule.Genesis);
        Assert.Null(Schedule.SlotAt(DateTimeOffset.UnixEpoch));
    }
}
