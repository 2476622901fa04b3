using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Consensoor.Actors.Tests.Reporting.Figures;

/// <summary>
/// Reads Prometheus' text format 0.0.4 strictly: what a scraper may refuse, or reads otherwise than it is meant, is a
/// <see cref="FormatException"/> with its line.
/// </summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);

    private Exposition()
    {
    }

    /// <summary>The families, by name.</summary>
    public IReadOnlyDictionary<string, Family> Families => _families;

    public static Exposition Parse(string text)
    {
        if (!text.EndsWith('\n') || text.Contains('\r'))
        {
            throw new FormatException("each line ends with a line feed alone");
        }

        var parsed = new Exposition();
        Family? family = null;
        foreach (var (index, line) in text.Split('\n')[..^1].Index())
        {
            try
            {
                family = parsed.Line(line, family);
            }
            catch (FormatException e)
            {
                throw new FormatException($"line {index + 1}, {e.Message}: {line}");
            }
        }

        foreach (var one in parsed._families.Values)
        {
            one.Check();
        }

        return parsed;
    }

    private Family? Line(string line, Family? family)
    {
        if (line.StartsWith("# HELP ", StringComparison.Ordinal))
        {
            var parts = line["# HELP ".Length..].Split(' ', 2);
            if (!NameForm().IsMatch(parts[0]) || parts.Length < 2 || parts[1].Trim().Length == 0)
            {
                throw new FormatException("no name with a help text");
            }

            var begun = new Family(parts[0], parts[1]);
            return _families.TryAdd(parts[0], begun) ? begun : throw new FormatException("a family is there twice");
        }

        if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            var parts = line["# TYPE ".Length..].Split(' ');
            if (parts.Length != 2 || parts[0] != family?.Name || family.Type.Length > 0 || family.Samples.Count > 0)
            {
                throw new FormatException("a type stands behind the help of its family");
            }

            family.Type = parts[1] is "counter" or "gauge" or "histogram" or "summary" ? parts[1] : throw new FormatException("no type");
            return family;
        }

        if (line.StartsWith('#') || family is null || family.Type.Length == 0)
        {
            throw new FormatException("a sample has help and type before it");
        }

        family.Add(SampleOf(line));
        return family;
    }

    private static Sample SampleOf(string line)
    {
        var at = line.AsSpan().IndexOfAny('{', ' ');
        if (at <= 0 || !NameForm().IsMatch(line[..at]))
        {
            throw new FormatException("no name");
        }

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var rest = line[at..];
        if (rest[0] == '{')
        {
            var position = 1;
            while (rest[position] != '}')
            {
                var equals = rest.IndexOf('=', position);
                var label = rest[position..equals];
                if (!LabelForm().IsMatch(label) || rest[equals + 1] != '"')
                {
                    throw new FormatException("no label");
                }

                var value = new StringBuilder();
                for (position = equals + 2; rest[position] != '"'; position++)
                {
                    value.Append(rest[position] != '\\' ? rest[position] : rest[++position] switch
                    {
                        '\\' => '\\',
                        '"' => '"',
                        'n' => '\n',
                        _ => throw new FormatException("no escape"),
                    });
                }

                if (!labels.TryAdd(label, value.ToString()))
                {
                    throw new FormatException("a label is there twice");
                }

                position++;
                position += rest[position] == ',' ? 1 : rest[position] == '}' ? 0 : throw new FormatException("no comma");
            }

            rest = rest[(position + 1)..];
        }

        if (!rest.StartsWith(' ') || rest[1..].Contains(' '))
        {
            throw new FormatException("one value, and no time");
        }

        var number = rest[1..] switch
        {
            "+Inf" => double.PositiveInfinity,
            "NaN" => double.NaN,
            var text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        return new Sample(line[..at], labels, number);
    }

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex NameForm();

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$")]
    private static partial Regex LabelForm();

    /// <summary>One line with a value.</summary>
    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
    {
        /// <summary>Its name and labels in one text.</summary>
        public string Key { get; } = Name + "{" + string.Join(",", Labels.Select(static label => $"{label.Key}={label.Value}")) + "}";
    }

    /// <summary>The names of labels that samples have, but for a histogram's own.</summary>
    internal static IReadOnlyCollection<string> LabelsOf(IEnumerable<Sample> samples) => samples
        .SelectMany(static sample => sample.Labels.Keys)
        .Where(static label => label != "le")
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>All samples of a name.</summary>
    internal sealed class Family(string name, string help)
    {
        private readonly Dictionary<string, Sample> _samples = new(StringComparer.Ordinal);

        public string Name => name;

        public string Help => help;

        public string Type { get; set; } = "";

        public IReadOnlyCollection<Sample> Samples => _samples.Values;

        /// <summary>The names of labels that samples have, but for a histogram's own.</summary>
        public IReadOnlyCollection<string> Labels => LabelsOf(Samples);

        public double? ValueOf(string key) => _samples.TryGetValue(key, out var sample) ? sample.Value : null;

        public void Add(Sample sample)
        {
            var ending = sample.Name.StartsWith(name, StringComparison.Ordinal) ? sample.Name[name.Length..] : "?";
            var fits = Type == "histogram" ? ending is "_bucket" or "_sum" or "_count" : Type == "summary" || ending.Length == 0;
            if (!fits || (ending == "_bucket") != sample.Labels.ContainsKey("le") || !_samples.TryAdd(sample.Key, sample))
            {
                throw new FormatException("a sample that is not of its family, or there twice");
            }
        }

        public void Check()
        {
            if (Type.Length == 0)
            {
                throw new FormatException($"{name} has no type");
            }

            if (Type == "counter" && Samples.Any(static sample => !(sample.Value >= 0)))
            {
                throw new FormatException($"the counter {name} is below zero");
            }

            if (Type != "histogram")
            {
                return;
            }

            foreach (var one in Samples.Where(static sample => sample.Labels.ContainsKey("le"))
                .GroupBy(static sample => string.Join(",", sample.Labels.Where(static label => label.Key != "le"))))
            {
                var buckets = one.Select(static sample => (
                    Bound: sample.Labels["le"] == "+Inf"
                        ? double.PositiveInfinity
                        : double.Parse(sample.Labels["le"], CultureInfo.InvariantCulture),
                    sample.Value)).ToList();
                var isRising = buckets.Zip(buckets.Skip(1)).All(static pair =>
                    pair.First.Bound < pair.Second.Bound && pair.First.Value <= pair.Second.Value);
                var total = Samples.Single(sample => sample.Name == $"{name}_count"
                    && string.Join(",", sample.Labels) == one.Key);
                if (!isRising || buckets[^1] != (double.PositiveInfinity, total.Value))
                {
                    throw new FormatException($"the histogram {name} does not add up");
                }
            }
        }
    }
}
