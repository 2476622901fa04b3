namespace Consensoor.Interop.Tests.Storage;

/// <summary>A file of a <see cref="CutDisk"/>; it stays when who used it closes it.</summary>
internal sealed class CutStream(CutDisk disk) : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        disk.Note(this, Position, buffer[offset..(offset + count)]);
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        disk.Note(this, Position, buffer.ToArray());
        base.Write(buffer);
    }

    public override void SetLength(long value)
    {
        disk.Note(this, value, null);
        base.SetLength(value);
    }

    public override void Flush() => disk.NoteFlush(this);

    protected override void Dispose(bool disposing)
    {
    }
}
