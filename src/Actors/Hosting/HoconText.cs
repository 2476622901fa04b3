using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Consensoor.Actors.Hosting;

/// <summary>Reads files of HOCON, at most 1 MiB each, and gives what they set by path.</summary>
internal static class HoconText
{
    private const long MaxFileBytes = 1 << 20;

    /// <summary>Gives a file's text; throws <see cref="NodeStartException"/> where it cannot be read.</summary>
    public static string Read(string file)
    {
        if (Cli.CliFiles.Read(file, MaxFileBytes, out var error) is not { } bytes)
        {
            throw new NodeStartException(error!);
        }

        return System.Text.Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
    }

    /// <summary>
    /// Parses a file's text, once its brackets match: the parser does not come to an end of some that do not. Throws
    /// <see cref="NodeStartException"/> where it is none.
    /// </summary>
    public static Config Parse(string file, string text, out IReadOnlyDictionary<string, int> lines)
    {
        lines = HoconLines.Of(text, out var wrong);
        if (wrong is not null)
        {
            throw new NodeStartException($"{file}:{wrong}");
        }

        try
        {
            return ConfigurationFactory.ParseString(text);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser has no type of its own for what it does not understand.
            throw new NodeStartException($"{file} is not HOCON: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>
    /// Gives the settings of `consensoor.run` in a file, a list joined by commas, with file and line; none where the file is refused, which
    /// whoever reads all of it says.
    /// </summary>
    public static IReadOnlyDictionary<string, HoconEntry> RunSettingsIn(string file)
    {
        try
        {
            var text = Read(file);
            var config = Parse(file, text, out var lines);
            return Leaves(config).Where(static leaf => RunSettings.IsOne(leaf.Key)).ToDictionary(
                static leaf => leaf.Key,
                leaf => new HoconEntry(leaf.Key, leaf.Value, lines.TryGetValue(leaf.Key, out var line) ? $"{file}:{line}" : file));
        }
        catch (NodeStartException)
        {
            return new Dictionary<string, HoconEntry>();
        }
    }

    /// <summary>Gives every value of a configuration by its path.</summary>
    public static Dictionary<string, string> Leaves(Config config)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!config.IsEmpty)
        {
            Collect(leaves, "", config.Root);
        }

        return leaves;
    }

    private static void Collect(Dictionary<string, string> leaves, string path, HoconValue value)
    {
        if (value.IsObject())
        {
            foreach (var (key, item) in value.GetObject().Items)
            {
                Collect(leaves, path.Length == 0 ? key : $"{path}.{key}", item);
            }
        }
        else if (RunSettings.IsOne(path) && value.Values.Exists(static part => part is HoconArray))
        {
            // An empty one says of itself that it is none.
            leaves[path] = string.Join(',', value.GetArray().Select(static item => item.GetString()));
        }
        else
        {
            leaves[path] = value.IsString() ? value.GetString() : value.ToString().Trim();
        }
    }
}
