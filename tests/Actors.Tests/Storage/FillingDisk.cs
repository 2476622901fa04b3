using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Tests.Storage;

/// <summary>
/// A process that writes a made chain to a small disk until it is full, goes on trying, starts anew on the full disk, and goes on once
/// there is room, several times over. It says on standard output what it met, and ends with 0 where nothing was lost.
/// </summary>
internal static class FillingDisk
{
    public const string Name = "filling-disk";
    private const int Rounds = 3;
    private const int Tries = 5;

    // The least of each engine's own files, and some slots beside them.
    private const long Room = 4 << 20;

    public static void Run(string folder, ChainStoreEngine engine)
    {
        var ballast = Path.Combine(folder, "ballast");
        var store = ChainStoreFiles.Open(folder, engine);
        var (slot, anchor) = (0, 0);
        for (var round = 1; round <= Rounds; round++)
        {
            Fill(ballast, new DriveInfo(folder).AvailableFreeSpace - Room);
            var (tries, said) = (0, "");
            while (tries < Tries)
            {
                try
                {
                    (slot, anchor) = Put(store, slot, anchor);
                    tries = 0;
                }
                catch (ChainStoreException e)
                {
                    (tries, said) = (tries + 1, e.Message);
                }
            }

            Console.WriteLine($"full in slot {slot}: {said.ReplaceLineEndings(" ")}");
            Console.WriteLine($"while full: {Said(() => Check(store, slot, anchor))}");
            store.Dispose();
            Console.WriteLine($"start while full: {Said(() =>
            {
                using var started = ChainStoreFiles.Open(folder, engine);
                Check(started, slot, anchor);
            })}");
            File.Delete(ballast);
            store = ChainStoreFiles.Open(folder, engine);
            Check(store, slot, anchor);
            Fill(ballast, new DriveInfo(folder).AvailableFreeSpace - (Room / 4));
            var refused = false;
            while (!refused)
            {
                try
                {
                    (slot, anchor) = Put(store, slot, anchor);
                }
                catch (ChainStoreException)
                {
                    refused = true;
                }
            }

            // The same store goes on once there is room.
            File.Delete(ballast);
            for (var more = 0; more < 2 * StoringLoop.Epoch; more++)
            {
                (slot, anchor) = Put(store, slot, anchor);
            }

            Check(store, slot, anchor);
        }

        store.Dispose();
        using var last = ChainStoreFiles.Open(folder, engine);
        Check(last, slot, anchor);
        last.Survey(static item => Hold(item.Damage is null, $"{item.Key}: {item.Damage}"));
        Console.WriteLine($"held {slot} slots, anchor in {anchor}");
    }

    // The next slot, and the anchor of its epoch's end where that is not written yet.
    private static (int Slot, int Anchor) Put(IChainStore store, int slot, int anchor)
    {
        if (slot % StoringLoop.Epoch == 0 && slot > anchor)
        {
            store.PutAnchor(
                new StoredAnchor(
                    (ulong)(slot / StoringLoop.Epoch),
                    StoringLoop.RootOf(slot),
                    (ulong)slot,
                    ForkName.Gloas,
                    StoringLoop.Block(slot).Ssz,
                    ForkName.Gloas,
                    StoringLoop.State(slot)),
                [.. Enumerable.Range(0, StoringLoop.Epoch + 1).Select(back => StoringLoop.RootOf(slot - back))]);
            return (slot, slot);
        }

        store.PutBlock(StoringLoop.Block(slot + 1));
        store.PutEnvelope(StoringLoop.Payload(slot + 1));
        store.Flush();
        return (slot + 1, anchor);
    }

    private static void Check(IChainStore store, int slot, int anchor)
    {
        Hold((int)(store.AnchorHead?.Slot ?? 0) >= anchor, $"the anchor of slot {anchor} is lost");
        Hold(
            store.Anchor is not { } kept || kept.StateSsz.AsSpan().SequenceEqual(StoringLoop.State((int)kept.Slot)),
            "the anchor's state is another");
        for (var on = 1; on <= slot; on++)
        {
            Hold(Same(store.GetBlock(StoringLoop.RootOf(on))?.Ssz, StoringLoop.Block(on).Ssz), $"block {on} is lost");
            Hold(Same(store.GetEnvelope(StoringLoop.RootOf(on))?.Ssz, StoringLoop.Payload(on).Ssz), $"payload {on} is lost");
            Hold(on > anchor || store.GetFinalizedRoot((ulong)on) == StoringLoop.RootOf(on), $"slot {on} has no finalized root");
        }
    }

    private static bool Same(byte[]? read, byte[] written) => read is not null && read.AsSpan().SequenceEqual(written);

    private static string Said(Action act)
    {
        try
        {
            act();
            return "all is read";
        }
        catch (ChainStoreException e)
        {
            return $"refused: {e.Message.ReplaceLineEndings(" ")}";
        }
    }

    private static void Hold(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }

    private static void Fill(string path, long bytes)
    {
        using var file = new FileStream(path, FileMode.Create);
        var some = new byte[1 << 16];
        for (var left = bytes; left > 0; left -= some.Length)
        {
            file.Write(some.AsSpan(0, (int)Math.Min(left, some.Length)));
        }
    }
}
