using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// The lock of a keystore, `FILE.lock` beside it as Lighthouse and Teku have it, so that two programs do not sign with one key. It holds
/// the system's own lock of the file, which ends with the process, as Lighthouse does. Teku holds none while it runs: it leaves the number
/// of its process, 8 bytes in the machine's order, and that process must be gone. The file stays when the lock is let go, with the number
/// of no process in it: were it deleted, one who had opened it before and one who made another would both have a lock.
/// </summary>
public sealed class KeystoreLock : IDisposable
{
    private const string Suffix = ".lock";

    // The first process of a machine or of a container: the number of every one of those.
    private const int FirstProcess = 1;

    // What Teku takes for a process that is gone.
    private const long NoProcess = long.MaxValue;

    private readonly FileStream _file;

    private KeystoreLock(FileStream file) => _file = file;

    /// <summary>
    /// Takes the lock of a keystore. Null with a refusal where another process has it, or may have it and this cannot be told; null without
    /// one where there is no lock and none can be made, since the folder may not be written to.
    /// </summary>
    public static KeystoreLock? Take(string keystore, out KeystoreRefusal? refusal)
    {
        var path = keystore + Suffix;
        try
        {
            return Take(keystore, FileMode.OpenOrCreate, FileAccess.ReadWrite, out refusal);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException io && IsReadOnly(io)))
        {
            // Nothing can be written: what is there already is judged all the same.
        }
        catch (Exception e) when (KeystoreFiles.IsOfFiles(e))
        {
            refusal = Refusal(keystore, e);
            return null;
        }

        try
        {
            return Take(keystore, FileMode.Open, FileAccess.Read, out refusal);
        }
        catch (FileNotFoundException)
        {
            refusal = null;
            return null;
        }
        catch (Exception e) when (KeystoreFiles.IsOfFiles(e))
        {
            refusal = Refusal(keystore, e);
            return null;
        }
    }

    /// <summary>Lets go of a lock whose keystore was deleted, and deletes its file as well.</summary>
    public void Forget()
    {
        // Without a keystore nobody is in want of its lock.
        _ = KeystoreFiles.Delete(_file.Name);
        _file.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (_file.CanWrite)
            {
                _file.SetLength(0);
                _file.Write(BitConverter.GetBytes(NoProcess));
            }

            _file.Dispose();
        }
        catch (Exception e) when (KeystoreFiles.IsOfFiles(e) || e is ObjectDisposedException)
        {
            // What stands in it holds nobody up: the system's lock ends here.
            _file.Dispose();
        }
    }

    private static KeystoreLock? Take(string keystore, FileMode mode, FileAccess access, out KeystoreRefusal? refusal)
    {
        var file = new FileStream(keystore + Suffix, mode, access, FileShare.None, bufferSize: 0);
        try
        {
            refusal = OwnerIn(file) is { } owner ? new KeystoreRefusal(keystore, KeystoreFault.Locked, owner) : null;
            if (refusal is not null)
            {
                file.Dispose();
                return null;
            }

            if (file.CanWrite)
            {
                file.SetLength(0);
                file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
                file.Flush(flushToDisk: false);
            }

            return new KeystoreLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static KeystoreRefusal Refusal(string keystore, Exception e) => new(keystore, KeystoreFault.Locked, IsInUse(e)
        ? $"another process has it in use, by {keystore}{Suffix}"
        : $"its lock cannot be taken, {keystore}{Suffix}: {KeystoreFiles.Reason(e)}");

    // EAGAIN of Linux and macOS, and what Windows says of a file that is shared with nobody or locked.
    private static bool IsInUse(Exception e) => (e.HResult & 0xffff) is 11 or 35 or 32 or 33;

    // EROFS of Linux: the folder is part of a file system that is mounted without the right to write.
    private static bool IsReadOnly(IOException e) => (e.HResult & 0xffff) == 30;

    // Why the process whose number Teku left may have the keystore. What is written otherwise is by who holds the system's lock while it
    // runs, as this program does: where that is free, a number is stale, and may be another process's by now.
    private static string? OwnerIn(FileStream file)
    {
        Span<byte> number = stackalloc byte[sizeof(long) + 1];
        var length = file.ReadAtLeast(number, number.Length, throwOnEndOfStream: false);
        file.Position = 0;
        var id = length == sizeof(long) ? BitConverter.ToInt64(number) : long.MaxValue;
        if (id > int.MaxValue)
        {
            return null;
        }

        if (id <= FirstProcess)
        {
            return $"process {id} has it in use by {file.Name}, or is gone, which cannot be told: remove that file if nothing else signs";
        }

        try
        {
            using var process = Process.GetProcessById((int)id);
            return process.HasExited ? null : InUse(id, file);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
        catch (Win32Exception)
        {
            // It is there, and shows nothing of itself.
            return InUse(id, file);
        }
    }

    private static string InUse(long id, FileStream file) => $"process {id} has it in use, by {file.Name}";
}
