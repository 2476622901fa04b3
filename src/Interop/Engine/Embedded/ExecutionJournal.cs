using System.Buffers.Binary;
using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// The blocks that an embedded execution layer remembers, in a file that outlives it: a record of a fixed length each, with a checksum, the
/// genesis block first and the others in the order they came. What follows a damaged record is left aside and written over.
/// </summary>
public sealed class ExecutionJournal : IDisposable
{
    private const int HashBytes = 32;
    private const int Numbers = 7;
    private const int ContentBytes = (3 * HashBytes) + (Numbers * sizeof(ulong));
    private const int RecordBytes = ContentBytes + sizeof(uint);
    private const int RecordsAtOnce = 256;

    private readonly Stream _file;
    private readonly Action<string> _failed;
    private bool _hasFailed;

    private ExecutionJournal(Stream file, IReadOnlyList<ExecutionBlock> blocks, Action<string> failed) =>
        (_file, Blocks, _failed) = (file, blocks, failed);

    /// <summary>The blocks behind the genesis that the file had when it was opened, as many of the last as are remembered.</summary>
    public IReadOnlyList<ExecutionBlock> Blocks { get; }

    /// <summary>
    /// Opens the file of a chain with a genesis block, or makes it; null, with the reason, where it is another chain's or no such file.
    /// What keeps it from being written later is told once. Throws IOException or UnauthorizedAccessException where it cannot be opened.
    /// </summary>
    public static ExecutionJournal? Open(string path, ExecutionBlock genesis, Action<string> failed, out string? problem)
    {
        // Without a buffer, of which a full disk would leave something to be written when it is closed.
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        var journal = Open(file, genesis, failed, out problem);
        if (journal is null)
        {
            file.Dispose();
            problem = $"{path} {problem}";
        }

        return journal;
    }

    /// <summary>Opens what is kept in a stream that can be sought, in the same way.</summary>
    internal static ExecutionJournal? Open(Stream file, ExecutionBlock genesis, Action<string> failed, out string? problem)
    {
        var first = new byte[RecordBytes];
        var length = file.ReadAtLeast(first, RecordBytes, throwOnEndOfStream: false);
        problem = ProblemOf(first.AsSpan(0, length), genesis);
        if (problem is not null)
        {
            return null;
        }

        var (blocks, whole) = length == RecordBytes ? ReadBlocks(file) : ([], 0);
        file.SetLength(whole);
        file.Position = whole;
        var journal = new ExecutionJournal(file, blocks, failed);
        if (whole == 0)
        {
            journal.Append(genesis);
        }

        return journal;
    }

    /// <summary>Adds a block; nothing is added any more once the disk did not take one, which is told.</summary>
    public void Append(ExecutionBlock block)
    {
        if (_hasFailed)
        {
            return;
        }

        try
        {
            _file.Write(Write(block));
            _file.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _hasFailed = true;
            _failed(e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // A file that was cut in its first record is one all the same.
    private static string? ProblemOf(ReadOnlySpan<byte> first, ExecutionBlock genesis)
    {
        if (first.Length < RecordBytes)
        {
            return Write(genesis).AsSpan().StartsWith(first) ? null : "is no file of blocks";
        }

        return Read(first) is not { } block ? "is no file of blocks, or its beginning is damaged"
            : block.Hash != genesis.Hash ? $"is of another network: it begins with block {block.Hash}, not with the genesis {genesis.Hash}"
            : null;
    }

    private static (IReadOnlyList<ExecutionBlock> Blocks, long Whole) ReadBlocks(Stream file)
    {
        var blocks = new Queue<ExecutionBlock>();
        var records = new byte[RecordBytes * RecordsAtOnce];
        var whole = (long)RecordBytes;
        while (file.ReadAtLeast(records, records.Length, throwOnEndOfStream: false) is >= RecordBytes and var length)
        {
            for (var at = 0; at + RecordBytes <= length; at += RecordBytes)
            {
                if (Read(records.AsSpan(at, RecordBytes)) is not { } block)
                {
                    return ([.. blocks], whole);
                }

                blocks.Enqueue(block);
                if (blocks.Count > EmbeddedExecutionLayer.MaxBlocks)
                {
                    blocks.Dequeue();
                }

                whole += RecordBytes;
            }
        }

        return ([.. blocks], whole);
    }

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
