using System.Buffers.Binary;
using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// The blocks that an embedded execution layer remembers, in a file that outlives it: a record of a fixed length each, with a checksum, in
/// the order they came. What follows a damaged record is left aside and written over.
/// </summary>
public sealed class ExecutionJournal : IDisposable
{
    private const int HashBytes = 32;
    private const int Numbers = 7;
    private const int ContentBytes = (3 * HashBytes) + (Numbers * sizeof(ulong));
    private const int RecordBytes = ContentBytes + sizeof(uint);

    private readonly FileStream _file;

    private ExecutionJournal(FileStream file, IReadOnlyList<ExecutionBlock> blocks) => (_file, Blocks) = (file, blocks);

    /// <summary>The blocks that the file had when it was opened, as many of the last as are remembered.</summary>
    public IReadOnlyList<ExecutionBlock> Blocks { get; }

    /// <summary>Opens a file, or makes it; throws IOException or UnauthorizedAccessException where that cannot be done.</summary>
    public static ExecutionJournal Open(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var blocks = new Queue<ExecutionBlock>();
        var record = new byte[RecordBytes];
        var whole = 0L;
        while (file.ReadAtLeast(record, RecordBytes, throwOnEndOfStream: false) == RecordBytes && Read(record) is { } block)
        {
            blocks.Enqueue(block);
            if (blocks.Count > EmbeddedExecutionLayer.MaxBlocks)
            {
                blocks.Dequeue();
            }

            whole += RecordBytes;
        }

        file.SetLength(whole);
        file.Position = whole;
        return new ExecutionJournal(file, [.. blocks]);
    }

    /// <summary>Adds a block; throws IOException where the disk does not take it.</summary>
    public void Append(ExecutionBlock block)
    {
        _file.Write(Write(block));
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static byte[] Write(ExecutionBlock block)
    {
        var record = new byte[RecordBytes];
        block.Hash.AsSpan().CopyTo(record);
        block.ParentHash.AsSpan().CopyTo(record.AsSpan(HashBytes));
        block.StateRoot.AsSpan().CopyTo(record.AsSpan(2 * HashBytes));
        ReadOnlySpan<ulong> numbers =
        [
            block.Number, block.Timestamp, block.GasLimit, block.GasUsed, block.BaseFeePerGas, block.ExcessBlobGas, block.BlobGasUsed,
        ];
        for (var i = 0; i < Numbers; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan((3 * HashBytes) + (i * sizeof(ulong))), numbers[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(ContentBytes), Crc32C.Masked(record.AsSpan(0, ContentBytes)));
        return record;
    }

    private static ExecutionBlock? Read(ReadOnlySpan<byte> record)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[ContentBytes..]) != Crc32C.Masked(record[..ContentBytes]))
        {
            return null;
        }

        Span<ulong> numbers = stackalloc ulong[Numbers];
        for (var i = 0; i < Numbers; i++)
        {
            numbers[i] = BinaryPrimitives.ReadUInt64LittleEndian(record[((3 * HashBytes) + (i * sizeof(ulong)))..]);
        }

        return new ExecutionBlock(
            new Hash32(record[..HashBytes]),
            new Hash32(record.Slice(HashBytes, HashBytes)),
            numbers[0],
            numbers[1],
            numbers[2],
            numbers[3],
            numbers[4],
            numbers[5],
            numbers[6],
            new Bytes32(record.Slice(2 * HashBytes, HashBytes)));
    }
}
