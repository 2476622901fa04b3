using Consensoor.Interop.Keys.Passwords;
using Consensoor.Interop.Storage;

namespace Consensoor.Interop.Keys.Keystores;

/// <summary>Reads keystores and their passwords from files, and writes both so that nobody else may read them.</summary>
public static class KeystoreFiles
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = Private | UnixFileMode.UserExecute;

    // EMFILE of Linux and macOS.
    private const int TooManyFiles = 24;

    /// <summary>Reads a keystore; null and the refusal where the file gives none.</summary>
    public static Keystore? ReadKeystore(string file, out KeystoreRefusal? refusal)
    {
        if (Read(file, KeystoreLimits.MaxFileBytes, out refusal) is not { } bytes)
        {
            return null;
        }

        var keystore = KeystoreJson.Read(bytes, out var problem);
        refusal = keystore is null ? new KeystoreRefusal(file, problem.Fault, problem.Reason) : null;
        return keystore;
    }

    /// <summary>Reads the password of a place; null and the refusal where there is none.</summary>
    public static KeystorePassword? ReadPassword(KeystorePlace place, out KeystoreRefusal? refusal)
    {
        if (place.Passwords.FirstOrDefault(File.Exists) is not { } file)
        {
            var where = place.Passwords.Count == 0 ? "" : $" (looked for {string.Join(", ", place.Passwords)})";
            refusal = new KeystoreRefusal(place.File, KeystoreFault.NoPassword, $"there is no file with its password{where}");
            return null;
        }

        return ReadPassword(file, out refusal);
    }

    /// <summary>Reads the password of a file; null and the refusal where there is none.</summary>
    public static KeystorePassword? ReadPassword(string file, out KeystoreRefusal? refusal)
    {
        if (Read(file, KeystorePassword.MaxBytes, out refusal) is not { } bytes)
        {
            refusal = refusal! with { Fault = KeystoreFault.NoPassword };
            return null;
        }

        var password = KeystorePassword.FromFile(bytes, out var problem);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(bytes);
        refusal = password is null ? new KeystoreRefusal(file, KeystoreFault.NoPassword, problem!) : null;
        return password;
    }

    /// <summary>
    /// Writes a file that is not there yet, whole or not at all and on disk, which its owner alone may read; the reason where that cannot
    /// be done.
    /// </summary>
    public static string? WritePrivate(string path, ReadOnlySpan<byte> bytes) => Path.Exists(path)
        ? $"{path}: is there already, and is not overwritten"
        : Write(path, bytes, isReplaced: false);

    /// <summary>
    /// Writes a file in place of a former one, whole or not at all and on disk, which its owner alone may read; the reason where that
    /// cannot be done.
    /// </summary>
    public static string? ReplacePrivate(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, isReplaced: true);

    /// <summary>Deletes a file, where it is there; the reason where that cannot be done.</summary>
    public static string? Delete(string path)
    {
        try
        {
            File.Delete(path);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return $"{path}: {Reason(e)}";
        }
    }

    /// <summary>Makes a folder that its owner alone may read, where none is there; the reason where that cannot be done.</summary>
    public static string? MakePrivateFolder(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, PrivateFolder);
            }

            return null;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return $"{path}: {Reason(e)}";
        }
    }

    /// <summary>Says whether an exception tells of files and not of the program.</summary>
    internal static bool IsOfFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or System.Security.SecurityException;

    /// <summary>Says what is wrong with a file, without its path.</summary>
    internal static string Reason(Exception e) => e switch
    {
        _ when (e.HResult & 0xffff) == TooManyFiles =>
            "this process may have no more files open, and the lock of each keystore is one: let it have more (ulimit -n), or set "
                + "consensoor.validators.keystores.lock = off",
        FileNotFoundException or DirectoryNotFoundException => "is not there",
        UnauthorizedAccessException => "may not be read or written",
        _ => e.Message.ReplaceLineEndings(" "),
    };

    private static string? Write(string path, ReadOnlySpan<byte> bytes, bool isReplaced)
    {
        try
        {
            // A name that begins with a dot is no keystore's: one that was cut off is never taken for whole.
            var draft = Path.Combine(Path.GetDirectoryName(path) ?? "", $".{Path.GetFileName(path)}.new");
            File.Delete(draft);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = Private;
            }

            using (var file = new FileStream(draft, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, isReplaced);
            return null;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return $"{path}: {Reason(e)}";
        }
    }

    private static byte[]? Read(string path, int limit, out KeystoreRefusal? refusal)
    {
        refusal = null;
        try
        {
            if (RegularFile.Problem(path) is { } problem)
            {
                refusal = new KeystoreRefusal(path, KeystoreFault.Unreadable, problem);
                return null;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var bytes = new byte[limit + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var content = length <= limit ? bytes[..length] : null;
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(bytes);
            if (content is not null)
            {
                return content;
            }

            refusal = new KeystoreRefusal(path, KeystoreFault.TooLarge, $"more than {limit} bytes");
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            refusal = new KeystoreRefusal(path, KeystoreFault.Unreadable, Reason(e));
        }

        return null;
    }
}
