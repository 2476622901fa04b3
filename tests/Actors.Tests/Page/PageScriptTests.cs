using System.Diagnostics;
using Consensoor.Actors.Page;
using Consensoor.Actors.Tests.Architecture;
using Xunit;

namespace Consensoor.Actors.Tests.Page;

/// <summary>The pure scripts of the page, tested by node's own runner (`Scripts/*.test.mjs`), and rules for all of them.</summary>
public sealed class PageScriptTests
{
    private static readonly string Files = Path.Combine(Repository.Root, "src", "Actors", "Page", "Files");

    [NodeFact]
    public async Task LayoutScaleAndTreeOfActorsHold()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var scripts = Path.Combine(Repository.Root, "tests", "Actors.Tests", "Page", "Scripts");
            foreach (var file in Directory.GetFiles(Files, "*.js").Concat(Directory.GetFiles(scripts)))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "package.json"), """{"type":"module"}""");
            var start = new ProcessStartInfo(Programs.Find("node")!, "--test --test-reporter=tap")
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var run = Process.Start(start)!;
            var (output, error) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
            await run.WaitForExitAsync();
            Assert.True(run.ExitCode == 0, $"{await output}{await error}");
            Assert.Contains("# fail 0", await output, StringComparison.Ordinal);
            Assert.DoesNotContain("# pass 0", await output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What strangers chose is never read as markup, and nothing is made of text that would be run.</summary>
    [Fact]
    public void NoScriptMakesMarkupOrProgramsOfText()
    {
        string[] banned =
        [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser",
            "createContextualFragment",
        ];
        var scripts = Directory.GetFiles(Files, "*.js");
        Assert.NotEmpty(scripts);
        Assert.Empty(
            from script in scripts
            let text = File.ReadAllText(script)
            from word in banned
            where text.Contains(word, StringComparison.Ordinal)
            select $"{Path.GetFileName(script)}: {word}");
    }

    [Fact]
    public void NoFileIsLongNorAnyOfItsLines()
    {
        var lines = Directory.GetFiles(Files)
            .Select(static file => (File: Path.GetFileName(file), Lines: File.ReadAllLines(file))).ToList();
        Assert.Empty(lines.Where(static file => file.Lines.Length > 300).Select(static file => file.File));
        Assert.Empty(
            from file in lines
            where file.File != "icon.svg"
            from line in file.Lines.Index()
            where line.Item.Length > 140
            select $"{file.File}:{line.Index + 1}");
    }

    /// <summary>Each file is served, and each that a file names is there.</summary>
    [Fact]
    public void EveryFileIsPartOfTheProgram()
    {
        Assert.Equal(Directory.GetFiles(Files).Select(Path.GetFileName).Order(), PageFiles.Names.Order());
        var index = File.ReadAllText(Path.Combine(Files, PageFiles.Index));
        var named = System.Text.RegularExpressions.Regex.Matches(index, "\"/page/([^\"]+)\"").Select(static match => match.Groups[1].Value);
        Assert.All(named, static name => Assert.NotNull(PageFiles.Find(name)));
        foreach (var script in Directory.GetFiles(Files, "*.js"))
        {
            var imports = System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(script), "from '\\./([^']+)'");
            Assert.All(imports, static import => Assert.NotNull(PageFiles.Find(import.Groups[1].Value)));
        }
    }
}
