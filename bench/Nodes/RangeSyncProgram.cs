using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.Config;

namespace Consensoor.Bench.Nodes;

/// <summary>
/// `range-sync`: a node that has a chain, and one that begins with genesis and is told of it by `--peers`. Rows by chain, measured between
/// `block` events of the second: from the first to the last, and over the second half, when compilers are warm.
/// </summary>
internal static class RangeSyncProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    internal static async Task Run(int slots)
    {
        var load = Machine.Load;
        Console.WriteLine("| chain | part | blocks | votes/block | blobs/block | seconds | blocks/s | CPU ms/block | server's CPU ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        await Measure("fulu", MadeChain.Make(ForkName.Fulu, slots, blobs: 0));
        await Measure("fulu", MadeChain.Make(ForkName.Fulu, slots / 4, blobs: 2));
        await Measure("gloas", MadeChain.Make(ForkName.Gloas, slots, blobs: 0));
        Console.WriteLine();
        Console.WriteLine($"{Machine.Line}; load {load} before, {Machine.Load} after. Minimal preset, 64 validators, {slots} slots.");
    }

    private static async Task Measure(string name, MadeChain chain)
    {
        using var network = chain.Network;
        using var server = new NodeRun(network.Folder, chain.Data, "", "--supernode");
        await server.Until("/eth/v1/node/syncing", data => data.GetProperty("head_slot").GetString() == $"{chain.Head}");
        using var client = new NodeRun(network.Folder, Path.Combine(network.Folder, "client"), "", "--peers", $"{server.Address}");
        await client.Until("/eth/v1/node/syncing", static _ => true);
        using var patience = new CancellationTokenSource(Patience);
        using var reader = new StreamReader(await client.Api.GetStreamAsync("/eth/v1/events?topics=block"));
        var marks = new List<Mark>();
        var seen = 0;
        for (Slot slot = 0; slot < chain.Head;)
        {
            var line = await reader.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("the client closed its events");
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
            {
                continue;
            }

            using var json = JsonDocument.Parse(line.AsMemory("data: ".Length));
            slot = Slot.Parse(json.RootElement.GetProperty("slot").GetString()!, CultureInfo.InvariantCulture);
            seen++;
            if (seen == 1 || seen == chain.Blocks / 2 || slot == chain.Head)
            {
                marks.Add(new Mark(seen, Stopwatch.GetTimestamp(), client.Cpu, server.Cpu));
            }
        }

        var head = await server.Until("/eth/v1/beacon/headers/head", static _ => true);
        await client.Until(
            "/eth/v1/beacon/headers/head",
            data => data.GetProperty("root").GetString() == head.GetProperty("root").GetString());
        if (seen != chain.Blocks || await client.Metric("consensoor_blocks_imported_total", "sync") is var synced && synced < seen)
        {
            throw new InvalidOperationException($"{seen} events of {chain.Blocks} blocks were seen");
        }

        Print(name, "all", chain, marks[0], marks[^1]);
        Print(name, "second half", chain, marks[1], marks[^1]);
    }

    private static void Print(string name, string part, MadeChain chain, Mark from, Mark to)
    {
        var (blocks, seconds) = (to.Blocks - from.Blocks, Stopwatch.GetElapsedTime(from.At, to.At).TotalSeconds);
        double Each(TimeSpan begin, TimeSpan end) => (end - begin).TotalMilliseconds / blocks;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {part} | {blocks} | {(double)chain.Votes / chain.Blocks:0.0} | {(double)chain.Blobs / chain.Blocks:0.0} | "
                + $"{seconds:0.0} | {blocks / seconds:0} | {Each(from.Client, to.Client):0.0} | {Each(from.Server, to.Server):0.0} |"));
    }

    private sealed record Mark(int Blocks, long At, TimeSpan Client, TimeSpan Server);
}
