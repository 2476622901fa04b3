using Snappier;

namespace Consensoor.Actors.Cli;

/// <summary>Files a user names: read within a bound, with a reason where they cannot be.</summary>
internal static class CliFiles
{
    /// <summary>The largest SSZ file or decompressed content that is read.</summary>
    public const long MaxSszBytes = 1L << 30;

    /// <summary>The bytes of a file; null and the reason where it is missing, unreadable or too large.</summary>
    public static byte[]? Read(string path, long limit, out string? error)
    {
        error = null;
        try
        {
            var length = new FileInfo(path).Length;
            if (length > limit)
            {
                error = $"{path}: {length} bytes, at most {limit} are read";
                return null;
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error = $"{path}: {e.Message}";
            return null;
        }
    }

    /// <summary>SSZ bytes of a file, decompressed where its name ends in .ssz_snappy (raw snappy); null and the reason otherwise.</summary>
    public static byte[]? ReadSsz(string path, out string? error)
    {
        if (Read(path, MaxSszBytes, out error) is not { } bytes)
        {
            return null;
        }

        if (!path.EndsWith(".ssz_snappy", StringComparison.Ordinal))
        {
            return bytes;
        }

        try
        {
            if (Snappy.GetUncompressedLength(bytes) > MaxSszBytes)
            {
                error = $"{path}: more than {MaxSszBytes} bytes when decompressed";
                return null;
            }

            return Snappy.DecompressToArray(bytes);
        }
        catch (InvalidDataException e)
        {
            error = $"{path}: no raw snappy: {e.Message}";
            return null;
        }
    }
}
