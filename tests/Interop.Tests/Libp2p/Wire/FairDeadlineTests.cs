using Consensoor.Interop.Libp2p.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Wire;

public class FairDeadlineTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    /// <summary>However it is looked at: never over before its time, at the latest at the second look half of it too late.</summary>
    [Fact]
    public void It_is_over_in_its_time_or_in_a_second_one_after_a_gap() => Gen.Int[1, 20_000].Array[1, 40].Sample(static steps =>
    {
        var deadline = default(FairDeadline);
        deadline.Begin(Start, Time);
        var (now, until, wasLate) = (Start, Start + Time, false);
        foreach (var step in steps)
        {
            now += TimeSpan.FromMilliseconds(step);
            var isLate = !wasLate && now > until + (Time / 2);
            (wasLate, until) = isLate ? (true, now + Time) : (wasLate, until);
            Assert.Equal(now >= until, deadline.IsOver(now));
            Assert.Equal(until, deadline.At);
        }
    });

    [Fact]
    public void What_begins_anew_may_be_late_anew_and_what_is_stopped_is_never_over()
    {
        var deadline = default(FairDeadline);
        Assert.False(deadline.IsOver(Start));
        deadline.Begin(Start, Time);
        Assert.False(deadline.IsOver(Start + (2 * Time)));
        deadline.BeginOnce(Start + (2 * Time), 5 * Time);
        Assert.Equal(Start + (3 * Time), deadline.At);
        deadline.Begin(Start + (2 * Time), Time);
        Assert.False(deadline.IsOver(Start + (9 * Time)));
        Assert.True(deadline.IsOver(Start + (10 * Time)));
        deadline.Stop();
        Assert.False(deadline.IsOver(Start + (99 * Time)));
    }
}
