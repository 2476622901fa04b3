using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;
using Consensoor.Actors.Network.Interests;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Crypto.Bls;
using Microsoft.Diagnostics.NETCore.Client;

namespace Consensoor.Bench.Nodes;

/// <summary>
/// `peers-memory`: a node without blocks and many idle peers of ours in this process, each with the topics of a beacon node; the node's
/// memory before, after, and after some minutes.
/// </summary>
internal static class PeersMemoryProgram
{
    private const string Collections = "dotnet_collection_count_total";
    private const int Dialling = 8;
    private const int Validators = 64;

    internal static async Task Run(int minutes, int count)
    {
        var load = Machine.Load;
        using var network = BenchNetwork.Mainnet(
            InteropGenesis.Pubkeys(Validators, ManagedBls.Shared), TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(60));
        // The node's limits as they are let in 90 peers that dial.
        var hocon = $"consensoor.wire {{ target-peers = {count + 50}, max-peers = {2 * count + 50} }}";
        using var node = new NodeRun(network.Folder, Path.Combine(network.Folder, "node"), hocon);
        await node.Until("/eth/v1/node/syncing", static _ => true);
        var peers = new List<BenchPeer>();
        try
        {
            // One peer first, so that what is compiled for peers at all counts as the node's; what a start needs is given back by then.
            await Add(1);
            await Task.Delay(TimeSpan.FromMinutes(3));
            var (before, cpu) = (await Measure(node), node.Cpu);
            Console.WriteLine("| when | peers | resident MiB | managed MiB | resident KiB/peer | managed KiB/peer | node's CPU s |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
            await Print("before", before);
            while (peers.Count < count + 1)
            {
                await Add(Math.Min(Dialling, count + 1 - peers.Count));
            }

            await node.Until("/eth/v1/node/peer_count", data => data.GetProperty("connected").GetString() == $"{count + 1}");
            // Status, metadata, subscriptions and grafts.
            await Task.Delay(TimeSpan.FromSeconds(10));
            await Print("after", await Measure(node));
            await Task.Delay(TimeSpan.FromMinutes(minutes));
            await Print($"{minutes} min later", await Measure(node));

            async Task Print(string when, (long Resident, double Managed) memory)
            {
                var connected = await node.Until("/eth/v1/node/peer_count", static _ => true);
                var used = node.Cpu - cpu;
                cpu = node.Cpu;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {when} | {connected.GetProperty("connected").GetString()} | {memory.Resident / 1048576.0:0.0} | "
                        + $"{memory.Managed / 1048576.0:0.0} | {Each(memory.Resident - before.Resident)} | "
                        + $"{Each(memory.Managed - before.Managed)} | {used.TotalSeconds:0.0} |"));
            }
        }
        finally
        {
            await Task.WhenAll(peers.Select(static peer => peer.DisposeAsync().AsTask()));
        }

        Console.WriteLine();
        Console.WriteLine($"{Machine.Line}; load {load} before, {Machine.Load} after. Mainnet preset, fulu, the node on all subnets.");

        Task Add(int more)
        {
            var added = Enumerable.Range(0, more).Select(_ => new BenchPeer(network, peers.Count + 1, SubnetChoice.Own)).ToArray();
            peers.AddRange(added);
            return Task.WhenAll(added.Select(peer => peer.Dial(node.Address)));
        }

        string Each(double bytes) => bytes == 0 ? "" : (bytes / 1024 / count).ToString("0", CultureInfo.InvariantCulture);
    }

    /// <summary>Resident memory as it stands, and managed memory after a full collection, which the profiler's event asks for.</summary>
    private static async Task<(long Resident, double Managed)> Measure(NodeRun node)
    {
        const long GCHeapCollect = 0x800000;
        var resident = node.Resident;
        var before = await node.Metric(Collections, "generation=\"2\"");
        var began = Stopwatch.GetTimestamp();
        var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, GCHeapCollect);
        using var session = new DiagnosticsClient(node.ProcessId).StartEventPipeSession([provider], requestRundown: false);
        var drained = session.EventStream.CopyToAsync(Stream.Null);
        while (await node.Metric(Collections, "generation=\"2\"") <= before)
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(1))
            {
                throw new TimeoutException("the node collected nothing");
            }

            await Task.Delay(200);
        }

        var managed = await node.Metric("dotnet_total_memory_bytes");
        session.Stop();
        await drained;
        return (resident, managed);
    }
}
