using System.Globalization;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Simulation.Scenarios;

namespace Consensoor.Actors.Scenarios;

/// <summary>What can be expected of a devnet. Each is asked at the end of every slot from slot 1 on, unless it says otherwise.</summary>
public static class Predicates
{
    /// <summary>Every node that is up has imported a block of the slot, within the slot.</summary>
    public static Expectation<DevnetNode> BlockEverySlot { get; } =
        OfEach("every node imports a block in every slot, before the slot ends", static (run, name, node) =>
            !node.Imports.TryGetValue((Slot)run.Slot, out var at) ? $"{name} has no block of slot {run.Slot}"
            : at > run.SlotTime ? $"{name} imported the block of slot {run.Slot} {Seconds(at)} after the slot began"
            : null);

    /// <summary>As <see cref="BlockEverySlot"/>, but for slots whose proposer was made to miss them.</summary>
    public static Expectation<DevnetNode> BlockUnlessMissed { get; } = new(
        "every node imports a block in every slot whose proposer was not made to miss it", static run =>
        Devnet.Of(run).Missed.Contains(run.Slot) ? null : BlockEverySlot.WhyNot(run));

    /// <summary>All nodes that are up have the same head.</summary>
    public static Expectation<DevnetNode> OneHead { get; } = new("all nodes have the same head", static run =>
    {
        var heads = run.Nodes.Select(static node => (node.Key, node.Value.Head?.Slot, node.Value.Head?.Root)).ToArray();
        return heads.All(head => head.Root == heads[0].Root)
            ? null
            : string.Join(", ", heads.Select(static head => $"{head.Key} has {head.Root} of slot {head.Slot}"));
    });

    /// <summary>No actor of any node has logged an error; asked at the end.</summary>
    public static Expectation<DevnetNode> NoErrors { get; } = new Expectation<DevnetNode>("no node logs an error", static run =>
        run.Errors.Count == 0 ? null : $"{run.Errors.Count}: {string.Join("; ", run.Errors.Take(3))}").AtTheEnd();

    /// <summary>No queue of any node is longer than its bound.</summary>
    public static Expectation<DevnetNode> QueuesAreBounded { get; } = OfEach("no queue is longer than its bound", static (_, name, node) =>
        node.Queues.Values.FirstOrDefault(static queue => queue.Count > queue.Bound) is { } queue
            ? $"{name}: {queue.Count} wait in {queue.Queue}, {queue.Bound} may"
            : null);

    /// <summary>No lane of any node has given up a check because it was never answered.</summary>
    public static Expectation<DevnetNode> ChecksAreAnswered { get; } = OfEach(
        "every message that a lane checks gets an answer", static (_, name, node) =>
        node.Queues.Values.FirstOrDefault(static queue => queue.Queue.EndsWith("/checking", StringComparison.Ordinal) && queue.Dropped > 0)
            is { } queue ? $"{name}: {queue.Dropped} given up in {queue.Queue}" : null);

    /// <summary>Every validator's vote of the last epoch is in the head's state, from the middle of an epoch on.</summary>
    public static Expectation<DevnetNode> AllVotesCount { get; } = VotesCount(100);

    /// <summary>Every node has finalized an epoch; asked at the end.</summary>
    public static Expectation<DevnetNode> Finalized(int epoch) => OfEach($"every node has finalized epoch {epoch}", (_, name, node) =>
        node.Finalized?.Epoch >= (Epoch)epoch
            ? null
            : $"{name} has finalized epoch {node.Finalized?.Epoch.ToString(CultureInfo.InvariantCulture) ?? "none"}").AtTheEnd();

    /// <summary>No node has finalized anything: the scenario is one of non-finality.</summary>
    public static Expectation<DevnetNode> NothingFinalized { get; } = OfEach("no node finalizes anything", static (_, name, node) =>
        node.Finalized is { Epoch: > 0 } finalized ? $"{name} has finalized epoch {finalized.Epoch}" : null);

    /// <summary>Every node's finality is so many epochs behind the clock at most, from the epoch on in which it can be.</summary>
    public static Expectation<DevnetNode> FinalityWithin(int epochs) =>
        OfEach($"the finalized epoch of every node is at most {epochs} epochs behind the clock", (run, name, node) =>
            (run.Slot / DevnetShape.SlotsPerEpoch) - (long)(node.Finalized?.Epoch ?? 0) is var behind && behind <= epochs
                ? null
                : $"{name} is {behind} epochs behind in slot {run.Slot}").Since((epochs + 1) * DevnetShape.SlotsPerEpoch);

    /// <summary>Every node's head is so many slots behind the clock at most; that of one node may be excepted.</summary>
    public static Expectation<DevnetNode> HeadWithin(int slots, string? except = null) =>
        OfEach(
            $"the head of every node{(except is null ? "" : $" but {except}")} is at most {slots} slots behind the clock",
            (run, name, node) => name == except || run.Slot - (long)(node.Head?.Slot ?? 0) <= slots
                ? null
                : $"the head of {name} is of slot {node.Head?.Slot ?? 0} in slot {run.Slot}");

    /// <summary>Expects that so many nodes are up.</summary>
    public static Expectation<DevnetNode> AreUp(int nodes) => new($"{nodes} nodes are up", run =>
        run.Nodes.Count == nodes ? null : $"up are {string.Join(", ", run.Nodes.Keys)}");

    /// <summary>Every block was imported so soon after its slot's start.</summary>
    public static Expectation<DevnetNode> ImportedWithin(TimeSpan time) =>
        OfEach($"every node imports a block at most {Seconds(time)} after its slot began", (run, name, node) =>
            node.Imports.TryGetValue((Slot)run.Slot, out var at) && at > time
                ? $"{name} imported the block of slot {run.Slot} {Seconds(at)} after the slot began"
                : null);

