using Consensoor.Actors.Work;
using Consensoor.Messages;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Work;

/// <summary>
/// Compares the decisions of the pool with their literal versions: what is dropped, what is taken next and when, what expires.
/// </summary>
public sealed class WorkScheduleTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly Gen<WorkPriority> Priorities = Gen.Int[0, 4].Select(static value => (WorkPriority)value);

    private static readonly Gen<(int Workers, int Bound, int Columns, int Tasks, int Batch, int Wait)> Settings =
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 40], Gen.Int[1, 20], Gen.Int[1, 6], Gen.Int[1, 20], Gen.Int[0, 8]);

    // Work of a kind that comes, of a weight that may be more than the bound, wanted for so long; or, of no weight, a worker that asks
    // while so many unhurried tasks are under way. Each after some milliseconds.
    private static readonly Gen<Step[]> Steps = Gen.Select(
        Gen.Frequency((3, Gen.Int[1, 8]), (1, Gen.Int[1, 50]), (3, Gen.Const(0))), Gen.Int[0, 2], Priorities, Gen.Int[0, 3], Gen.Int[1, 40])
        .Select(static (weight, kind, priority, after, patience) => new Step(weight, kind, priority, after, patience)).Array[0, 120];

    [Fact]
    public void DecidesAsTheLiteralVersion() => Gen.Select(Settings, Steps).Sample(
        static (setting, steps) =>
        {
            var settings = new WorkSettings(
                setting.Workers,
                setting.Batch,
                TimeSpan.FromMilliseconds(setting.Wait),
                setting.Bound,
                setting.Columns,
                setting.Tasks,
                TimeSpan.FromSeconds(1));
            var schedule = new WorkSchedule<int>(settings);
            var literal = new LiteralSchedule(settings);
            var now = Start;
            foreach (var (id, step) in steps.Index())
            {
                now += TimeSpan.FromMilliseconds(step.After);
                Assert.Equal(literal.Expire(now), schedule.Expire(now));
                Assert.Equal(literal.All.Select(static work => (DateTimeOffset?)work.Deadline).Min(), schedule.FirstDeadline());
                if (step.Weight == 0)
                {
                    Assert.Equal(literal.NextDue(step.Kind), schedule.NextDue(step.Kind));
                    var isDue = schedule.NextDue(step.Kind) <= now;
                    var next = schedule.Next(now, step.Kind);
                    Assert.Equal(literal.Next(now, step.Kind), next);
                    Assert.Equal(isDue, next.Count > 0);
                    continue;
                }

                var (backlog, model) = step.Kind switch
                {
                    0 => (schedule.Signatures, literal.Signatures),
                    1 => (schedule.Columns, literal.Columns),
                    _ => (schedule.Tasks, literal.Tasks),
                };
                var deadline = now + TimeSpan.FromMilliseconds(step.Patience);
                Assert.Equal(
                    model.Add(new LiteralBacklog.Item(id, step.Priority, step.Weight, now, deadline)),
                    backlog.Add(id, step.Priority, step.Weight, now, deadline));
                Assert.Equal(model.All.Sum(static work => work.Weight), backlog.Weight);
                Assert.InRange(backlog.Weight, 0, backlog.Bound);
                Assert.Equal(model.Dropped, backlog.Dropped);
            }

            Assert.Equal(literal.All.Select(static work => work.Id).Order(), schedule.TakeAll().Order());
            Assert.Null(schedule.FirstDeadline());
        },
        iter: 20_000);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(8, 7)]
    [InlineData(128, 16)]
    public void WorkersFollowTheProcessors(int processors, int workers) => Assert.Equal(workers, WorkSettings.WorkersFor(processors));

    private sealed record Step(int Weight, int Kind, WorkPriority Priority, int After, int Patience);
}
