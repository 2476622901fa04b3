using Consensoor.Interop.Storage;
using Snappier;

namespace Consensoor.Actors.Cli;

/// <summary>Reads and writes files that a user names: within a bound, with a reason where it cannot be done.</summary>
internal static class CliFiles
{
    /// <summary>
    /// Gives the bytes of a regular file; null and the reason where it is missing, something else (which is not opened), unreadable or too
    /// large.
    /// </summary>
    public static byte[]? Read(string path, long limit, out string? error)
    {
        error = null;
        try
        {
            if (RegularFile.Problem(path) is { } problem)
            {
                error = $"{path}: {problem}";
                return null;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.CanSeek && file.Length > limit)
            {
                error = $"{path}: {file.Length} bytes, at most {limit} are read";
                return null;
            }

            return ReadUpTo(path, file, limit, out error);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            error = $"{path}: {Reason(e)}";
            return null;
        }
    }

    /// <summary>Decompresses raw snappy; null and the reason where the bytes are none, or too many.</summary>
    public static byte[]? Decompress(string path, byte[] bytes, long limit, out string? error)
    {
        error = null;
        try
        {
            if (Snappy.GetUncompressedLength(bytes) <= limit)
            {
                return Snappy.DecompressToArray(bytes);
            }

            error = $"{path}: more than {limit} bytes when decompressed";
        }
        catch (InvalidDataException e)
        {
            error = $"{path}: no raw snappy ({e.Message}){FileKind.Aside(bytes)}";
        }

        return null;
    }

    /// <summary>Writes a file; the reason where that cannot be done.</summary>
    public static string? Write(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            File.WriteAllBytes(path, bytes);
            return null;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return $"{path}: {Reason(e)}";
        }
    }

    /// <summary>Writes a file that is not there yet, whole or not at all and on disk; the reason where that cannot be done.</summary>
    public static string? WriteNew(string path, ReadOnlySpan<byte> bytes) => WriteWhole(path, bytes, overwrite: false);

    /// <summary>Writes a file in place of a former one, whole or not at all and on disk; the reason where that cannot be done.</summary>
    public static string? Replace(string path, ReadOnlySpan<byte> bytes) => WriteWhole(path, bytes, overwrite: true);

    private static string? WriteWhole(string path, ReadOnlySpan<byte> bytes, bool overwrite)
    {
        var draft = path + ".new";
        try
        {
            using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite);
            return null;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return $"{path}: {Reason(e)}";
        }
    }

    /// <summary>Says whether an exception tells of files and not of the program.</summary>
    public static bool IsOfFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or System.Security.SecurityException;

    // A pipe or a device has no length to look at first.
    private static byte[]? ReadUpTo(string path, FileStream file, long limit, out string? error)
    {
        error = null;
        using var content = new MemoryStream(file.CanSeek ? (int)Math.Min(file.Length, int.MaxValue) : 0);
        var buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            if (content.Length + read > limit)
            {
                error = $"{path}: more than {limit} bytes";
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
    }

    private static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "is not there",
        UnauthorizedAccessException => "no permission",
        _ => e.Message.ReplaceLineEndings(" "),
    };
}
