using System.Buffers.Binary;
using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Interop.Storage;

/// <summary>
/// The sidecars of one block in a file, one record behind the other: index (1 byte), length and masked CRC-32C of index, length and SSZ (4
/// bytes each, little-endian), SSZ. A process killed while it writes leaves part of a record at the end, which the next append cuts off.
/// </summary>
internal static class SidecarFile
{
    private const int HeadLength = 9;
    private const int MaxLength = 1 << 24;

    /// <summary>Lists the records that are whole, by their headers, and where the last of them ends.</summary>
    public static (ColumnSet Indices, long End) Scan(Stream file)
    {
        var (indices, end) = (ColumnSet.None, 0L);
        foreach (var (index, at, length) in Records(file))
        {
            indices = indices.With(index);
            end = at + length;
        }

        return (indices, end);
    }

    /// <summary>Appends a record behind the last whole one, and says where it ends.</summary>
    public static long Append(Stream file, long end, ColumnIndex index, ReadOnlySpan<byte> ssz)
    {
        var record = new byte[HeadLength + ssz.Length];
        record[0] = (byte)index;
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(1), ssz.Length);
        ssz.CopyTo(record.AsSpan(HeadLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(5), Checksum(record));
        if (file.Length != end)
        {
            file.SetLength(end);
        }

        file.Position = end;
        file.Write(record);
        return end + record.Length;
    }

    /// <summary>Reads those records of some sidecars that are whole and that the disk gives, by index.</summary>
    public static IReadOnlyList<(ColumnIndex Index, byte[] Ssz)> Read(Stream file, ColumnSet wanted)
    {
        var whole = new SortedDictionary<ColumnIndex, byte[]>();
        foreach (var (index, at, length) in Records(file).Where(record => wanted.Contains(record.Index)).ToArray())
        {
            var record = new byte[HeadLength + length];
            if (TryRead(file, at - HeadLength, record) && BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(5)) == Checksum(record))
            {
                // One that was damaged may have been written again behind it.
                whole[index] = record[HeadLength..];
            }
        }

        return [.. whole.Select(static pair => (pair.Key, pair.Value))];
    }

    // A disk may have lost one place of a file and still give the others.
    private static bool TryRead(Stream file, long at, byte[] bytes)
    {
        try
        {
            file.Position = at;
            file.ReadExactly(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static uint Checksum(byte[] record)
    {
        var head = Crc32C.Masked(record.AsSpan(0, 5));
        return Crc32C.Masked(record.AsSpan(HeadLength)) ^ uint.RotateLeft(head, 7);
    }

    private static IEnumerable<(ColumnIndex Index, long At, int Length)> Records(Stream file)
    {
        var head = new byte[HeadLength];
        var (at, length) = (0L, file.Length);
        while (at + HeadLength <= length)
        {
            file.Position = at;
            file.ReadExactly(head);
            var size = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1));
            at += HeadLength;
            if (head[0] >= KzgSizes.CellsPerExtBlob || size is <= 0 or > MaxLength || at + size > length)
            {
                yield break;
            }

            yield return (head[0], at, size);
            at += size;
        }
    }
}
