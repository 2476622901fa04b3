using System.Globalization;

namespace Consensoor.Interop.Storage;

/// <summary>
/// Makes this process the only owner of a directory: holds a file open with FileShare.None and an advisory lock on it, which end with the
/// process however it ends.
/// </summary>
public sealed class DirectoryLock : IDisposable
{
    private const string LockName = "lock";
    private const string OwnerName = "lock.owner";

    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>
    /// Takes a directory, which is made where it is missing; throws <see cref="ChainStoreException"/> where another process has it.
    /// </summary>
    public static DirectoryLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        FileStream? file = null;
        try
        {
            file = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (!OperatingSystem.IsMacOS())
            {
                file.Lock(0, 1);
            }
        }
        catch (IOException e)
        {
            file?.Dispose();
            throw new ChainStoreException(
                $"{Path.GetFullPath(folder)} is in use by another process{OwnerOf(folder)}, and nothing in it was touched", e);
        }

        File.WriteAllText(Path.Combine(folder, OwnerName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DirectoryLock(file);
    }

    /// <summary>Says whether a directory was taken before, by whomever.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, LockName));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string OwnerOf(string folder)
    {
        try
        {
            return int.TryParse(File.ReadAllText(Path.Combine(folder, OwnerName)), CultureInfo.InvariantCulture, out var owner)
                ? $" (process {owner})"
                : string.Empty;
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
