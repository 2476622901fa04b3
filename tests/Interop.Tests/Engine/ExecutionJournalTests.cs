using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Tests.Engine.JsonRpc;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Xunit;

namespace Consensoor.Interop.Tests.Engine;

/// <summary>The blocks of an embedded execution layer in a file: all that was whole comes back, and nothing else.</summary>
public sealed class ExecutionJournalTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void BlocksComeBackInTheirOrder()
    {
        Write(1, 2, 3);
        Write(4);
        Assert.Equal([Block(1), Block(2), Block(3), Block(4)], Read());
    }

    /// <summary>Cut at any byte, the whole records before it are kept, and the next one follows them.</summary>
    [Fact]
    public void ACutFileKeepsWhatIsWhole()
    {
        Write(1, 2, 3);
        var bytes = File.ReadAllBytes(_file);
        for (var length = 0; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(_file, bytes[..length]);
            var whole = Math.Max(0, (length / (bytes.Length / 4)) - 1);
            Write(9);
            Assert.Equal([.. Enumerable.Range(1, whole).Select(static i => Block((byte)i)), Block(9)], Read());
        }
    }

    [Fact]
    public void AChangedByteEndsWhatIsRead()
    {
        Write(1, 2, 3);
        var bytes = File.ReadAllBytes(_file);
        var record = bytes.Length / 4;
        for (var at = record; at < bytes.Length; at++)
        {
            File.WriteAllBytes(_file, Changed(bytes, at));
            Assert.Equal((at / record) - 1, Read().Count);
        }
    }

    [Fact]
    public void MoreThanIsReadAtOnceComesBack()
    {
        var values = Enumerable.Range(0, 600).Select(static i => (byte)i).ToArray();
        Write(values);
        Assert.Equal(values.Select(Block), Read());
    }

    /// <summary>A file of another network, or that is something else, is left as it is.</summary>
    [Fact]
    public void AnotherFileIsRefused()
    {
        Write(1, 2);
        var bytes = File.ReadAllBytes(_file);
        Assert.Null(ExecutionJournal.Open(_file, Block(201), Unexpected, out var problem));
        Assert.Equal(
            $"{_file} is of another network: it begins with block {Genesis.Hash}, not with the genesis {Block(201).Hash}", problem);
        Assert.Equal(bytes, File.ReadAllBytes(_file));
        foreach (var other in (byte[][])[Changed(bytes, 0), Changed(bytes, (bytes.Length / 3) - 1), [1], bytes[1..40]])
        {
            File.WriteAllBytes(_file, other);
            Assert.Null(ExecutionJournal.Open(_file, Genesis, Unexpected, out problem));
            Assert.StartsWith($"{_file} is no file of blocks", problem, StringComparison.Ordinal);
            Assert.Equal(other, File.ReadAllBytes(_file));
        }
    }

    /// <summary>A disk that takes no more is told of once, and costs no verdict: the block is remembered all the same.</summary>
    [Fact]
    public void AFullDiskIsToldOnce()
    {
        using var disk = new FullDisk();
        var told = new List<string>();
        using var journal = ExecutionJournal.Open(disk, EmbeddedExecutionLayer.Genesis(1_000), told.Add, out var problem);
        Assert.Null(problem);
        disk.IsFull = true;
        var genesis = EmbeddedExecutionLayer.Genesis(1_000);
        var layer = new EmbeddedExecutionLayer(Payloads.Spec, genesis, new EmbeddedMempool(Payloads.Spec.Config))
        {
            Remembered = journal!.Append,
        };
        var head = genesis.Hash;
        for (var i = 1UL; i <= 3; i++)
        {
            var attributes = Payloads.Attributes(ForkName.Deneb) with { Timestamp = 1_000 + (12 * i) };
            var begun = layer.ForkchoiceUpdated(new ForkchoiceUpdated(1, ForkName.Deneb, head, head, head, attributes));
            var payload = layer.GetPayload(new GetPayload(2, ForkName.Deneb, begun.PayloadId!.Value)).Payload!;
            var taken = layer.NewPayload(new NewPayload(default, ForkName.Deneb, new NewPayloadRequest
            {
                ExecutionPayload = payload, ParentBeaconBlockRoot = attributes.ParentBeaconBlockRoot!.Value,
            }));
            Assert.Equal(EngineVerdict.Valid, taken.Verdict);
            head = payload.BlockHash;
        }

        Assert.Equal(["no space left"], told);
    }

    private static ExecutionBlock Genesis => Block(200);

    private static byte[] Changed(byte[] bytes, int at)
    {
        var changed = (byte[])bytes.Clone();
        changed[at] ^= 0x10;
        return changed;
    }

    private static ExecutionBlock Block(byte value) => new(
        Bytes(value), Bytes((byte)(value + 100)), value, 2UL * value, 3, ulong.MaxValue, 5, 6, 7, Bytes((byte)(value + 50)));

    private static Hash32 Bytes(byte value) => new(Enumerable.Repeat(value, 32).ToArray());

    private void Write(params byte[] values)
    {
        using var journal = ExecutionJournal.Open(_file, Genesis, Unexpected, out _);
        foreach (var value in values)
        {
            journal!.Append(Block(value));
        }
    }

    private IReadOnlyList<ExecutionBlock> Read()
    {
        using var journal = ExecutionJournal.Open(_file, Genesis, Unexpected, out _);
        return journal!.Blocks;
    }

    private static void Unexpected(string why) => Assert.Fail(why);

    private sealed class FullDisk : MemoryStream
    {
        public bool IsFull { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsFull)
            {
                throw new IOException("no space left");
            }

            base.Write(buffer);
        }
    }
}
