using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;
using Xunit;

namespace Consensoor.Actors.Tests.Simulation;

public sealed class ScenarioTests
{
    [Fact]
    public void AStormIsRepeatableAndFast()
    {
        Scenario<GossipNode> storm = Storm(0.3);
        ScenarioResult first = storm.Run(5);
        Assert.True(first.Held, first.ToString());
        for (int run = 0; run < 5; run++)
            Assert.Equal(first.ToString(), storm.Run(5).ToString());
        Assert.NotEqual(first.Digest, storm.Run(6).Digest);
    }

    [Fact]
    public void AFailureNamesSeedSlotExpectationAndReason()
    {
        ScenarioResult result = Storm(1).Run(5);
        Assert.False(result.Held);
        Assert.Equal(8, result.Failure?.Slot);
        Assert.Equal("everyone hears of slot 0", result.Failure?.Expectation);
        string text = result.ToString();
        Assert.Contains("scenario storm --seed 5: FAILED", text, StringComparison.Ordinal);
        Assert.Contains("expected everyone hears of slot 0", text, StringComparison.Ordinal);
        Assert.Contains("seen     node-0 has not heard of node-1 0", text, StringComparison.Ordinal);
        Assert.Contains("again    dotnet run -c Release --project src/Actors -- scenario storm --seed 5", text, StringComparison.Ordinal);
        Assert.Contains("loss=1", text, StringComparison.Ordinal);
        Assert.Contains(result.Digest, text, StringComparison.Ordinal);
        Assert.Contains("faults injected: none", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AReportShowsWhatWentWrongBeforeTheLastEvents()
    {
        var text = Broken().Run(1).ToString();
        string[] inOrder =
        [
            "FAILED", "expected three nodes are up", "seen     2 are", "then     node-0 is up", " sent, ", "faults injected: 6",
            "in slot 2: crash node-2", "node-2     crashes", "healed", "duties missed: none", "the last 10 of", "seed     1", "again    ",
        ];
        var at = 0;
        foreach (var part in inOrder)
        {
            at = text.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(at >= 0, $"'{part}' is not there, or not in its place:\n{text}");
        }
    }

    [Fact]
    public void ShrinkingLeavesTheFaultThatMatters()
    {
        Scenario<GossipNode> scenario = Broken();
        Assert.Equal(3, scenario.Run(1).Faults.Count);
        List<string> told = [];
        ScenarioResult shrunk = scenario.Shrink(1, told.Add);
        Assert.False(shrunk.Held);
        Assert.Equal(["in slot 2: crash node-2"], shrunk.Faults);
        Assert.Contains("--seed 1 --shrink", shrunk.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            [
                "shrink: slot 12 fails 'three nodes are up' with 3 faults and links that lose messages; trying without each",
                "shrink: without 'in slots 3 to 4: partition node-0 | node-1': fails the same way in slot 12, so it goes",
                "shrink: without 'in slot 2: crash node-2': everything holds, so it is needed",
                "shrink: without 'in slot 1: slow node-0': fails the same way in slot 12, so it goes",
                "shrink: without loss, repetition and reordering of messages: fails the same way in slot 12, so it goes",
                "shrink: found: it takes 1 of 3 faults, and no loss of the links",
            ],
            told);
        Assert.Equal(0.01, scenario.Links.Loss);
    }

    [Fact]
    public void ShrinkingAScenarioThatHoldsOrHasNoFaultsSaysSo()
    {
        List<string> told = [];
        Scenario<GossipNode> plain = new Scenario<GossipNode>("plain", GossipNode.Start) { LastSlot = 2 }.Nodes(1);
        Assert.True(plain.Shrink(1, told.Add).Held);
        Assert.False(plain.ExpectAt(2, "two nodes are up", static _ => "1 is").Shrink(1, told.Add).Held);
        Assert.Equal(
            ["shrink: everything holds, there is nothing to shrink", "shrink: the scenario has no faults to take out"], told);
    }

    [Fact]
    public void IncidentsAreBoundedAndWhatIsSaidAgainIsCounted()
    {
        var incidents = new IncidentLog();
        for (var slot = 0; slot < 100; slot++)
        {
            for (var validator = 0; validator < 16; validator++)
            {
                incidents.Note(TimeSpan.FromSeconds(slot), IncidentKind.Miss, "node-0", $"Attestation of slot {slot}: no head");
                incidents.Note(TimeSpan.FromSeconds(slot), IncidentKind.Miss, "node-1", $"Attestation of slot {slot}: no head");
            }
        }

        var (count, lines) = incidents.Of(IncidentKind.Miss);
        Assert.Equal(3200, count);
        Assert.Equal((2 * IncidentLog.Kept) + 1, lines.Count);
        Assert.Contains("slot 0: no head (16 times)", lines[0], StringComparison.Ordinal);
        Assert.Equal($"... {3200 - (2 * IncidentLog.Kept * 16)} more", lines[IncidentLog.Kept]);
        Assert.Contains("node-1     Attestation of slot 99: no head (16 times)", lines[^1], StringComparison.Ordinal);
        Assert.Equal(0, incidents.Of(IncidentKind.Error).Count);
    }

    [Fact]
    public void AnExceptionInAFaultIsAFailureOfTheRun()
    {
        ScenarioResult result = new Scenario<GossipNode>("broken", GossipNode.Start) { LastSlot = 3 }
            .Nodes(1)
            .At(2, "crash a node that is not there", run => run.Crash("nobody"))
            .Run(1);
        Assert.Equal(2, result.Failure?.Slot);
        Assert.Contains("nobody is not up", result.Failure?.Reason, StringComparison.Ordinal);
    }

    private static Scenario<GossipNode> Broken() =>
        new Scenario<GossipNode>("shrink", GossipNode.Start) { LastSlot = 12 }
            .Over(LinkProfile.Default with { Loss = 0.01 })
            .Nodes(3)
            .At(1, "slow node-0", run => run.Network.SetNode("node-0", LinkProfile.Default with { Latency = TimeSpan.FromSeconds(1) }))
            .At(2, "crash node-2", run => run.Crash("node-2"))
            .Partition(3, 4, ["node-0"], ["node-1"])
            .ExpectAt(12, "three nodes are up", run => run.Nodes.Count == 3 ? null : $"{run.Nodes.Count} are");

    private static Scenario<GossipNode> Storm(double loss) =>
        new Scenario<GossipNode>("storm", GossipNode.Start)
        {
            LastSlot = 100,
            GenesisDelay = TimeSpan.FromSeconds(5),
        }
        .Over(LinkProfile.Default with { Loss = loss, Duplicate = 0.05, Reorder = 0.1 })
        .Nodes(6)
        .Parameter("rumours", "one a slot from each node")
        .Partition(20, 30, ["node-0", "node-1"], ["node-2", "node-3", "node-4", "node-5"])
        .At(40, "crash node-3", run => run.Crash("node-3"))
        .At(45, "start node-3 again", run => run.Start("node-3"), TimeSpan.FromSeconds(3))
        .At(60, "stop node-4", run => run.Stop("node-4"))
        .ExpectBy(8, "everyone hears of slot 0", run => Missing(run, 0))
        .ExpectAt(30, "the sides have parted", run =>
            run.Nodes["node-0"].Heard.Contains("node-5 25") ? "node-0 heard node-5 across the partition" : null)
        .ExpectBy(50, "node-3 takes part again", run => run.Nodes.TryGetValue("node-3", out GossipNode? node) && node.Heard.Count > 0
            ? null
            : "node-3 hears nothing")
        .ExpectAlways(0, 100, "no error in a log", run => run.Errors.FirstOrDefault());

    private static string? Missing(ScenarioRun<GossipNode> run, long slot) =>
        (from node in run.Nodes
         from other in run.Nodes.Keys
         where node.Key != other && !node.Value.Heard.Contains($"{other} {slot}")
         select $"{node.Key} has not heard of {other} {slot}").FirstOrDefault();

    /// <summary>A node that starts a rumour each slot and repeats what is new to it, with an actor for each job.</summary>
    private sealed class GossipNode(ActorSystem system, HashSet<string> heard) : IScenarioNode
    {
        public ActorSystem System => system;

        public IReadOnlySet<string> Heard => heard;

        public static GossipNode Start(ScenarioRun<GossipNode> run, string name)
        {
            ActorSystem system = run.World.CreateSystem(name, Config.Empty);
            HashSet<string> heard = [];
            IActorRef gossip = system.ActorOf(Props.Create(() => new Gossip(run, name, heard)), "gossip");
            system.ActorOf(Props.Create(() => new SlotClock(run, gossip)), "clock");
            run.Network.Attach(name, gossip);
            return new GossipNode(system, heard);
        }
    }

    private sealed class SlotClock : ReceiveActor, IWithTimers
    {
        private readonly ScenarioRun<GossipNode> run;

        public SlotClock(ScenarioRun<GossipNode> run, IActorRef gossip)
        {
            this.run = run;
            Receive<string>(_ => gossip.Tell(run.Slot));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            TimeSpan toNext = run.Slot < 0 ? run.Genesis - run.World.Now : TimeSpan.FromSeconds(12);
            Timers.StartPeriodicTimer("slot", "slot", toNext, TimeSpan.FromSeconds(12));
        }
    }

    private sealed class Gossip : ReceiveActor
    {
        public Gossip(ScenarioRun<GossipNode> run, string name, HashSet<string> heard)
        {
            Receive<long>(slot => run.Network.Broadcast(name, $"{name} {slot}", 2000));
            Receive<NetworkDelivery>(delivery =>
            {
                string rumour = (string)delivery.Message;
                if (!heard.Add(rumour))
                    return;
                run.World.Record(name, $"hears {rumour} from {delivery.From}");
                run.Network.Broadcast(name, rumour, delivery.Bytes);
            });
        }
    }
}
