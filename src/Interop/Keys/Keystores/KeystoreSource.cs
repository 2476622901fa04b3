namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// Folders, or files, of keystores and of their passwords, and which password is whose: that of Teku (`A.json` and `A.txt`), of Lighthouse
/// (`KEY/voting-keystore.json` or `KEY/keystore-….json`, and `KEY`) and of Nimbus (`KEY/keystore.json` and `KEY`); or one file with the
/// password of all.
/// </summary>
public sealed record KeystoreSource(string Keystores, string Secrets)
{
    /// <summary>The most keystores of one folder.</summary>
    public const int MaxKeystores = 100_000;

    /// <summary>What a text must be to name sources.</summary>
    public const string Expected = "KEYSTORES:SECRETS, two folders or files; several are joined by commas";

    private const int MaxText = 16_384;
    private const int MaxEntries = 4 * MaxKeystores;
    private const int MaxDepth = 4;
    private const string Extension = ".json";

    // What deposit tools leave beside keystores.
    private const string DepositData = "deposit_data";

    /// <summary>Reads `KEYSTORES:SECRETS`, several joined by commas; false for a text that is none.</summary>
    public static bool TryParse(string text, out IReadOnlyList<KeystoreSource> sources)
    {
        var parts = text.Length > MaxText || text.Contains('\0', StringComparison.Ordinal) ? []
            : text.Split(',').Select(static pair => pair.Split(':')).ToArray();
        var isRight = parts.Length > 0 && parts.All(static pair => pair is [{ Length: > 0 }, { Length: > 0 }]);
        sources = isRight ? [.. parts.Select(static pair => new KeystoreSource(pair[0], pair[1]))] : [];
        return isRight;
    }

    /// <summary>
    /// Finds the keystores, in the order of their paths; null and the reason where the folder is not there, cannot be read, or has more
    /// than <see cref="MaxKeystores"/>.
    /// </summary>
    public IReadOnlyList<KeystorePlace>? Find(out KeystoreRefusal? problem)
    {
        problem = null;
        try
        {
            if (File.Exists(Keystores))
            {
                return [new KeystorePlace(Keystores, PasswordsOf(Path.GetFileName(Keystores)))];
            }

            if (!Directory.Exists(Keystores))
            {
                problem = new KeystoreRefusal(Keystores, KeystoreFault.Unreadable, "is not there");
                return null;
            }

            var found = new List<KeystorePlace>();
            var seen = 0;
            if (Walk("", 0, ref seen, found))
            {
                return [.. found.OrderBy(static place => place.File, StringComparer.Ordinal)];
            }

            problem = new KeystoreRefusal(
                Keystores, KeystoreFault.TooLarge, $"has more than {MaxKeystores} keystores, or {MaxEntries} files in all");
        }
        catch (Exception e) when (KeystoreFiles.IsOfFiles(e))
        {
            problem = new KeystoreRefusal(Keystores, KeystoreFault.Unreadable, KeystoreFiles.Reason(e));
        }

        return null;
    }

    private bool Walk(string below, int depth, ref int seen, List<KeystorePlace> found)
    {
        var folder = new DirectoryInfo(Path.Combine(Keystores, below));
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (++seen > MaxEntries || found.Count > MaxKeystores)
            {
                return false;
            }

            var name = Path.Combine(below, entry.Name);
            var isHidden = entry.Name.StartsWith('.');
            if (entry is DirectoryInfo)
            {
                if (!isHidden && depth < MaxDepth && !Walk(name, depth + 1, ref seen, found))
                {
                    return false;
                }
            }
            else if (!isHidden && entry.Name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)
                && !entry.Name.StartsWith(DepositData, StringComparison.Ordinal))
            {
                found.Add(new KeystorePlace(Path.Combine(Keystores, name), PasswordsOf(name)));
            }
        }

        return true;
    }

    private IReadOnlyList<string> PasswordsOf(string name)
    {
        if (File.Exists(Secrets))
        {
            return [Secrets];
        }

        var stem = Path.ChangeExtension(name, null);
        string[] own = [stem + ".txt", stem];
        string[] ofFolder = Path.GetDirectoryName(name) is { Length: > 0 } folder ? [folder, folder + ".txt"] : [];
        return [.. own.Concat(ofFolder).Select(path => Path.Combine(Secrets, path))];
    }
}
