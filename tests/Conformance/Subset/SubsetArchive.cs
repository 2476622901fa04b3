using System.Buffers;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Consensoor.Conformance.Cases;
using Snappier;

namespace Consensoor.Conformance.Subset;

/// <summary>
/// Packs cases into one file, tar in Brotli. Snappy files are kept decompressed in it, which more than halves its size, and compressed
/// again when unpacked.
/// </summary>
public static class SubsetArchive
{
    private const int BrotliQuality = 11;
    private const int BrotliWindow = 24;
    private const string SnappySuffix = ".ssz_snappy";

    /// <summary>Writes an archive of cases; returns its length in bytes.</summary>
    public static long Pack(IEnumerable<CasePath> cases, string file)
    {
        using var plain = new MemoryStream();
        using (var tar = new TarWriter(plain, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var path in cases)
            {
                foreach (var source in path.IsFile ? [path.FullName] : Directory.GetFiles(path.FullName)
                    .Order(StringComparer.Ordinal)
                    .Where(static name => Path.GetFileName(name) != "manifest.yaml"))
                {
                    var bytes = File.ReadAllBytes(source);
                    var name = path.IsFile ? path.Id + ".yaml" : $"{path.Id}/{Path.GetFileName(source)}";
                    tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
                    {
                        DataStream = new MemoryStream(
                            source.EndsWith(SnappySuffix, StringComparison.Ordinal) ? Snappy.DecompressToArray(bytes) : bytes),
                        ModificationTime = DateTimeOffset.UnixEpoch,
                    });
                }
            }
        }

        using var output = File.Create(file);
        Compress(plain.GetBuffer().AsSpan(0, (int)plain.Length), output);
        return output.Length;
    }

    /// <summary>
    /// Unpacks an archive once into a folder of its own below a folder for temporary files; returns that folder, a vectors root.
    /// </summary>
    public static string Unpack(string file)
    {
        var name = $"consensoor-vectors-{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)).AsSpan(0, 8))}";
        var target = Path.Combine(Path.GetTempPath(), name);
        if (Directory.Exists(target))
        {
            return target;
        }

        var draft = Directory.CreateTempSubdirectory(name).FullName;
        using (var tar = new TarReader(new BrotliStream(File.OpenRead(file), CompressionMode.Decompress)))
        {
            while (tar.GetNextEntry() is { } entry)
            {
                Write(entry, draft);
            }
        }

        try
        {
            Directory.Move(draft, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Another test process was faster; its copy is the same.
            Directory.Delete(draft, recursive: true);
        }

        return target;
    }

    private static void Write(TarEntry entry, string folder)
    {
        var full = Path.GetFullPath(Path.Combine(folder, entry.Name));
        if (!full.StartsWith(folder, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{entry.Name} lies outside the archive");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using var memory = new MemoryStream();
        entry.DataStream?.CopyTo(memory);
        File.WriteAllBytes(
            full, full.EndsWith(SnappySuffix, StringComparison.Ordinal) ? Snappy.CompressToArray(memory.ToArray()) : memory.ToArray());
    }

    private static void Compress(ReadOnlySpan<byte> input, Stream output)
    {
        using var encoder = new BrotliEncoder(BrotliQuality, BrotliWindow);
        var buffer = new byte[1 << 20];
        OperationStatus status;
        do
        {
            status = encoder.Compress(input, buffer, out var consumed, out var written, isFinalBlock: true);
            input = input[consumed..];
            output.Write(buffer, 0, written);
        }
        while (status == OperationStatus.DestinationTooSmall);
    }
}
