using Consensoor.Conformance.Cases;
using Consensoor.Conformance.Execution;
using Xunit;

namespace Consensoor.Spec.Tests.Conformance;

/// <summary>
/// Replays the cases of one runner that the repository carries (tests/vectors); the derived class's name is the runner's.
/// </summary>
public abstract class ReferenceTests<TRunner>
    where TRunner : ReferenceTests<TRunner>
{
    private static readonly string Runner = string.Concat(typeof(TRunner).Name[..^"Tests".Length].Select(
        static (c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    public static TheoryData<string, string> Groups
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (fork, handler) in ReferenceCases.Of(Runner).Select(static path => (path.Fork, path.Handler)).Distinct())
            {
                data.Add(fork, handler);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Cases_hold(string fork, string handler)
    {
        var failures = ReferenceCases.Of(Runner)
            .Where(path => path.Fork == fork && path.Handler == handler)
            .Select(static path => ReferenceCases.Gaps.Apply(CaseRunner.RunOne(path)))
            .Where(static result => result.Outcome == Outcome.Failed)
            .Select(static result => $"{result.Path.Id}: {result.Reason}");
        Assert.Empty(failures);
    }
}
