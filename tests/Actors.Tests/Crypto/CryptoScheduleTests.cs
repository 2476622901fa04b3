using Consensoor.Actors.Crypto;
using Consensoor.Messages;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Crypto;

/// <summary>The decisions of the pool against their literal versions: what is dropped, what is taken next, when.</summary>
public sealed class CryptoScheduleTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly Gen<SignaturePriority> Priorities = Gen.Int[0, 4].Select(static value => (SignaturePriority)value);

    private static readonly Gen<(int Bound, int Columns, int Batch, int Wait)> Settings = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[0, 8]);

    // Work that comes, of a weight that may be more than the bound; or, for no weight, a worker that asks. Each after some milliseconds.
    private static readonly Gen<(int Weight, bool AreColumns, SignaturePriority Priority, int After)[]> Steps =
        Gen.Select(Gen.Frequency((3, Gen.Int[1, 8]), (1, Gen.Int[1, 50]), (3, Gen.Const(0))), Gen.Bool, Priorities, Gen.Int[0, 3]).Array[0, 120];

    [Fact]
    public void DecidesAsTheLiteralVersion() => Gen.Select(Settings, Steps).Sample(
        static (setting, steps) =>
        {
            var settings = new CryptoPoolSettings(1, setting.Batch, TimeSpan.FromMilliseconds(setting.Wait), setting.Bound, setting.Columns);
            var schedule = new CryptoSchedule<int>(settings);
            var literal = new LiteralSchedule(settings);
            var now = Start;
            foreach (var (id, step) in steps.Index())
            {
                now += TimeSpan.FromMilliseconds(step.After);
                if (step.Weight == 0)
                {
                    Assert.Equal(literal.NextDue(), schedule.NextDue());
                    var isDue = schedule.NextDue() <= now;
                    var next = schedule.Next(now);
                    Assert.Equal(literal.Next(now), next);
                    Assert.Equal(isDue, next.Count > 0);
                    continue;
                }

                var (backlog, model) = step.AreColumns ? (schedule.Columns, literal.Columns) : (schedule.Signatures, literal.Signatures);
                Assert.Equal(model.Add(new LiteralBacklog.Work(id, step.Priority, step.Weight, now)), backlog.Add(id, step.Priority, step.Weight, now));
                Assert.Equal(model.All.Sum(static work => work.Weight), backlog.Weight);
                Assert.InRange(backlog.Weight, 0, backlog.Bound);
                Assert.Equal(model.Dropped, backlog.Dropped);
            }

            Assert.Equal(literal.Signatures.All.Concat(literal.Columns.All).Select(static work => work.Id).Order(), schedule.TakeAll().Order());
        },
        iter: 20_000);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(8, 4)]
    [InlineData(128, 8)]
    public void WorkersFollowTheProcessors(int processors, int workers) => Assert.Equal(workers, CryptoPoolSettings.WorkersFor(processors));
}
