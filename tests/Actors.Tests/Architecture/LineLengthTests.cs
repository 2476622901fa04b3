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
        var documents = Repository.Files(".md", "src", "tests", "bench", "docs").Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));
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
        foreach (var file in Repository.Files(".cs", "src", "tests", "bench"))
        {
            foreach (var (index, line) in File.ReadLines(file).Index())
            {
                checkedLines++;
                if (line.Length > MaxColumns)
                {
                    tooLong.Add($"{Path.GetRelativePath(Repository.Root, file)}:{index + 1} has {line.Length} columns");
                }
            }
        }

        Assert.InRange(checkedLines, 10_000, int.MaxValue);
        Assert.Empty(tooLong);
    }
}
