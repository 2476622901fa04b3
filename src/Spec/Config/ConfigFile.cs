using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Consensoor.Spec.Config;

/// <summary>The top level of a configuration file as text: keys, scalar values or lists of flat mappings, lines. Bounded in length, keys and depth; aliases and tags are not followed.</summary>
internal sealed class ConfigFile
{
    private const int MaxLength = 256 * 1024;
    private const int MaxKeys = 2048;
    private const int MaxDepth = 16;

    private readonly Parser _parser;
    private readonly string _text;
    private readonly Dictionary<string, ConfigValue> _values = new(StringComparer.Ordinal);

    private ConfigFile(string text)
    {
        _text = text;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a text; null and the error where it is not one mapping.</summary>
    public static IReadOnlyDictionary<string, ConfigValue>? TryRead(string text, out ConfigError? error)
    {
        if (text.Length > MaxLength)
        {
            error = new ConfigError(ConfigErrorKind.TooLarge, "", 1, $"{text.Length} characters, more than {MaxLength}");
            return null;
        }

        try
        {
            var file = new ConfigFile(text);
            error = file.ReadTop();
            return error is null ? file._values : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The scanner throws more than YamlException on malformed text (InvalidOperationException, NullReferenceException), then without a place.
            error = new ConfigError(ConfigErrorKind.Syntax, "", (int)((exception as YamlException)?.Start.Line ?? 1), exception.Message);
            return null;
        }
    }

    private ConfigError? ReadTop()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _) || !_parser.TryConsume<MappingStart>(out _))
        {
            return new ConfigError(ConfigErrorKind.NotAMapping, "", 1, "a configuration is a mapping of keys to values");
        }

        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                return new ConfigError(ConfigErrorKind.NotAMapping, "", Line(_parser.Current), "a key is a plain text");
            }

            var line = (int)key.Start.Line;
            if (_values.Count == MaxKeys)
            {
                return new ConfigError(ConfigErrorKind.TooManyKeys, key.Value, line, $"more than {MaxKeys} keys");
            }

            var value = ReadValue(line);
            if (value is null)
            {
                return new ConfigError(ConfigErrorKind.TooDeep, key.Value, line, $"nested deeper than {MaxDepth}");
            }

            if (!_values.TryAdd(key.Value, value))
            {
                return new ConfigError(ConfigErrorKind.DuplicateKey, key.Value, line, "given twice");
            }
        }

        return null;
    }

    private ConfigValue? ReadValue(int line)
    {
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new ConfigValue(line, scalar.Value, null);
        }

        var start = (int)_parser.Current!.Start.Index;
        var rows = _parser.Accept<SequenceStart>(out _) ? new List<IReadOnlyDictionary<string, string>>() : null;
        Dictionary<string, string>? row = null;
        string? name = null;
        var depth = 0;
        var flat = rows is not null;
        do
        {
            var current = _parser.Consume<ParsingEvent>();
            depth += current.NestingIncrease;
            if (depth > MaxDepth)
            {
                return null;
            }

            switch (current)
            {
                case MappingStart when depth == 2:
                    row = new Dictionary<string, string>(StringComparer.Ordinal);
                    break;
                case MappingEnd when depth == 1 && row is not null:
                    rows?.Add(row);
                    row = null;
                    break;
                case Scalar text when depth == 2 && row is not null && name is null:
                    name = text.Value;
                    break;
                case Scalar text when depth == 2 && row is not null:
                    flat &= row.TryAdd(name!, text.Value);
                    name = null;
                    break;
                case SequenceStart when depth == 1:
                case SequenceEnd when depth == 0:
                    break;
                default:
                    flat = false;
                    break;
            }

            if (depth == 0)
            {
                var end = Math.Min((int)current.End.Index, _text.Length);
                return new ConfigValue(line, _text[start..Math.Max(start, end)].Trim(), flat ? rows : null);
            }
        }
        while (true);
    }

    private static int Line(ParsingEvent? current) => (int)(current?.Start.Line ?? 1);
}
