using LiteDB.Engine;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>A file in memory, on a disk that takes no more than so many bytes; it stays when who used it closes it.</summary>
internal sealed class FullStream : MemoryStream
{
    public long Room { get; set; } = long.MaxValue;

    /// <summary>Opens a database in this file and a log.</summary>
    public LiteEngine Engine(FullStream log) => new(new EngineSettings { DataStream = this, LogStream = log });

    public override void Write(byte[] buffer, int offset, int count)
    {
        Check(Position + count);
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Check(Position + buffer.Length);
        base.Write(buffer);
    }

    public override void SetLength(long value)
    {
        Check(value);
        base.SetLength(value);
    }

    protected override void Dispose(bool disposing)
    {
    }

    private void Check(long end)
    {
        if (end > Room && end > Length)
        {
            throw new IOException("No space left on device");
        }
    }
}
