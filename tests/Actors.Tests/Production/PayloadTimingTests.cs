using Consensoor.Actors.Clock;
using Consensoor.Actors.Production;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Production;

public sealed class PayloadTimingTests
{
    [Fact]
    public void APayloadIsTakenAtItsShareOfTheSlotAndNeverOnTheHeelsOfItsBegin()
    {
        var schedule = new SlotSchedule(new ChainSpec(Preset.Minimal, ChainConfig.Minimal), 1_700_000_000);
        Gen.Select(Gen.ULong[1, 1_000], Gen.ULong[0, 10_000], Gen.Int[-6_000, 6_000]).Sample((slot, share, begunMs) =>
        {
            var start = schedule.StartOf(slot);
            var begun = start + TimeSpan.FromMilliseconds(begunMs);
            var at = PayloadTiming.TakeAt(schedule, slot, share, begun);
            var due = schedule.DueAt(slot, DutyPoint.Attestation);
            var earliest = begun + (schedule.DurationOf(slot) / 24);
            Assert.True(at >= earliest && at >= start);
            Assert.True(at <= due || at == earliest);
            Assert.True(share != 0 || begunMs > -1_000 || at == start);
            Assert.True(share != 10_000 || earliest > due || at == due);
        });
    }

    [Fact]
    public void TheOldestBuildGoesForANewOneAndItsAnswerIsNotHeard()
    {
        Gen.Int[1, 100].Sample(count =>
        {
            var builds = new PayloadBuilds();
            for (var i = 1UL; i <= (ulong)count; i++)
            {
                builds.Add(new PayloadBuild(i, new ForkchoiceUpdated(i, ForkName.Capella, default, default, default, null)));
            }

            Assert.Equal(Math.Min(count, PayloadBuilds.Most), builds.Count);
            Assert.Equal(count > PayloadBuilds.Most, builds.Of(1) is null);
            Assert.NotNull(builds.Of((ulong)count));
            builds.ForgetBefore((ulong)count);
            Assert.Equal(1, builds.Count);
        });
    }
}
