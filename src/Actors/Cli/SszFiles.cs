using System.Text;
using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;
using Consensoor.Spec.State;
using Snappier;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Reads and writes values in files as SSZ, SSZ in raw snappy, or the Beacon API's JSON, and says what a file is that holds none.
/// </summary>
internal static class SszFiles
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>
    /// Gives the most bytes of a file of a type: mainnet's state has 300 MB and its JSON three times as many; everything else is sent in a
    /// message of at most 10 MiB (`MAX_PAYLOAD_SIZE`), or is less.
    /// </summary>
    public static long LimitOf(string type) => type == nameof(BeaconState) ? 1L << 30 : 64L << 20;

    /// <summary>Gives the form that a file's name tells.</summary>
    public static SszFormat FormatOf(string path) => path switch
    {
        _ when path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => SszFormat.Json,
        _ when path.EndsWith(".ssz_snappy", StringComparison.OrdinalIgnoreCase) => SszFormat.SszSnappy,
        _ => SszFormat.Ssz,
    };

    /// <summary>
    /// Gives the plain content of a file that holds a value of a type, decompressed where its name says so; null and the reason otherwise,
    /// also where it is larger than the type can sensibly be (<see cref="LimitOf"/>).
    /// </summary>
    public static byte[]? ReadContent(string path, string type, out string? error)
    {
        var limit = LimitOf(type);
        var bytes = CliFiles.Read(path, limit, out error);
        return bytes is null || FormatOf(path) != SszFormat.SszSnappy ? bytes : CliFiles.Decompress(path, bytes, limit, out error);
    }

    /// <summary>Reads a value of a type and fork; null and the reason otherwise.</summary>
    public static T? Read<T>(string path, ChainSpec spec, ForkName fork, out string? error)
        where T : class, ISszType<T> =>
        ReadContent(path, typeof(T).Name, out error) is { } content
            ? (T?)Decode(path, content, SszObjectCodec.Of<T>(), typeof(T).Name, spec, fork, out error)
            : null;

    /// <summary>Reads a value of a type and fork from a file's content; null and the reason otherwise.</summary>
    public static object? Decode(
        string path, byte[] content, SszObjectCodec codec, string type, ChainSpec spec, ForkName fork, out string? error)
    {
        var context = spec.Ssz(fork);
        if (FormatOf(path) == SszFormat.Json)
        {
            return DecodeJson(path, content, codec, type, context, out error);
        }

        if (codec.TryDecode(content, context, out var value, out var sszError))
        {
            error = null;
            return value;
        }

        error = $"{path}: no {type} of {fork.Text()} ({spec.Preset.Name} preset): {sszError}{Guess(content, codec, type, spec, fork)}";
        return null;
    }

    /// <summary>
    /// Reads the JSON value of a file, without the envelope that the Beacon API puts around it; the reason that reading gives, or that it
    /// is no JSON, as also a name or text with half of a surrogate pair.
    /// </summary>
    public static string? ReadJson(string path, byte[] content, Func<JsonElement, string?> read)
    {
        try
        {
            using var json = JsonDocument.Parse(content, Strict);
            return read(Payload(json.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"{path}: no JSON: {e.Message}{(e is JsonException ? FileKind.Aside(content) : "")}";
        }
    }

    // What stands below "data" in an answer of the Beacon API, or the value itself.
    private static JsonElement Payload(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data)
        && root
            .EnumerateObject()
            .All(static property => property.Name is "data" or "version" or "execution_optimistic" or "finalized" or "dependent_root")
            ? data
            : root;

    /// <summary>Writes a value in the form that a file's name tells.</summary>
    public static byte[] Encode(string path, SszObjectCodec codec, object value, SszContext context) => FormatOf(path) switch
    {
        SszFormat.Json => Json(codec, value, context),
        SszFormat.SszSnappy => Snappy.CompressToArray(codec.Encode(value, context)),
        _ => codec.Encode(value, context),
    };

    /// <summary>Writes a value as indented JSON with a line feed at the end.</summary>
    public static byte[] Json(SszObjectCodec codec, object value, SszContext context)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            codec.WriteJson(writer, value, context);
        }

        output.WriteByte((byte)'\n');
        return output.ToArray();
    }

    private static object? DecodeJson(string path, byte[] content, SszObjectCodec codec, string type, SszContext context, out string? error)
    {
        object? value = null;
        error = ReadJson(path, content, json =>
        {
            var failure = default(SszFailure);
            return codec.TryReadJson(json, context, out value, ref failure)
                ? null
                : $"{path}: no {type} of {context.Fork.Text()} in JSON: {failure.ToError()}";
        });
        return error is null ? value : null;
    }

    // The same type of another fork or preset, else what the bytes give away.
    private static string Guess(byte[] content, SszObjectCodec codec, string type, ChainSpec spec, ForkName fork)
    {
        foreach (var preset in new[] { spec.Preset, spec.Preset == Preset.Mainnet ? Preset.Minimal : Preset.Mainnet })
        {
            var other = preset == spec.Preset ? spec : Networks.Find(preset.Name)!;
            foreach (
                var candidate in ForkNames.All.Where(
                    name => SszTypes.Find(type, name) is not null && (name != fork || preset != spec.Preset)))
            {
                if (codec.TryDecode(content, other.Ssz(candidate), out _, out _))
                {
                    return $"; this looks like the SSZ of {type} of {candidate.Text()} ({preset.Name} preset)";
                }
            }
        }

        return FileKind.Aside(content);
    }
}
