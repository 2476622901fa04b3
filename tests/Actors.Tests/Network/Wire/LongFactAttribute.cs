using Xunit;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>Marks a test that takes minutes of real time: it is skipped, and says so, where nobody asked for it; `.ci/run` does.</summary>
public sealed class LongFactAttribute : FactAttribute
{
    private const string Asked = "CONSENSOOR_LONG";

    /// <summary>A test that runs where the variable is set.</summary>
    public LongFactAttribute() =>
        Skip = Environment.GetEnvironmentVariable(Asked) is null or "" ? $"it takes minutes: set {Asked}=1" : null;
}
