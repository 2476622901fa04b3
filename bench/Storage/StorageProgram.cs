using System.Diagnostics;
using System.Globalization;
using Consensoor.Bench.Nodes;
using Consensoor.Interop.Storage;

namespace Consensoor.Bench.Storage;

/// <summary>
/// `bench -- storage`: what a node writes and reads over a made chain, on each engine: a block and a payload a slot and a flush behind
/// them, a finalized state an epoch, of which some stay. `bench -- storage write ENGINE FOLDER SIZE` is the part that is killed.
/// </summary>
internal static class StorageProgram
{
    private const int Kills = 12;

    private static readonly StorageLoad[] Loads =
    [
        new("devnet", Slots: 2000, Block: 6_000, Envelope: 3_000, State: 120_000),
        new("mainnet", Slots: 512, Block: 110_000, Envelope: 130_000, State: 64_000_000),
    ];

    public static int Run(string[] args)
    {
        if (args is ["write", var engine, var folder, var size])
        {
            Writing.Forever(ChainStoreFiles.Parse(engine)!.Value, folder, Loads.Single(load => load.Name == size));
            return 0;
        }

        Console.WriteLine("| chain | engine | write a slot: median, 99 %, most | anchor | bytes a 1,000 slots | open | block by root "
            + "| root by slot | page of 32 | state | killed: came back |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var load in Loads)
        {
            foreach (var (name, kind) in ChainStoreFiles.Names)
            {
                Console.WriteLine($"| {load.Name} | {name} {Measure(kind, load)} | {Killed(kind, name, load)} |");
            }
        }

        Console.WriteLine();
        Console.WriteLine($"{Machine.Line}; load {Machine.Load}");
        return 0;
    }

    private static string Measure(ChainStoreEngine engine, StorageLoad load)
    {
        var folder = Directory.CreateTempSubdirectory("storage-bench").FullName;
        try
        {
            var (slots, anchors) = (new List<double>(), new List<double>());
            using (var store = ChainStoreFiles.Open(folder, engine))
            {
                for (var slot = 1; slot <= load.Slots; slot++)
                {
                    var (block, envelope) = (load.BlockOf(slot), load.EnvelopeOf(slot));
                    slots.Add(Time(() =>
                    {
                        store.PutBlock(block);
                        store.PutEnvelope(envelope);
                        store.Flush();
                    }));
                    if (slot % StorageLoad.Epoch == 0)
                    {
                        var anchor = load.AnchorOf(slot);
                        var roots = Enumerable.Range(0, StorageLoad.Epoch + 1).Select(back => StorageLoad.RootOf(slot - back)).ToArray();
                        anchors.Add(Time(() => store.PutAnchor(anchor, roots, (slot / StorageLoad.Epoch) % 8 == 2)));
                    }
                }
            }

            var bytes = ChainStoreFiles.BytesOf(folder, engine);
            var open = Best(5, () => ChainStoreFiles.Open(folder, engine).Dispose());
            using var read = ChainStoreFiles.Open(folder, engine);
            var at = 0;
            int Next() => (((at += 7919) & 0xffffff) % (load.Slots - 64)) + 1;
            var byRoot = Best(200, () => Check(read.GetBlock(StorageLoad.RootOf(Next())) is not null));
            var bySlot = Best(200, () => Check(read.GetFinalizedRoot((ulong)Next()) is not null));
            var page = Best(20, () => Check(read.FinalizedAfter((ulong)Next(), 32).Blocks.Count == 32));
            var state = Best(5, () => Check(read.FindSnapshot((ulong)(Next() + 64)) is { } found && read.ReadSnapshot(found) is not null));
            slots.Sort();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {slots[slots.Count / 2]:0.0}, {slots[slots.Count * 99 / 100]:0.0}, {slots[^1]:0} ms "
                    + $"| {anchors.Order().ElementAt(anchors.Count / 2):0} ms | {bytes / 1024.0 / 1024 * 1000 / load.Slots:0.0} MiB "
                    + $"| {open:0.0} ms | {byRoot:0.00} ms | {bySlot:0.000} ms | {page:0.0} ms | {state:0} ms");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The writer says each slot that is on disk; whatever it said has to be there after a kill.
    private static string Killed(ChainStoreEngine engine, string name, StorageLoad load)
    {
        var folder = Directory.CreateTempSubdirectory("storage-bench").FullName;
        var random = new Random(1);
        var (back, lost, said) = (0, 0, 0);
        try
        {
            for (var i = 0; i < Kills; i++)
            {
                said = Math.Max(said, Writing.Kill(name, folder, load, random.Next(300, 2500)));
                try
                {
                    using var store = ChainStoreFiles.Open(folder, engine);
                    var isWhole = said == 0 || Enumerable.Range(1, said)
                        .Select(StorageLoad.RootOf)
                        .All(root => store.GetBlock(root) is not null && store.GetEnvelope(root) is not null);
                    isWhole &= said < 2 * StorageLoad.Epoch
                        || (store.Anchor is { StateSsz.Length: > 0 } anchor && (int)anchor.Slot > said - (2 * StorageLoad.Epoch));
                    (back, lost) = isWhole ? (back + 1, lost) : (back, lost + 1);
                }
                catch (ChainStoreException e)
                {
                    Console.Error.WriteLine(e.Message);
                }
            }

            return $"{back} of {Kills}{(lost > 0 ? $", {lost} with losses" : "")}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the store has not got what was put");
        }
    }

    private static double Time(Action act)
    {
        var from = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(from).TotalMilliseconds;
    }

    private static double Best(int rounds, Action act) => Enumerable.Range(0, rounds).Min(_ => Time(act));
}
