namespace Consensoor.Conformance.Report;

/// <summary>Where a table is written: a file of its own, or the part of a text between the markers, whose headings then go one level down.</summary>
public static class TableFile
{
    private const string Begin = "<!-- conformance -->";
    private const string End = "<!-- /conformance -->";

    /// <summary>Writes the table; a file that has both markers keeps the text around them.</summary>
    public static void Write(string file, string markdown)
    {
        var text = File.Exists(file) ? File.ReadAllText(file) : "";
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            File.WriteAllText(file, markdown);
            return;
        }

        var body = markdown[(markdown.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].Replace("\n## ", "\n### ");
        File.WriteAllText(file, $"{text[..begin]}{Begin}\n{body}{text[end..]}");
    }
}
