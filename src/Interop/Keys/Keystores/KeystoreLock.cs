using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// The lock of a keystore, `FILE.lock` beside it as Lighthouse and Teku have it, so that two programs do not sign with one key. It holds
/// the system's own lock of the file, which ends with the process, and the number of the process, by which Teku knows.
/// </summary>
public sealed class KeystoreLock : IDisposable
{
    private const string Suffix = ".lock";
    private const int MaxDigits = 16;

    private readonly FileStream _file;

    private KeystoreLock(FileStream file) => _file = file;

    /// <summary>
    /// Takes the lock of a keystore. Null with a refusal where another process has it; null without one where the folder may not be written
    /// to, so that nobody can lock anything there.
    /// </summary>
    public static KeystoreLock? Take(string keystore, out KeystoreRefusal? refusal)
    {
        refusal = null;
        var path = keystore + Suffix;
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            if (OwnerIn(file) is { } owner)
            {
                file.Dispose();
                refusal = new KeystoreRefusal(keystore, KeystoreFault.Locked, $"process {owner} has it in use, by {path}");
                return null;
            }

            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush(flushToDisk: false);
            return new KeystoreLock(file);
        }
        catch (UnauthorizedAccessException)
        {
            file?.Dispose();
            return null;
        }
        catch (IOException e) when (IsReadOnly(e))
        {
            file?.Dispose();
            return null;
        }
        catch (Exception e) when (KeystoreFiles.IsOfFiles(e))
        {
            file?.Dispose();
            refusal = new KeystoreRefusal(keystore, KeystoreFault.Locked, IsInUse(e)
                ? $"another process has it in use, by {path}"
                : $"its lock cannot be taken, {path}: {KeystoreFiles.Reason(e)}");
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var path = _file.Name;
        try
        {
            // Gone before it is let go: who comes then makes a file of its own.
            File.Delete(path);
        }
        catch (Exception e) when (KeystoreFiles.IsOfFiles(e))
        {
            // It stays, and holds nobody up: the system's lock ends here.
        }

        _file.Dispose();
    }

    // EAGAIN of Linux and macOS, and what Windows says of a file that is shared with nobody or locked.
    private static bool IsInUse(Exception e) => (e.HResult & 0xffff) is 11 or 35 or 32 or 33;

    // EROFS of Linux: the folder is part of a file system that is mounted without the right to write.
    private static bool IsReadOnly(IOException e) => (e.HResult & 0xffff) == 30;

    // The process of another client that wrote its number, and runs.
    private static int? OwnerIn(FileStream file)
    {
        Span<byte> text = stackalloc byte[MaxDigits];
        var length = file.ReadAtLeast(text, MaxDigits, throwOnEndOfStream: false);
        file.Position = 0;
        if (!int.TryParse(text[..length], NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var id)
            || id <= 1
            || id == Environment.ProcessId)
        {
            return null;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited ? null : id;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