    /// <summary>So many percent of the votes of the last epoch are in the head's state, from the middle of an epoch on.</summary>
    public static Expectation<DevnetNode> VotesCount(int percent) => OfEach(
        $"at least {percent} % of the stake voted for the target of the last epoch", (run, name, node) =>
        run.Slot % DevnetShape.SlotsPerEpoch < DevnetShape.SlotsPerEpoch / 2 || node.Head is not { } head ? null
        : EpochParticipation.Previous(head.State) is var participation && participation * 100 < percent
        ? $"{name}: {participation:P1} in slot {run.Slot}"
        : null).Since(2 * DevnetShape.SlotsPerEpoch);

    /// <summary>Every node's queue has dropped something and counted it, so that the scenario is known to fill it.</summary>
    public static Expectation<DevnetNode> Dropped(string queue) => OfEach(
        $"the queue {queue} is full, drops messages and counts them", (run, name, node) =>
    {
        if (node.Queues.GetValueOrDefault(queue) is not { Dropped: > 0 } status)
        {
            return $"{queue} of {name} dropped nothing";
        }

        run.World.Record(name, $"{queue}: {status.Dropped} dropped, {status.Count} waiting");
        return null;
    });

    /// <summary>The network has lost so many messages at least, so that the scenario is known to lose some; asked at the end.</summary>
    public static Expectation<DevnetNode> MessagesLost(int atLeast) => new Expectation<DevnetNode>(
        $"the links lose at least {atLeast} messages", run =>
        run.Network.Totals.Lost is var lost && lost >= atLeast ? null : $"{lost} of {run.Network.Totals.Sent} were lost").AtTheEnd();

    /// <summary>So many slots at least had no block because their proposers were made to miss them; asked at the end.</summary>
    public static Expectation<DevnetNode> ProposalsMissed(int atLeast) => OfEach(
        $"at least {atLeast} slots have no block, since their proposers were made to miss them", (run, name, node) =>
        Devnet.Of(run).Missed.Count(slot => !node.Imports.ContainsKey((Slot)slot)) is var missed && missed >= atLeast
            ? null
            : $"{name} lacks the blocks of {missed} slots").AtTheEnd();

    /// <summary>No node takes a payload for good that its execution layer has not judged.</summary>
    public static Expectation<DevnetNode> NothingOptimistic { get; } = OfEach(
        "no node has a head whose payload its execution layer has not judged", static (_, name, node) =>
        node.Head is { IsOptimistic: true } head ? $"the head of {name}, {head.Root} of slot {head.Slot}, is optimistic" : null);

    /// <summary>All validators of all nodes did their duties in the last slots: each that was reported is done, or not due.</summary>
    public static Expectation<DevnetNode> DutiesAreDone { get; } = OfEach("no validator misses a duty", static (run, name, node) =>
        node.Duties.LastOrDefault(duty => duty is { IsDue: true, IsDone: false } && duty.Slot == (Slot)run.Slot) is { } duty
            ? $"{name}: {duty.Kind} of validator {duty.Validator} in slot {duty.Slot}: {duty.Reason}"
            : null);

    /// <summary>Expects something only where nodes are on the bus.</summary>
    public static Expectation<DevnetNode> OnBus(Expectation<DevnetNode> expectation) => expectation with
    {
        WhyNot = run => Devnet.Of(run).Wire is null ? expectation.WhyNot(run) : null,
    };

    /// <summary>Expects something only where nodes are on the wire.</summary>
    public static Expectation<DevnetNode> OnWire(Expectation<DevnetNode> expectation) => expectation with
    {
        WhyNot = run => Devnet.Of(run).Wire is null ? null : expectation.WhyNot(run),
    };

    /// <summary>Every node has left a peer, and gives it no score that it could come back with.</summary>
    public static Expectation<DevnetNode> IsLeft(string peer) => OfEach($"every node has left {peer} for what it sent", (_, name, node) =>
        !node.Left.ContainsKey(peer) ? $"{name} has not left {peer}"
        : node.Scores.GetValueOrDefault(peer) > 0 ? $"{name} gives {peer} {node.Scores[peer]}"
        : null);

    /// <summary>No node has left another node.</summary>
    public static Expectation<DevnetNode> NobodyIsLeft { get; } = OfEach("no node leaves another node", static (run, name, node) =>
        node.Left.Keys.FirstOrDefault(run.Names.Contains) is { } left ? $"{name} left {left}: {node.Left[left]}" : null);

    /// <summary>Every node gives every other node a score above zero: the mesh has use for all of them.</summary>
    public static Expectation<DevnetNode> AllScoreWell { get; } = OfEach(
        "every node gives every other one a score above zero", static (run, name, node) =>
        run.Names.FirstOrDefault(other => other != name && !(node.Scores.GetValueOrDefault(other) > 0)) is { } poor
            ? $"{name} gives {poor} {node.Scores.GetValueOrDefault(poor).ToString("0.0", CultureInfo.InvariantCulture)}"
            : null);

    private static Expectation<DevnetNode> OfEach(string text, Func<ScenarioRun<DevnetNode>, string, DevnetNode, string?> whyNot) =>
        new(text, run =>
        {
            // What is seen of every node, not of the first one only: who is well says as much as who is not.
            string[] reasons = [.. run.Nodes.Select(node => whyNot(run, node.Key, node.Value)).OfType<string>()];
            return reasons.Length == 0 ? null : string.Join("; ", reasons);
        });

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.### s", CultureInfo.InvariantCulture);
}
