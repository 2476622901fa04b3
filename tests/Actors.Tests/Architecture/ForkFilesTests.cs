using System.Text.RegularExpressions;
using Consensoor.Spec.Config;
using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>"To add a fork" in docs/architecture.md lists every place that names a late fork, and no place that is not there.</summary>
public sealed partial class ForkFilesTests
{
    private static readonly string[] Listed = [.. Place().Matches(Section()).Select(static match => match.Groups[1].Value).Distinct()];

    [Fact]
    public void WhatIsListedIsThere()
    {
        Assert.NotEmpty(Listed);
        Assert.All(Listed, static place => Assert.True(Path.Exists(Path.Combine(Repository.Root, place)), place));
    }

    [Fact]
    public void WhatNamesALateForkIsListed()
    {
        string[] names = [$"{ForkNames.Latest}", $"{ForkNames.Latest - 1}"];
        var naming = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => names.Any(File.ReadAllText(file).Contains))
            .Select(static file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToArray();
        Assert.NotEmpty(naming);
        Assert.All(naming, static file => Assert.True(
            Listed.Any(place => file == place || file.StartsWith($"{place}/", StringComparison.Ordinal)), $"{file} is not listed"));
    }

    private static string Section()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        return text[text.IndexOf("## To add a fork", StringComparison.Ordinal)..text.IndexOf("## What may move", StringComparison.Ordinal)];
    }

    [GeneratedRegex("`((?:src|tests|docs)/[A-Za-z0-9./-]+)`")]
    private static partial Regex Place();
}
