using Consensoor.Interop.Engine.Embedded;
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
            var whole = length / (bytes.Length / 3);
            Write(9);
            Assert.Equal([.. Enumerable.Range(1, whole).Select(static i => Block((byte)i)), Block(9)], Read());
        }
    }

    [Fact]
    public void AChangedByteEndsWhatIsRead()
    {
        Write(1, 2, 3);
        var bytes = File.ReadAllBytes(_file);
        var record = bytes.Length / 3;
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 0x10;
            File.WriteAllBytes(_file, changed);
            Assert.Equal(at / record, Read().Count);
        }
    }

    private static ExecutionBlock Block(byte value) => new(
        Bytes(value), Bytes((byte)(value + 100)), value, 2UL * value, 3, ulong.MaxValue, 5, 6, 7, Bytes((byte)(value + 50)));

    private static Hash32 Bytes(byte value) => new(Enumerable.Repeat(value, 32).ToArray());

    private void Write(params byte[] values)
    {
        using var journal = ExecutionJournal.Open(_file);
        foreach (var value in values)
        {
            journal.Append(Block(value));
        }
    }

    private IReadOnlyList<ExecutionBlock> Read()
    {
        using var journal = ExecutionJournal.Open(_file);
        return journal.Blocks;
    }
}
