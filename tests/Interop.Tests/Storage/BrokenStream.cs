namespace Consensoor.Interop.Tests.Storage;

/// <summary>A file in memory, on a disk that does not give the byte at one place.</summary>
internal sealed class BrokenStream(byte[] content, long at) : MemoryStream(content)
{
    public override int Read(Span<byte> buffer) => Position <= at && at < Position + buffer.Length
        ? throw new IOException("Input/output error")
        : base.Read(buffer);
}
