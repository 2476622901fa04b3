namespace Consensoor.Interop.Storage;

/// <summary>Bytes that are kept in a small file, which is written beside its place and moved there.</summary>
public sealed class KeptInFile(string path) : IKeptBytes
{
    private const int MaxLength = 4096;

    /// <inheritdoc/>
    public byte[]? Read(out string? problem)
    {
        try
        {
            problem = RegularFile.Problem(path);
            if (problem is not null || !File.Exists(path))
            {
                return null;
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var buffer = new byte[MaxLength + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            problem = length > MaxLength ? $"{path} has more than {MaxLength} bytes" : null;
            return problem is null ? buffer[..length] : null;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            problem = $"{path}: {e.Message}";
            return null;
        }
    }

    /// <inheritdoc/>
    public string? Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var beside = $"{path}.new";
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return $"{path}: {e.Message}";
        }
    }

    private static bool IsOfFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
