using System.Buffers.Binary;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Validators;

/// <summary>
/// What was signed last by each key: the slot of a block, or source and target epoch of an attestation, with its signing root. Nothing older, and nothing different at the same
/// place, is allowed (`phase0/validator.md#how-to-avoid-slashing`). A plain value: its owner stores <see cref="Encode"/> before it signs.
/// </summary>
public sealed class SlashingProtection
{
    private const int EntryLength = 48 + 8 + 8 + 32;

    private readonly SortedDictionary<BLSPubkey, (ulong Source, ulong Target, Root SigningRoot)> _last = [];

    /// <summary>Reads what <see cref="Encode"/> wrote; throws ArgumentException for other bytes, since without its past a key must not sign.</summary>
    public static SlashingProtection Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % EntryLength != 0)
        {
            throw new ArgumentException($"{bytes.Length} bytes are no slashing protection entries of {EntryLength}", nameof(bytes));
        }

        var protection = new SlashingProtection();
        for (; bytes.Length > 0; bytes = bytes[EntryLength..])
        {
            protection._last[new BLSPubkey(bytes[..48])] = (
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]),
                new Root(bytes[64..EntryLength]));
        }

        return protection;
    }

    /// <summary>All entries as bytes, 96 a key.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[_last.Count * EntryLength];
        var rest = bytes.AsSpan();
        foreach (var (pubkey, (source, target, root)) in _last)
        {
            pubkey.AsSpan().CopyTo(rest);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[48..], source);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[56..], target);
            root.AsSpan().CopyTo(rest[64..]);
            rest = rest[EntryLength..];
        }

        return bytes;
    }

    /// <summary>Notes a block; false where it must not be signed.</summary>
    public bool TryNoteBlock(BLSPubkey pubkey, Slot slot, Root signingRoot) => TryNote(pubkey, 0, slot, signingRoot);

    /// <summary>Notes an attestation; false where it must not be signed.</summary>
    public bool TryNoteAttestation(BLSPubkey pubkey, Epoch source, Epoch target, Root signingRoot) => TryNote(pubkey, source, target, signingRoot);

    private bool TryNote(BLSPubkey pubkey, ulong source, ulong target, Root signingRoot)
    {
        if (_last.TryGetValue(pubkey, out var last))
        {
            if (last == (source, target, signingRoot))
            {
                return true;
            }

            if (target <= last.Target || source < last.Source)
            {
                return false;
            }
        }

        _last[pubkey] = (source, target, signingRoot);
        return true;
    }
}
