using System.Reflection;
using System.Text.RegularExpressions;
using Consensoor.Actors.Network.Topics;
using Consensoor.Spec.Config;
using Consensoor.Spec.Gossip;
using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>
/// Gossip carries the specification's names: a condition for each of its gossip functions and none besides, a row for each of its topics
/// since the fork that has it first, but for those that docs/specrefs.csv has a reason for. What the specification has is read in that
/// table, which tests hold against its text.
/// </summary>
public sealed partial class GossipNamesTests
{
    private static readonly string[][] Rows =
        [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "specrefs.csv")).Skip(1).Select(static line => line.Split(',', 8))];

    private static IEnumerable<string[]> Topics => Rows.Where(static row => row[2] == "topic" && row[7].Length == 0);

    [Fact]
    public void EveryConditionHasTheNameOfAGossipFunctionAndEveryGossipFunctionHasOne() =>
        Assert.Equal(SpecFunctions(), Conditions().Select(static method => method.Name).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void AConditionStandsInTheClassOfItsName()
    {
        Assert.All(Conditions(), static method => Assert.Equal($"Validate{method.DeclaringType!.Name}", method.Name));
        var classes = GossipTypes().Where(static type => type.Name.EndsWith("Gossip", StringComparison.Ordinal)).ToArray();
        Assert.Equal(SpecFunctions().Count, classes.Length);
        Assert.All(classes, static type => Assert.Contains(Conditions(), method => method.DeclaringType == type));
    }

    [Fact]
    public void EveryTopicOfTheSpecificationHasARowSinceItsForkAndEveryRowATopic() => Assert.Equal(
        Topics.DistinctBy(static row => row[3])
            .Select(static row => $"{row[3]} since {row[0]}").Order(StringComparer.Ordinal),
        TopicTable.Rows
            .Select(static row => $"{row.Name} since {row.Since.ToString().ToLowerInvariant()}").Order(StringComparer.Ordinal));

    [Fact]
    public void ARowChecksByOneGossipFunctionAndNoFunctionIsLeftOut()
    {
        var used = new List<string>();
        foreach (var place in Topics.Select(static row => row[6]).Distinct())
        {
            var file = Path.Combine(Repository.Root, place[..place.IndexOf('#')]);
            used.Add(Assert.Single(Called().Matches(File.ReadAllText(file)).Select(static call => call.Value).Distinct()));
        }

        // Partial messages have no topic of their own.
        used.Add(nameof(PartialDataColumnSidecarGossip.ValidatePartialDataColumnSidecarGossip));
        Assert.Equal(SpecFunctions(), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OnlyTheTopicsOfLightClientsAreLeftOut() => Assert.Equal(
        ["light_client_finality_update", "light_client_optimistic_update"],
        Rows.Where(static row => row[2] == "topic" && row[6].Length == 0).Select(static row => row[3]).Distinct().Order());

    private static IReadOnlyList<string> SpecFunctions() =>
    [
        .. Rows.Where(static row => row[2] == "function" && Gossip().IsMatch(row[3]))
            .Select(static row => string.Concat(row[3].Split('_').Select(static part => char.ToUpperInvariant(part[0]) + part[1..])))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<Type> GossipTypes() =>
        typeof(ForkName).Assembly.GetTypes().Where(static type => type.Namespace == typeof(GossipResult).Namespace);

    // Whatever gives a verdict from outside is a condition; its parts are private.
    private static IReadOnlyList<MethodInfo> Conditions() =>
    [
        .. GossipTypes().Where(static type => type.IsPublic)
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(static method => method.ReturnType == typeof(GossipResult) && method.DeclaringType != typeof(GossipResult)),
    ];

    [GeneratedRegex(@"^validate_\w+_gossip$")]
    private static partial Regex Gossip();

    [GeneratedRegex(@"\bValidate\w+Gossip\b")]
    private static partial Regex Called();
}
