using System.Diagnostics;
using System.Globalization;

namespace Consensoor.Bench.Gossip;

/// <summary>
/// `gossip`: two processes of ours and two of js-libp2p by turns, each pair on one connection over the loopback; a table of rates,
/// latencies and processor time a message, the median of the rounds.
/// </summary>
internal static class GossipProgram
{
    private static readonly (int Size, int Count, int Window, int Paced, int Rate)[] Loads =
    [
        (240, 40_000, 512, 600, 200), (1024, 40_000, 512, 600, 200), (100 << 10, 1600, 16, 100, 20), (1 << 20, 240, 4, 40, 8),
    ];

    // Compilers, pools and meshes are warm after so long: before, half of the processor time of some loads was that of compilers.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    internal static async Task Run(string js, int rounds)
    {
        Console.WriteLine("| program | bytes | messages/s | MiB/s | CPU µs/message | p50 ms | p99 ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var load in Loads)
        {
            var ours = new List<double[]>();
            var theirs = new List<double[]>();
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(await Measure(("dotnet", $"{Environment.GetCommandLineArgs()[0]} gossip-peer"), load));
                theirs.Add(await Measure(("node", js), load));
            }

            Print("ours", load.Size, Median(ours));
            Print("js-libp2p", load.Size, Median(theirs));
        }

        Console.WriteLine();
        foreach (var load in Loads)
        {
            GossipFloor.Print(load.Size);
        }
    }

    private static async Task<double[]> Measure(
        (string Program, string Arguments) command, (int Size, int Count, int Window, int Paced, int Rate) load)
    {
        using var receiver = new GossipProcess(command);
        using var sender = new GossipProcess(command);
        await sender.Ask($"dial {await receiver.Ask("listen")}");
        var clock = Stopwatch.StartNew();
        do
        {
            await Send(load.Count / 8, 0);
        }
        while (clock.Elapsed < WarmUp);

        var cpu = await Cpu();
        clock.Restart();
        await Send(load.Count, 0);
        var seconds = clock.Elapsed.TotalSeconds;
        var perMessage = (await Cpu() - cpu) / load.Count;
        var latency = await Send(load.Paced, load.Rate);
        return [load.Count / seconds, load.Count / seconds * load.Size / (1 << 20), perMessage, latency[2] / 1000, latency[3] / 1000];

        async Task<double> Cpu() => Number(await sender.Ask("cpu")) + Number(await receiver.Ask("cpu"));

        async Task<double[]> Send(int count, int rate)
        {
            await receiver.Ask("heard reset");
            await sender.Ask($"send {load.Size} {count} {load.Window} {rate}");
            for (var tries = 0; ; tries++)
            {
                double[] heard = [.. (await receiver.Ask("heard")).Split(' ').Select(Number)];
                if (heard[0] >= count || tries == 6000)
                {
                    return heard[0] == count && heard[1] == (double)count * load.Size
                        ? heard
                        : throw new InvalidOperationException($"{heard[0]} of {count} messages came, {heard[1]} bytes");
                }

                await Task.Delay(5);
            }
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double[] Median(List<double[]> rounds) =>
        [.. Enumerable.Range(0, rounds[0].Length).Select(i => rounds.Select(round => round[i]).Order().ElementAt(rounds.Count / 2))];

    private static void Print(string program, int size, double[] row) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {program} | {size} | {row[0]:0} | {row[1]:0.0} | {row[2]:0} | {row[3]:0.00} | {row[4]:0.00} |"));
}
