using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Consensoor.Spec.Config;

namespace Consensoor.Bench.Nodes;

/// <summary>
/// `range-sync`: nodes that have a chain, and one that begins with genesis and is told of them by `--peers`. Rows by chain, and where there
/// are several by how many ranges are fetched at once, measured between `block` events of the last: from the first to the last, and over
/// the second half, when compilers are warm.
/// </summary>
internal static class RangeSyncProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    internal static async Task Run(int slots, int servers)
    {
        var load = Machine.Load;
        Console.WriteLine(
            "| chain | part | ranges | blocks | votes/block | blobs/block | seconds | blocks/s | CPU ms/block | servers' CPU ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        await Measure("fulu", MadeChain.Make(ForkName.Fulu, slots, blobs: 0), servers);
        await Measure("fulu", MadeChain.Make(ForkName.Fulu, slots / 4, blobs: 2), servers);
        await Measure("gloas", MadeChain.Make(ForkName.Gloas, slots, blobs: 0), servers);
        Console.WriteLine();
        Console.WriteLine(
            $"{Machine.Line}; load {load} before, {Machine.Load} after. Minimal preset, 64 validators, {slots} slots, {servers} servers.");
    }

    private static async Task Measure(string name, MadeChain chain, int count)
    {
        using var network = chain.Network;
        string[] folders = [.. Enumerable.Range(1, count - 1).Select(number => Copy(chain.Data, $"{chain.Data}-{number}")), chain.Data];
        NodeRun[] servers = [.. folders.Select(folder => new NodeRun(network.Folder, folder, "", "--supernode"))];
        try
        {
            foreach (var server in servers)
            {
                await server.Until("/eth/v1/node/syncing", data => data.GetProperty("head_slot").GetString() == $"{chain.Head}");
            }

            // A first one that counts for nothing, so that the servers' compilers have done the same for those that are compared.
            foreach (var (number, ranges) in (count == 1 ? [1] : (int[])[1, 1, count]).Index())
            {
                await Measure(name, chain, servers, ranges, isPrinted: count == 1 || number > 0);
            }
        }
        finally
        {
            Array.ForEach(servers, static server => server.Dispose());
        }
    }

    private static async Task Measure(string name, MadeChain chain, NodeRun[] servers, int ranges, bool isPrinted)
    {
        TimeSpan Served() => servers.Aggregate(TimeSpan.Zero, static (sum, server) => sum + server.Cpu);
        using var client = new NodeRun(
            chain.Network.Folder,
            Path.Combine(chain.Network.Folder, $"client-{ranges}-{isPrinted}"),
            $"consensoor.sync.ranges = {ranges}",
            "--peers",
            string.Join(',', servers.Select(static server => server.Address)));
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
                marks.Add(new Mark(seen, Stopwatch.GetTimestamp(), client.Cpu, Served()));
            }
        }

        var head = await servers[0].Until("/eth/v1/beacon/headers/head", static _ => true);
        await client.Until(
            "/eth/v1/beacon/headers/head",
            data => data.GetProperty("root").GetString() == head.GetProperty("root").GetString());
        if (seen != chain.Blocks || await client.Metric("consensoor_blocks_imported_total", "sync") is var synced && synced < seen)
        {
            throw new InvalidOperationException($"{seen} events of {chain.Blocks} blocks were seen");
        }

        if (isPrinted)
        {
            Print(name, "all", ranges, chain, marks[0], marks[^1]);
            Print(name, "second half", ranges, chain, marks[1], marks[^1]);
        }
    }

    private static void Print(string name, string part, int ranges, MadeChain chain, Mark from, Mark to)
    {
        var (blocks, seconds) = (to.Blocks - from.Blocks, Stopwatch.GetElapsedTime(from.At, to.At).TotalSeconds);
        double Each(TimeSpan begin, TimeSpan end) => (end - begin).TotalMilliseconds / blocks;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {part} | {ranges} | {blocks} | {(double)chain.Votes / chain.Blocks:0.0} "
                + $"| {(double)chain.Blobs / chain.Blocks:0.0} | {seconds:0.0} | {blocks / seconds:0} "
                + $"| {Each(from.Client, to.Client):0.0} | {Each(from.Server, to.Server):0.0} |"));
    }

    private static string Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return to;
    }

    private sealed record Mark(int Blocks, long At, TimeSpan Client, TimeSpan Server);
}
