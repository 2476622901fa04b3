using System.Text;
using Consensoor.Interop.Storage;

namespace Consensoor.Interop.Identity;

/// <summary>
/// Keeps a node's key in a file, so that its peer id survives a restart. Two lines: the secret in hexadecimal, and the peer id, by which a
/// damaged file is known. The file is created for its owner alone (0600 where the system knows such rights), whole or not at all.
/// </summary>
public static class NodeKeyFile
{
    private const int MaxLength = 256;

    /// <summary>
    /// Reads the key of a file, or creates file and key where there is none. Null where the file is damaged or cannot be used; it is never
    /// overwritten then.
    /// </summary>
    public static NodeKey? LoadOrCreate(string path, out NodeKeyFileProblem? problem)
    {
        try
        {
            if (RegularFile.Problem(path) is { } other)
            {
                problem = new NodeKeyFileProblem(NodeKeyFileFault.Unreadable, path, other);
                return null;
            }

            if (!File.Exists(path))
            {
                Write(path, NodeKey.Create());
            }

            return Read(path, out problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = new NodeKeyFileProblem(NodeKeyFileFault.Unreadable, path, e.Message);
            return null;
        }
    }

    private static NodeKey? Read(string path, out NodeKeyFileProblem? problem)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var buffer = new byte[MaxLength + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (length > MaxLength)
        {
            problem = new NodeKeyFileProblem(NodeKeyFileFault.TooLong, path, $"a key file has at most {MaxLength} bytes");
            return null;
        }

        var lines = Encoding.UTF8.GetString(buffer, 0, length)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Span<byte> secret = stackalloc byte[NodeKey.SecretKeyLength];
        if (lines.Length != 2 || lines[0].Length != 64
            || Convert.FromHexString(lines[0], secret, out _, out _) != System.Buffers.OperationStatus.Done
            || !PeerId.TryParse(lines[1], out var peerId))
        {
            problem = new NodeKeyFileProblem(
                NodeKeyFileFault.Malformed, path, "a key file holds 64 hexadecimal digits and a peer id, one a line");
            return null;
        }

        var key = NodeKey.FromSecret(secret);
        problem = key switch
        {
            null => new NodeKeyFileProblem(NodeKeyFileFault.NoSecret, path, "the secret is zero or not below the group order"),
            _ when !key.PeerId.Equals(peerId) => new NodeKeyFileProblem(
                NodeKeyFileFault.OtherPeerId, path, $"the secret is not that of {peerId}: the file is damaged"),
            _ => null,
        };
        return problem is null ? key : null;
    }

    /// <summary>Writes beside the place and moves there, so that no half file is ever found; the first to come wins.</summary>
    private static void Write(string path, NodeKey key)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = $"{full}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(key.ExportSecret())}\n{key.PeerId}\n"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: false);
        }
        catch (IOException) when (File.Exists(full))
        {
            File.Delete(temporary);
        }
    }
}
