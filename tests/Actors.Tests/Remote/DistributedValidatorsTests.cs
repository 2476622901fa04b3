using Consensoor.Messages;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>
/// Validators whose keys are shares, on a node behind the middleware of a distributed validator: who aggregates is decided by the proofs
/// that it combines, which alone the node takes.
/// </summary>
public sealed class DistributedValidatorsTests
{
    private const int SlotsPerEpoch = RemoteRun.SlotsPerEpoch;

    [Theory]
    [InlineData(ForkName.Altair)]
    [InlineData(ForkName.Gloas)]
    public void Aggregators_are_selected_by_combined_proofs(ForkName fork)
    {
        using var run = new RemoteRun(RemoteRun.Only(fork));
        using var middleware = new SelectionMiddleware(run);
        run.Node("node");
        run.Start("validators", 0, "node");
        run.RunUntilSlot(3 * SlotsPerEpoch);
        RemoteDutiesTests.CheckDuties(run, SlotsPerEpoch, (3 * SlotsPerEpoch) - 2, fork);

        // One question an epoch for all that are to attest in it; of the first one's duties nobody knows before it begins.
        var committees = middleware.Committees.Where(static asked => asked.First >= SlotsPerEpoch).ToList();
        Assert.Equal([8UL, 16, 24], committees.Select(static asked => asked.First));
        Assert.All(committees, static asked => Assert.Equal(RemoteRun.Validators, asked.Count));

        // And one a slot for the seats of the sync committee.
        Assert.Equal(
            Enumerable.Range(SlotsPerEpoch, 2 * SlotsPerEpoch).Select(static slot => (ulong)slot),
            middleware.SyncCommittee.Select(static asked => asked.First).Where(static slot => slot is >= 8 and < 24));
    }

    [Theory]
    [InlineData("501", "no combined selection proof: node answers 501")]
    [InlineData("html", "no combined selection proof: node: the answer is no JSON")]
    [InlineData("strange", "which was not asked for")]
    [InlineData("partial", "it is not in the middleware's answer")]
    [InlineData("hangs", "no combined selection proof: node: no answer within")]
    public void Without_combined_proofs_nobody_aggregates_and_all_else_is_done(string kind, string reason)
    {
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Altair));
        using var middleware = new SelectionMiddleware(run) { Kind = kind };
        var node = run.Node("node");
        run.Start("validators", 0, "node");
        run.RunUntilSlot(2 * SlotsPerEpoch);
        Assert.Equal(
            Enumerable.Range(1, 2 * SlotsPerEpoch).Select(static slot => (ulong)slot),
            node.Blocks.Select(static block => block.Message.Slot));
        var duties = run.Duties.Where(static duty => duty.Slot > 0);
        var selected = duties.Where(static duty => duty.Kind is DutyKind.Aggregate or DutyKind.SyncContribution).ToList();
        Assert.Contains(selected, static duty => duty.Kind == DutyKind.Aggregate);
        Assert.Contains(selected, static duty => duty.Kind == DutyKind.SyncContribution);
        Assert.All(selected, duty => Assert.Contains(reason, duty.Reason, StringComparison.Ordinal));
        Assert.Contains(run.Complaints, static complaint => complaint.Contains("selection proofs: ", StringComparison.Ordinal));
        var others = duties.Except(selected);
        Assert.Empty(others.Select(static duty => duty.Reason).OfType<string>());
    }
}
