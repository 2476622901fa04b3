using Akka.Actor;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

/// <summary>Validators whose actors fail, or whose whole node is killed, go on, and sign nothing twice.</summary>
public sealed class ValidatorFailureTests
{
    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);

    private static readonly string[] Children = ["proposer", "builder", "attester", "aggregator", "sync-committee", "ptc"];

    [Fact]
    public void TheChainGoesOnWhereTheActorOfADutyFails() => Survives("failing-duties", Kill.Instance);

    [Fact]
    public void TheChainGoesOnWhereTheActorOfADutyStops() => Survives("stopping-duties", PoisonPill.Instance);

    [Fact]
    public void ANodeThatIsKilledInEachPartOfASlotSignsNothingTwice()
    {
        DevnetWorld? chain = null;
        var store = new InMemoryChainStore();
        var done = new List<DutyPerformed>();
        var blocks = new HashSet<(Slot Slot, Root Root)>();
        const int LastSlot = 30;
        var scenario = new Scenario<DevnetNode>("killed", (run, node) =>
        {
            chain ??= DevnetWorld.Create(64, SlotTime, run.Genesis);
            var started = TestNode.Start(run, chain, node, store);
            run.World.Observe<DutyPerformed>(started.System, duty =>
            {
                done.Add(duty);
                return null;
            });
            run.World.Observe<BlockImported>(started.System, imported =>
            {
                blocks.Add((imported.Block.Message.Slot, imported.Root));
                return null;
            });
            return started;
        })
        {
            LastSlot = LastSlot,
            SlotTime = SlotTime,
            GenesisDelay = TimeSpan.FromSeconds(10),
        }
            .Nodes(1)
            .ExpectAt(
                LastSlot,
                "the chain went on",
                static run => run.Nodes["node-0"].Head is { Slot: LastSlot } ? null : $"head {run.Nodes["node-0"].Head?.Slot}");
        int[] moments = [0, 5, 10, 20, 30, 50, 100, 200, 1_500, 1_510, 1_600, 3_000];
        foreach (var (index, moment) in moments.Index())
        {
            scenario.At(4 + (2 * index), "killed and started again", static run =>
            {
                run.Crash("node-0");
                run.Start("node-0");
            }, TimeSpan.FromMilliseconds(moment));
        }

        var result = scenario.Run(7);
        Assert.True(result.Held, result.ToString());

        // The same vote may be signed again; another one of the epoch, or another block of the slot, may not.
        var attested = done.Where(static duty => duty is { IsDone: true, Kind: DutyKind.Attestation })
            .ToLookup(static duty => (duty.Validator, duty.Slot / 8));
        Assert.All(attested, static votes => Assert.Single(votes.Select(static vote => vote.Slot).Distinct()));
        Assert.All(blocks.ToLookup(static block => block.Slot), static roots => Assert.Single(roots));
    }

    [Theory]
    [InlineData("validators")]
    [InlineData("validators/attester")]
    [InlineData("validators/sync-committee")]
    [InlineData("validators/aggregator")]
    [InlineData("validators/proposer")]
    [InlineData("validators/ptc")]
    [InlineData("production")]
    public void NoDutyIsLostWithoutAWordAndTheNextSlotIsWhole(string actor)
    {
        DevnetWorld? chain = null;
        var performed = new List<DutyPerformed>();
        const int LastSlot = 30;
        const int PerSlot = 64 / 8;
        var scenario = new Scenario<DevnetNode>($"restarted-{actor}", (run, node) =>
        {
            chain ??= DevnetWorld.Create(64, SlotTime, run.Genesis);
            var started = TestNode.Start(run, chain, node);
            run.World.Observe<DutyPerformed>(started.System, duty =>
            {
                performed.Add(duty);
                return null;
            });
            return started;
        })
        {
            LastSlot = LastSlot,
            SlotTime = SlotTime,
            GenesisDelay = TimeSpan.FromSeconds(10),
        }.Nodes(1);

        // From before the block to behind the contributions: while signing, publishing and waiting for verdicts.
        int[] moments = [1, 8, 16, 40, 1_501, 1_510, 3_001, 3_010];
        var killed = moments.Index().ToDictionary(static moment => (Slot)(4 + (2 * moment.Index)), static moment => moment.Item);
        foreach (var (slot, moment) in killed)
        {
            scenario.At((int)slot, $"{actor} fails", run => run.World.Invoke(() =>
            {
                run.Nodes["node-0"].System.ActorSelection($"/user/node/{actor}").Tell(Kill.Instance);
                return true;
            }), TimeSpan.FromMilliseconds(moment));
        }

        var result = scenario.Run(7);
        Assert.True(result.Held, result.ToString());
        Assert.All(performed.GroupBy(static duty => (duty.Kind, duty.Slot, duty.Validator)), static told => Assert.Single(told));
        for (Slot slot = 2; slot < LastSlot - 6; slot++)
        {
            var duties = performed.Where(duty => duty.Slot == slot).ToList();
            Assert.Equal(PerSlot, duties.Count(static duty => duty.Kind == DutyKind.Attestation));
            Assert.Single(duties, static duty => duty.Kind == DutyKind.Proposal);
            Assert.Contains(duties, static duty => duty.Kind == DutyKind.PayloadAttestation);
            Assert.Contains(duties, static duty => duty.Kind == DutyKind.SyncMessage);
            Assert.All(duties, duty => Assert.True(duty.IsDone || killed.ContainsKey(slot), duty.ToString()));
        }
    }

    private static void Survives(string name, object end)
    {
        DevnetWorld? chain = null;
        const int LastSlot = 24;
        var scenario = new Scenario<DevnetNode>(name, (run, node) =>
        {
            chain ??= DevnetWorld.Create(64, SlotTime, run.Genesis);
            return TestNode.Start(run, chain, node);
        })
        {
            LastSlot = LastSlot,
            SlotTime = SlotTime,
            GenesisDelay = TimeSpan.FromSeconds(10),
        }
            .Nodes(1)
            .ExpectAlways(
                2,
                LastSlot,
                "the head is at most one slot behind",
                static run => run.Nodes["node-0"].Head is { } head && (long)head.Slot >= run.Slot - 1
                    ? null
                    : $"the head is in slot {run.Nodes["node-0"].Head?.Slot}")
            .ExpectAt(LastSlot, "every duty of the last slots was done", static run =>
                run.Nodes["node-0"].Duties.FirstOrDefault(static duty => !duty.IsDone && duty.Slot > LastSlot - 3)?.ToString());
        foreach (var (index, child) in Children.Index())
        {
            // Into the slot: its block is under way.
            scenario.At(4 + (3 * index), $"{end.GetType().Name} for {child}", run =>
                run.World.Invoke(() => Tell(run.Nodes["node-0"].System, child, end)), TimeSpan.FromMilliseconds(15));
        }

        var result = scenario.Run(7);
        Assert.True(result.Held, result.ToString());
    }

    private static bool Tell(ActorSystem system, string child, object message)
    {
        system.ActorSelection($"/user/node/validators/{child}").Tell(message);
        return true;
    }
}
