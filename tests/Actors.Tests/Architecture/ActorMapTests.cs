using System.Text.RegularExpressions;
using Consensoor.Actors.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>The map of actors in docs/architecture.md names each child of a node, and none that is not there.</summary>
public sealed partial class ActorMapTests
{
    [Fact]
    public void TheMapNamesTheChildrenOfANode()
    {
        var named = File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
            .SkipWhile(static line => !line.StartsWith("      node  ", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(static line => line.StartsWith("        ", StringComparison.Ordinal))
            .Select(static line => Child().Match(line))
            .Where(static match => match.Success)
            .Select(static match => match.Groups[1].Value)
            .ToArray();

        Assert.All(named, static name => Assert.Contains(NodeChildren.Table, child => IsMeant(name, child.Name)));
        Assert.All(NodeChildren.Table, child => Assert.Contains(named, name => IsMeant(name, child.Name)));
    }

    // `pool-…` is a line for all pools.
    private static bool IsMeant(string name, string child) =>
        name.EndsWith('…') ? child.StartsWith(name[..^1], StringComparison.Ordinal) : name == child;

    [GeneratedRegex("^ {8}([a-z][a-z…-]*) ")]
    private static partial Regex Child();
}
