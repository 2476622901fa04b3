using System.Text.RegularExpressions;

namespace Consensoor.Conformance.SpecRefs;

/// <summary>
/// Reads what the specification defines out of its documents: `def` and `class` of the Python blocks, the rows of its tables of names
/// and values, and the topics of gossip.
/// </summary>
public static partial class SpecDocuments
{
    /// <summary>The forks in their order.</summary>
    public static IReadOnlyList<string> Forks { get; } =
        ["phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu", "gloas", "heze"];

    /// <summary>
    /// All items below a folder that has one folder a fork (`specs/`), in order of fork, document and appearance. A document that defines a
    /// name more than once gives one item, with the hash of all that it says.
    /// </summary>
    public static IReadOnlyList<SpecItem> Read(string specs) =>
        [.. Files(specs).SelectMany(static file => Items(file.Fork, file.Document, file.Text))];

    /// <summary>The items of one document.</summary>
    public static IEnumerable<SpecItem> Items(string fork, string document, string text) =>
        Definitions(text)
            .GroupBy(static found => (found.Kind, found.Name), static found => found.Text)
            .Select(group => new SpecItem(fork, document, group.Key.Kind, group.Key.Name, SpecText.Hash(string.Join('\n', group))));

    /// <summary>What the documents say is gone, in their order.</summary>
    public static IReadOnlyList<SpecRemoval> Removals(string specs) =>
        [.. Files(specs).SelectMany(static file => Removals(file.Fork, file.Document, file.Text))];

    /// <summary>The fields of all containers and dataclasses, in order of the documents.</summary>
    public static IReadOnlyList<SpecField> Fields(string specs) =>
    [
        .. from file in Files(specs)
           from Match block in PythonBlock().Matches(file.Text)
           from Match definition in Definition().Matches(block.Groups[1].Value)
           where KindOf(definition) is SpecItemKind.Container or SpecItemKind.Dataclass
           from Match field in Field().Matches(definition.Value)
           select new SpecField(definition.Groups["name"].Value, field.Groups[1].Value, field.Groups[2].Value),
    ];

    private static IEnumerable<(string Fork, string Document, string Text)> Files(string specs) =>
        from fork in Forks
        let root = Path.Combine(specs, fork)
        from file in Directory.EnumerateFiles(root, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        select (fork, Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText(file).ReplaceLineEndings("\n"));

    private static IEnumerable<(SpecItemKind Kind, string Name, string Text)> Definitions(string text)
    {
        foreach (Match block in PythonBlock().Matches(text))
        {
            foreach (Match definition in Definition().Matches(block.Groups[1].Value))
            {
                yield return (KindOf(definition), definition.Groups["name"].Value, SpecText.OfCode(definition.Value));
            }
        }

        foreach (Match topic in TopicSection().Matches(GossipDomain().Match(Code().Replace(text, "    ")).Value))
        {
            yield return (SpecItemKind.Topic, topic.Groups[1].Value, SpecText.OfProse(topic.Groups[2].Value));
        }

        var section = default(SpecItemKind?);
        var isTable = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                section = SectionKind(line) ?? (line.StartsWith("## ", StringComparison.Ordinal) ? null : section);
            }

            isTable = line.StartsWith('|') && (isTable || ValueTable().IsMatch(line));
            if (isTable && TableName().Match(line) is { Success: true } row)
            {
                var kind = section ?? throw new InvalidDataException($"{row.Groups[1]} stands in no section of values");
                yield return (kind, row.Groups[1].Value, SpecText.OfRow(line));
            }
        }
    }

    private static IEnumerable<SpecRemoval> Removals(string fork, string document, string text)
    {
        foreach (Match heading in RemovedHeading().Matches(text))
        {
            yield return new SpecRemoval(fork, document, heading.Groups[1].Value, null);
        }

        foreach (Match block in PythonBlock().Matches(text))
        {
            foreach (Match definition in Definition().Matches(block.Groups[1].Value))
            {
                foreach (Match removed in RemovedComment().Matches(definition.Value))
                {
                    yield return new SpecRemoval(fork, document, removed.Groups[1].Value, definition.Groups["name"].Value);
                }
            }
        }
    }

    private static SpecItemKind KindOf(Match definition) => definition switch
    {
        _ when definition.Groups["word"].Value == "def" => SpecItemKind.Function,
        _ when definition.Groups["base"].Value is var of && of.EndsWith("Container", StringComparison.Ordinal) => SpecItemKind.Container,
        _ => definition.Groups["base"].Value.Length > 0 ? SpecItemKind.Type : SpecItemKind.Dataclass,
    };

    private static SpecItemKind? SectionKind(string heading) => heading.TrimStart('#').Trim() switch
    {
        "Constants" => SpecItemKind.Constant,
        "Presets" => SpecItemKind.Preset,
        "Configs" => SpecItemKind.Config,
        _ => null,
    };

    [GeneratedRegex(@"^```python\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex PythonBlock();

    // The lines of blocks of code, whose comments are no headings.
    [GeneratedRegex(@"(?<=^```python\n(?:(?!```).*\n)*)^(?!```)", RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#{2,3} The gossip domain.*\n(?:(?!#{2,3} The Req/Resp domain).*\n)*", RegexOptions.Multiline)]
    private static partial Regex GossipDomain();

    [GeneratedRegex(@"^#{4,6} (?:New |Modified )?`([a-z_]+?)(?:_\{subnet_id\})?`.*\n((?:(?!#).*\n)*)", RegexOptions.Multiline)]
    private static partial Regex TopicSection();

    // A definition ends where the next line begins that is neither indented nor a closing bracket.
    [GeneratedRegex(
        @"^(?:@.*\n)?(?<word>def|class) (?<name>\w+)(?:\((?<base>\w+)?)?.*\n?(?:(?:[ \t)\]].*)?(?:\n|\z))*",
        RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"^ +(\w+): (\w+) *(?:#.*)?$", RegexOptions.Multiline)]
    private static partial Regex Field();

    [GeneratedRegex(@"^\| *Name *\| *Value *\|")]
    private static partial Regex ValueTable();

    [GeneratedRegex(@"^\| *`([A-Z][A-Z0-9_]+)` *\|")]
    private static partial Regex TableName();

    [GeneratedRegex(@"^#+ (?:Removed|Deprecated) `([^`]+?)(?:_\{subnet_id\})?`", RegexOptions.Multiline)]
    private static partial Regex RemovedHeading();

    [GeneratedRegex(@"# Removed `([^`]+)`")]
    private static partial Regex RemovedComment();
}
