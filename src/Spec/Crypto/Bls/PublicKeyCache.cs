using System.Buffers.Binary;
using System.Numerics;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// Checked public keys by their compressed form, in a table of fixed size: sets of four slots, the set chosen by the key's bytes. A reader
/// and a writer meet in a single reference, so there is nothing to lock; a full set gives up the slot that the new key's bytes name. What
/// is in the cache never changes an answer, only its cost. A key that saves some 50 us takes about 250 bytes.
/// </summary>
internal sealed class PublicKeyCache
{
    private const int Ways = 4;

    private readonly ManagedPublicKey?[] _slots;

    /// <summary>Room for at least so many keys.</summary>
    internal PublicKeyCache(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, Ways);
        _slots = new ManagedPublicKey?[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    }

    internal ManagedPublicKey? Find(in BLSPubkey bytes)
    {
        int set = SetOf(Mix(in bytes));
        for (int i = set; i < set + Ways; i++)
        {
            ManagedPublicKey? key = Volatile.Read(ref _slots[i]);
            if (key is not null && key.Bytes.Equals(bytes))
                return key;
        }

        return null;
    }

    internal void Add(ManagedPublicKey key)
    {
        ulong mix = Mix(key.Bytes);
        int set = SetOf(mix);
        int slot = set + (int)(mix & (Ways - 1));
        for (int i = set; i < set + Ways; i++)
        {
            if (Volatile.Read(ref _slots[i]) is null)
            {
                slot = i;
                break;
            }
        }

        Volatile.Write(ref _slots[slot], key);
    }

    private int SetOf(ulong mix) => (int)((mix >> 32) & (uint)(_slots.Length - 1)) & -Ways;

    /// <summary>The low bytes of x are as good as random for honest keys; the product spreads those of small multiples too.</summary>
    private static ulong Mix(in BLSPubkey bytes) =>
        unchecked(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan()[40..]) * 0x9e3779b97f4a7c15UL);
}
