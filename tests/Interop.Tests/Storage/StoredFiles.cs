namespace Consensoor.Interop.Tests.Storage;

/// <summary>The bytes of all files below a folder, as they are at a moment.</summary>
internal sealed class StoredFiles(IReadOnlyDictionary<string, byte[]> files)
{
    private const int Sector = 512;

    /// <summary>The files by their path below the folder.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => files;

    /// <summary>Reads the files of a folder, which a process may have open.</summary>
    public static StoredFiles Of(string folder) => new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file), Read));

    /// <summary>
    /// What is left where the power went between this moment, at which all was on disk, and a later one: of each sector that has changed
    /// either form, and any length between.
    /// </summary>
    public StoredFiles CutBefore(StoredFiles later, Random random)
    {
        var left = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, now) in later.Files)
        {
            var before = files.GetValueOrDefault(name, []);
            var least = Math.Min(before.Length, now.Length);
            var bytes = new byte[random.Next(least, Math.Max(before.Length, now.Length) + 1)];
            for (var at = 0; at < bytes.Length; at += Sector)
            {
                var from = random.Next(3) == 0 ? before : now;
                if (at < from.Length)
                {
                    from.AsSpan(at, Math.Min(Sector, Math.Min(from.Length, bytes.Length) - at)).CopyTo(bytes.AsSpan(at));
                }
            }

            left.Add(name, bytes);
        }

        return new StoredFiles(left);
    }

    /// <summary>The files with so many bits flipped at random places.</summary>
    public StoredFiles Flipped(int bits, Random random)
    {
        var left = files.ToDictionary(static file => file.Key, static file => file.Value.ToArray());
        byte[][] some = [.. left.Values.Where(static bytes => bytes.Length > 0)];
        for (var i = 0; i < bits; i++)
        {
            var place = random.NextInt64(some.Sum(static bytes => (long)bytes.Length));
            foreach (var bytes in some)
            {
                if (place < bytes.Length)
                {
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                }

                place -= bytes.Length;
            }
        }

        return new StoredFiles(left);
    }

    /// <summary>Writes the files into a new folder, and gives it.</summary>
    public string Write(TemporaryFolder folder)
    {
        var path = folder.File(Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(path);
        foreach (var (name, bytes) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(path, name))!);
            File.WriteAllBytes(Path.Combine(path, name), bytes);
        }

        return path;
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
