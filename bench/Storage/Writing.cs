using System.Diagnostics;
using System.Globalization;
using Consensoor.Interop.Storage;

namespace Consensoor.Bench.Storage;

/// <summary>A process that writes a made chain without an end, and says what is on disk, and whoever kills it.</summary>
internal static class Writing
{
    /// <summary>Goes on behind what a folder has, until it is killed; a line with the slot for each that is on disk.</summary>
    public static void Forever(ChainStoreEngine engine, string folder, StorageLoad load)
    {
        var store = ChainStoreFiles.Open(folder, engine);
        var slot = 1;
        while (store.GetBlock(StorageLoad.RootOf(slot)) is not null)
        {
            slot++;
        }

        // What was under way when it was killed is put once more.
        for (slot = Math.Max(1, slot - StorageLoad.Epoch); ; slot++)
        {
            store.PutBlock(load.BlockOf(slot));
            store.PutEnvelope(load.EnvelopeOf(slot));
            store.Flush();
            Console.WriteLine(slot);
            if (slot % StorageLoad.Epoch == 0)
            {
                Root[] roots = [.. Enumerable.Range(0, StorageLoad.Epoch + 1).Select(back => StorageLoad.RootOf(slot - back))];
                store.PutAnchor(load.AnchorOf(slot), roots, (slot / StorageLoad.Epoch) % 8 == 2);
            }
        }
    }

    /// <summary>Starts such a process, kills it so many milliseconds after its first slot, and gives the last slot it said.</summary>
    public static int Kill(string engine, string folder, StorageLoad load, int milliseconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] arguments = [typeof(Writing).Assembly.Location, "storage", "write", engine, folder, load.Name];
        foreach (var argument in Path.GetFileNameWithoutExtension(start.FileName) == "dotnet" ? arguments : arguments[1..])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var first = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"the process that writes to {engine} ended before its first slot");
        var last = int.Parse(first, CultureInfo.InvariantCulture);
        using var timer = new Timer(_ => End(process), null, milliseconds, Timeout.Infinite);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            last = int.TryParse(line, CultureInfo.InvariantCulture, out var slot) && slot == last + 1 ? slot : last;
        }

        process.WaitForExit();
        return last;
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
