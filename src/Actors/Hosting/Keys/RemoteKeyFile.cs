using System.Buffers;
using System.Text.Json;
using Consensoor.Actors.Cli;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Remote;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>
/// The keys of signers elsewhere that were imported at run time, in a file of the data directory: a list of objects with `pubkey` and
/// `url`.
/// </summary>
internal static class RemoteKeyFile
{
    private const string Name = "remote-keys.json";
    private const int MaxFileBytes = 64 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>
    /// Reads what was imported into a data directory; throws <see cref="NodeStartException"/> where the file of it is none.
    /// </summary>
    public static IReadOnlyList<(BLSPubkey Pubkey, Uri Url)> Read(string dataDir)
    {
        var path = PathIn(dataDir);
        if (!Path.Exists(path))
        {
            return [];
        }

        var bytes = CliFiles.Read(path, MaxFileBytes, out var problem) ?? throw new NodeStartException(problem!);
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var keys = document.RootElement.EnumerateArray().Take(RemoteSigner.MaxKeys + 1).Select(Key).ToList();
            return keys.Count > RemoteSigner.MaxKeys || keys.DistinctBy(static key => key.Pubkey).Count() != keys.Count
                ? throw new NodeStartException($"{path}: a key stands there twice, or more than {RemoteSigner.MaxKeys} do")
                : keys;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new NodeStartException($"{path}: is no list of keys and URLs ({e.Message})");
        }
    }

    /// <summary>
    /// Writes what is imported, whole or not at all; the reason where that cannot be done, or where <see cref="Read"/> would refuse it.
    /// </summary>
    public static string? Write(string dataDir, IEnumerable<(BLSPubkey Pubkey, Uri Url)> keys)
    {
        var written = 0;
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var (pubkey, url) in keys)
            {
                if (++written > RemoteSigner.MaxKeys || json.BytesCommitted + json.BytesPending > MaxFileBytes)
                {
                    return $"there would be more than {RemoteSigner.MaxKeys} imported remote keys, or {MaxFileBytes} bytes of them";
                }

                json.WriteStartObject();
                json.WriteString("pubkey", pubkey.ToString());
                json.WriteString("url", url.AbsoluteUri);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (buffer.WrittenCount > MaxFileBytes)
        {
            return $"there would be more than {MaxFileBytes} bytes of imported remote keys";
        }

        var path = PathIn(dataDir);
        return KeystoreFiles.MakePrivateFolder(Path.GetDirectoryName(path)!) ?? KeystoreFiles.ReplacePrivate(path, buffer.WrittenSpan);
    }

    private static string PathIn(string dataDir) => Path.Combine(dataDir, KeyFolder.InDataDirectory, Name);

    private static (BLSPubkey Pubkey, Uri Url) Key(JsonElement item)
    {
        var (pubkey, url) = (item.GetProperty("pubkey").GetString(), item.GetProperty("url").GetString());
        return BLSPubkey.TryParse(pubkey ?? "", out var key) && KeyOptions.TryUrl(url ?? "", out var at)
            ? (key, at!)
            : throw new FormatException("a key or a URL is none");
    }
}
