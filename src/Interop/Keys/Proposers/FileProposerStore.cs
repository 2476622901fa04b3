using System.Collections.Immutable;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Storage;
using Consensoor.Messages;

namespace Consensoor.Interop.Keys.Proposers;

/// <summary>
/// Keeps what was said of proposers in a JSON file (<see cref="ProposerJson"/>), which is written beside its place and moved there, for its
/// owner's eyes alone, since it may hold what builders are asked with.
/// </summary>
public sealed class FileProposerStore : IProposerStore
{
    /// <summary>The largest file that is read or written, in bytes.</summary>
    public const int MaxFileBytes = 64 << 20;

    private readonly string _path;

    private FileProposerStore(string path, ImmutableDictionary<BLSPubkey, ProposerEntry> entries) => (_path, Entries) = (path, entries);

    /// <inheritdoc/>
    public ImmutableDictionary<BLSPubkey, ProposerEntry> Entries { get; private set; }

    /// <summary>Opens a file that need not be there yet; null and the reason where it cannot be read or is none of proposers.</summary>
    public static FileProposerStore? Open(string path, out string? problem)
    {
        if (!Path.Exists(path))
        {
            problem = null;
            return new FileProposerStore(path, ImmutableDictionary<BLSPubkey, ProposerEntry>.Empty);
        }

        return Read(path, out problem) is { } entries ? new FileProposerStore(path, entries) : null;
    }

    /// <summary>Reads a file; null and the reason where it is missing, cannot be read or is none of proposers.</summary>
    public static ImmutableDictionary<BLSPubkey, ProposerEntry>? Read(string path, out string? problem)
    {
        try
        {
            problem = RegularFile.Problem(path);
            if (problem is not null)
            {
                problem = $"{path}: {problem}";
                return null;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > MaxFileBytes)
            {
                problem = $"{path}: more than {MaxFileBytes} bytes";
                return null;
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var entries = ProposerJson.Read(bytes, out var wrong);
            problem = entries is null ? $"{path}: {wrong}" : null;
            return entries;
        }
        catch (Exception e) when (KeystoreFiles.IsOfFiles(e))
        {
            problem = $"{path}: {KeystoreFiles.Reason(e)}";
            return null;
        }
    }

    /// <inheritdoc/>
    public string? Write(ImmutableDictionary<BLSPubkey, ProposerEntry> entries)
    {
        var bytes = ProposerJson.Write(entries);
        if (bytes.Length > MaxFileBytes)
        {
            return $"{_path}: would have more than {MaxFileBytes} bytes";
        }

        if (KeystoreFiles.ReplacePrivate(_path, bytes) is { } problem)
        {
            return problem;
        }

        Entries = entries;
        return null;
    }
}
