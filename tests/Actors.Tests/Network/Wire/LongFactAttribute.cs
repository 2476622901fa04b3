using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>
/// Marks a test that takes minutes of real time: it is skipped, and says so, where nobody asked for it. `.ci/run` asks for those of degree
/// 1, `.ci/soak` for all.
/// </summary>
public sealed class LongFactAttribute : FactAttribute
{
    private const string Asked = "CONSENSOOR_LONG";

    /// <summary>A test that runs where the variable is its degree or more.</summary>
    public LongFactAttribute(int degree = 1)
    {
        Degree = degree;
        var isAsked = int.TryParse(Environment.GetEnvironmentVariable(Asked), out var asked) && asked >= degree;
        Skip = isAsked ? null : $"it takes minutes: set {Asked}={degree}";
    }

    /// <summary>How long it is: 1 for CI, 2 for by hand.</summary>
    public int Degree { get; }
}
