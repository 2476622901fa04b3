using System.Diagnostics;
using System.Globalization;
using Consensoor.Actors.Network.Interests;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Bench.Nodes;

/// <summary>
/// `attestations`: a node in epoch 1 of a chain without blocks, a peer that publishes all attestations of epoch 0, then its aggregates,
/// with a window of so many that have not come back, and a peer that the node forwards to what it accepted, once pool and fork choice were
/// told. A table of messages a second and of the node's processor time.
/// </summary>
internal static class AttestationsProgram
{
    // Well below what one peer may have undecided in the node.
    private const int Window = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal static async Task Run(int validators)
    {
        var (load, slotTime) = (Machine.Load, TimeSpan.FromSeconds(12));
        const int Slots = 32;
        var began = Stopwatch.GetTimestamp();
        var keys = InteropGenesis.Pubkeys(validators, ManagedBls.Shared);
        // Signatures take some times as long as keys; epoch 1, while which they are valid, is to begin about when they are made.
        var genesis = TimeProvider.System.GetUtcNow() + (2 * Stopwatch.GetElapsedTime(began)) - (slotTime * Slots);
        using var network = BenchNetwork.Mainnet(keys, genesis);
        var votes = Enumerable.Range(0, Slots).AsParallel().AsOrdered()
            .Select(slot => new SignedVotes(network.Genesis, (Slot)slot)).ToArray();
        if (genesis + (slotTime * Slots) - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } early)
        {
            await Task.Delay(early);
        }

        using var node = new NodeRun(network.Folder, Path.Combine(network.Folder, "node"), "");
        await node.Until("/eth/v1/node/syncing", static _ => true);
        await using var publisher = new BenchPeer(network, 1, SubnetChoice.None);
        await using var listener = new BenchPeer(network, 2, SubnetChoice.All);
        await Task.WhenAll(publisher.Dial(node.Address), listener.Dial(node.Address));
        // Subscriptions and grafts of both sides are a matter of some heartbeats.
        await Task.Delay(4000);

        Console.WriteLine("| messages | count | seconds | messages/s | node's CPU s | messages/CPU s | CPU µs/message | dropped |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        // The first quarter warms compilers up.
        foreach (var (name, kind) in ((string, Func<SignedVotes, IReadOnlyList<PublishGossip>>)[])
            [("single attestations", static of => of.Single), ("aggregates", static of => of.Aggregates)])
        {
            await Send(publisher, listener, [.. votes.Take(Slots / 4).SelectMany(kind)]);
            PublishGossip[] measured = [.. votes.Skip(Slots / 4).SelectMany(kind)];
            var (cpu, first) = (node.Cpu, Stopwatch.GetTimestamp());
            var dropped = await Send(publisher, listener, measured);
            var (seconds, used) = (Stopwatch.GetElapsedTime(first).TotalSeconds, (node.Cpu - cpu).TotalSeconds);
            var taken = measured.Length - dropped;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {measured.Length} | {seconds:0.0} | {taken / seconds:0} | {used:0.0} | {taken / used:0} | "
                    + $"{used * 1e6 / taken:0} | {dropped} |"));
        }

        if (TimeProvider.System.GetUtcNow() > genesis + (slotTime * 2 * Slots))
        {
            throw new InvalidOperationException("epoch 1 was over before the last attestation came: fewer validators, please");
        }

        // Queues and pools are told once a slot.
        await Task.Delay(slotTime + TimeSpan.FromSeconds(1));
        var groups = await node.Metric("consensoor_queue_length", "pools/attestations");
        var lost = await node.Metrics("consensoor_queue_dropped_total");
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Machine.Line}; load {load} before, {Machine.Load} after. {validators} validators, mainnet preset, fulu; at most {Window} "
                + $"messages on their way. The pool holds the votes of {groups} committees; of the node's queues dropped some: "
                + $"{(lost.Count == 0 ? "none" : string.Join(", ", lost))}."));
    }

    /// <summary>Publishes messages; gives how many were never forwarded.</summary>
    private static async Task<long> Send(BenchPeer publisher, BenchPeer listener, PublishGossip[] messages)
    {
        var before = listener.Heard;
        var (sent, heard, since) = (0, 0L, Stopwatch.GetTimestamp());
        while (heard < messages.Length)
        {
            while (sent < messages.Length && sent - heard < Window)
            {
                publisher.Publish(messages[sent++]);
            }

            await Task.Delay(1);
            var now = listener.Heard - before;
            if (now > heard)
            {
                (heard, since) = (now, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                break;
            }
        }

        return messages.Length - heard;
    }
}
