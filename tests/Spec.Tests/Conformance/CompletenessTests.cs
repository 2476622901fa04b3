using System.Reflection;
using Consensoor.Conformance.Cases;
using Xunit;

namespace Consensoor.Spec.Tests.Conformance;

/// <summary>Nothing of the carried cases is left out.</summary>
public sealed class CompletenessTests
{
    [Fact]
    public void Every_runner_has_a_class_here()
    {
        var classes = Assembly.GetExecutingAssembly()
            .GetTypes()
            .Where(static type =>
                type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(ReferenceTests<>));
        var names = classes.Select(static type => type.Name[..^"Tests".Length].ToUpperInvariant()).ToHashSet();
        Assert.All(
            ReferenceCases.Runners, runner => Assert.Contains(runner.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant(), names));
    }

    [Theory]
    [InlineData("minimal/*", true)]
    [InlineData("*/operations/*", true)]
    [InlineData("minimal/gloas/operations/withdrawals/pyspec_tests/a", true)]
    [InlineData("minimal/gloas/operations/withdrawal?/pyspec_tests/?", true)]
    [InlineData("operations", false)]
    [InlineData("*/operations", false)]
    [InlineData("minimal.gloas.*", false)]
    public void A_glob_matches_the_whole_place(string pattern, bool matches) =>
        Assert.Equal(
            matches,
            new Glob(pattern).Matches(new CasePath("minimal", "gloas", "operations", "withdrawals", "pyspec_tests", "a", "", false)));
}
