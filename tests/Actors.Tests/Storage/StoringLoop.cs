using System.Globalization;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Tests.Storage;

/// <summary>
/// A process that writes a made chain without an end, as storage does (a block, a payload and a flush a slot, an anchor an epoch), and
/// says a slot on standard output once it is on disk, and an anchor as its slot with an exclamation mark.
/// </summary>
internal static class StoringLoop
{
    public const string Name = "storing-loop";
    public const int Epoch = 8;

    public static void Run(string folder, ChainStoreEngine engine)
    {
        var store = ChainStoreFiles.Open(folder, engine);

        // What was under way when the one before was killed is put once more.
        for (var slot = (int)(store.AnchorHead?.Slot ?? 0) + 1; ; slot++)
        {
            store.PutBlock(Block(slot));
            store.PutEnvelope(Payload(slot));
            store.Flush();
            Console.WriteLine(slot.ToString(CultureInfo.InvariantCulture));
            if (slot % Epoch == 0)
            {
                store.PutAnchor(
                    new StoredAnchor(
                        (ulong)(slot / Epoch), RootOf(slot), (ulong)slot, ForkName.Gloas, Block(slot).Ssz, ForkName.Gloas, State(slot)),
                    [.. Enumerable.Range(0, Epoch + 1).Select(back => RootOf(slot - back))],
                    keepsFormer: slot % (4 * Epoch) == 0);
                Console.WriteLine($"{slot}!");
            }
        }
    }

    public static Root RootOf(int slot) => new(Noise(slot, 32));

    public static StoredBlockRow Block(int slot) => new(RootOf(slot), RootOf(slot - 1), (ulong)slot, ForkName.Gloas, Noise(slot, 9_000));

    public static StoredEnvelopeRow Payload(int slot) => new(RootOf(slot), (ulong)slot, ForkName.Gloas, Noise(slot + 1_000_000, 3_000));

    public static byte[] State(int slot) => Noise(slot + 2_000_000, 200_000);

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
