using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Consensoor.Spec.Config;

/// <summary>
/// Reads the top level of a configuration file as text: keys, scalar values or lists of flat mappings, lines. Bounded in length, keys and
/// depth. One plain document is read:
/// anchors, aliases, tags and merge keys are refused, since a reader that ignores them takes another value than the one who wrote them
/// meant.
/// </summary>
internal sealed class ConfigFile
{
    private const int MaxLength = 256 * 1024;
    private const int MaxKeys = 2048;
    private const int MaxDepth = 16;
    private const char ByteOrderMark = '\uFEFF';

    private readonly Parser _parser;
    private readonly string _text;
    private readonly Dictionary<string, ConfigValue> _values = new(StringComparer.Ordinal);

    private ConfigFile(string text)
    {
        _text = text;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a text, whose byte order mark counts for nothing; null and the error where it is not one plain mapping.</summary>
    public static IReadOnlyDictionary<string, ConfigValue>? TryRead(string text, out ConfigError? error)
    {
        if (text.Length > MaxLength)
        {
            error = new ConfigError(ConfigErrorKind.TooLarge, "", 1, $"{text.Length} characters, more than {MaxLength}");
            return null;
        }

        if (LoneSurrogate(text) is { } at)
        {
            var line = 1 + text.AsSpan(0, at).Count('\n');
            error = new ConfigError(ConfigErrorKind.Syntax, "", line, "half of a surrogate pair is no character");
            return null;
        }

        try
        {
            var file = new ConfigFile(text.TrimStart(ByteOrderMark));
            error = file.ReadTop() ?? file.ReadEnd();
            return error is null ? file._values : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The scanner throws more than YamlException on malformed text (InvalidOperationException, NullReferenceException), then
            // without a place.
            var line = Math.Max(1, (int)((exception as YamlException)?.Start.Line ?? 1));
            error = new ConfigError(ConfigErrorKind.Syntax, "", line, exception.Message);
            return null;
        }
    }

    private static int? LoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return i;
            }
        }

        return null;
    }

    private ConfigError? ReadTop()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _) || !_parser.TryConsume<MappingStart>(out var top))
        {
            return new ConfigError(ConfigErrorKind.NotAMapping, "", 1, "a configuration is a mapping of keys to values");
        }

        if (NotPlain(top) is { } decoration)
        {
            return new ConfigError(ConfigErrorKind.NotPlain, "", Line(top), decoration);
        }

        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadPair() is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private ConfigError? ReadEnd()
    {
        _parser.TryConsume<DocumentEnd>(out _);
        return _parser.TryConsume<DocumentStart>(out var second)
            ? new ConfigError(ConfigErrorKind.SeveralDocuments, "", Line(second), "a second document begins here; a configuration is one")
            : null;
    }

    private ConfigError? ReadPair()
    {
        if (_parser.Accept<AnchorAlias>(out var alias))
        {
            return new ConfigError(ConfigErrorKind.NotPlain, $"*{alias.Value}", Line(alias), NotPlain(alias)!);
        }

        if (!_parser.TryConsume<Scalar>(out var key))
        {
            return new ConfigError(ConfigErrorKind.NotAMapping, "", Line(_parser.Current), "a key is a plain text");
        }

        var line = Line(key);
        if (NotPlain(key) is { } decoration)
        {
            return new ConfigError(ConfigErrorKind.NotPlain, key.Value, line, decoration);
        }

        if (key.Value == "<<")
        {
            return new ConfigError(ConfigErrorKind.NotPlain, key.Value, line, "merge keys are not followed");
        }

        if (_values.Count == MaxKeys)
        {
            return new ConfigError(ConfigErrorKind.TooManyKeys, key.Value, line, $"more than {MaxKeys} keys");
        }

        if (ReadValue(key.Value, line, out var value) is { } error)
        {
            return error;
        }

        return _values.TryAdd(key.Value, value!)
            ? null
            : new ConfigError(ConfigErrorKind.DuplicateKey, key.Value, line, $"given twice, first in line {_values[key.Value].Line}");
    }

    private ConfigError? ReadValue(string key, int line, out ConfigValue? value)
    {
        value = null;
        var first = _parser.Current!;
        var rows = new ConfigRows(first is SequenceStart);
        var depth = 0;
        do
        {
            var current = _parser.Consume<ParsingEvent>();
            if (NotPlain(current) is { } decoration)
            {
                return new ConfigError(ConfigErrorKind.NotPlain, key, Line(current), decoration);
            }

            depth += current.NestingIncrease;
            if (depth > MaxDepth)
            {
                return new ConfigError(ConfigErrorKind.TooDeep, key, line, $"nested deeper than {MaxDepth}");
            }

            if (depth == 0 && current is Scalar scalar)
            {
                value = new ConfigValue(line, TextOf(scalar), null);
            }
            else if (depth == 0)
            {
                var start = (int)first.Start.Index;
                var end = Math.Min((int)current.End.Index, _text.Length);
                value = new ConfigValue(line, _text[start..Math.Max(start, end)].Trim(), rows.Result());
            }
            else
            {
                rows.Add(current, depth);
            }
        }
        while (value is null);
        return null;
    }

    /// <summary>Says what of a node a plain list of keys has no use for; null where there is nothing.</summary>
    private static string? NotPlain(ParsingEvent current) => current switch
    {
        AnchorAlias alias => $"the alias *{alias.Value} is not followed",
        NodeEvent { Anchor.IsEmpty: false } node => $"the anchor &{node.Anchor.Value} is of no use here",
        NodeEvent { Tag.IsEmpty: false } node => $"the tag {node.Tag.Value} is not followed",
        _ => null,
    };

    /// <summary>Gives the text of a scalar; a null of YAML's core schema, which is never quoted, is empty.</summary>
    internal static string TextOf(Scalar scalar) =>
        scalar is { Style: ScalarStyle.Plain, Value: "~" or "null" or "Null" or "NULL" } ? "" : scalar.Value;

    internal static int Line(ParsingEvent? current) => Math.Max(1, (int)(current?.Start.Line ?? 1));
}
