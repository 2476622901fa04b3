using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>No line of code is longer than .editorconfig says.</summary>
public sealed class LineLengthTests
{
    private const int MaxColumns = 140;

    /// <summary>Prose of Markdown is as wide as code; tables, commands and what a program printed are as wide as they are.</summary>
    [Fact]
    public void NoLineOfProseIsTooLong()
    {
        var documents = ((string[])["src", "tests", "bench", "docs"])
            .SelectMany(static part => Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));
        var prose = documents.SelectMany(static file => ProseOf(file).Select(line => (file, line.Number, line.Text))).ToList();
        Assert.InRange(prose.Count, 1_000, int.MaxValue);
        Assert.Empty(prose.Where(static line => line.Text.Length > MaxColumns).Select(static line => $"{line.file}:{line.Number}"));
    }

    private static IEnumerable<(int Number, string Text)> ProseOf(string document)
    {
        var isFenced = false;
        foreach (var (index, line) in File.ReadLines(document).Index())
        {
            isFenced ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isFenced && !line.StartsWith("    ", StringComparison.Ordinal) && !line.TrimStart().StartsWith('|'))
            {
                yield return (index + 1, line);
            }
        }
    }

    [Fact]
    public void NoLineIsTooLong()
    {
        var checkedLines = 0;
        var tooLong = new List<string>();
        foreach (var part in (string[])["src", "tests", "bench"])
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "*.cs", SearchOption.AllDirectories))
            {
                var path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
                if (path.Contains("/obj/", StringComparison.Ordinal) || path.Contains("/bin/", StringComparison.Ordinal))
                {
                    continue;
                }

                foreach (var (index, line) in File.ReadLines(file).Index())
                {
                    checkedLines++;
                    if (line.Length > MaxColumns)
                    {
                        tooLong.Add($"{path}:{index + 1} has {line.Length} columns");
                    }
                }
            }
        }

        Assert.InRange(checkedLines, 10_000, int.MaxValue);
        Assert.Empty(tooLong);
    }
}
