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
    public void TheOldestThatHasBegunGoesForANewOneAndWhatIsNotAnsweredStays() => Gen.Bool.List[1, 100].Sample(begin =>
    {
        var (builds, kept) = (new PayloadBuilds(), new List<(ulong Id, bool HasBegun)>());
        foreach (var (hasBegun, id) in begin.Select(static (hasBegun, i) => (hasBegun, (ulong)i + 1)))
        {
            var build = new PayloadBuild(id, new ForkchoiceUpdated(id, ForkName.Capella, default, default, default, null));
            var oldest = kept.FindIndex(static other => other.HasBegun);
            var hasRoom = kept.Count < PayloadBuilds.Most || oldest >= 0;
            if (kept.Count == PayloadBuilds.Most && hasRoom)
            {
                kept.RemoveAt(oldest);
            }

            Assert.Equal(hasRoom, builds.TryAdd(build));
            if (hasRoom)
            {
                kept.Add((id, hasBegun));
            }

            if (hasBegun)
            {
                build.Begin(default, DateTimeOffset.UnixEpoch);
            }
        }

        Assert.Equal(kept.Count, builds.Count);
        Assert.All(begin.Select(static (_, i) => (ulong)i + 1), id =>
            Assert.Equal(kept.Exists(one => one.Id == id), builds.Of(id) is not null));
        builds.ForgetBefore(kept[^1].Id);
        Assert.Equal(1, builds.Count);
    });
}
