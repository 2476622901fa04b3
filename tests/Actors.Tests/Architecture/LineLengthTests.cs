using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>No line of code is longer than .editorconfig says.</summary>
public sealed class LineLengthTests
{
    private const int MaxColumns = 140;

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
