using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>
/// Marks a test against a program of npm: it is skipped, and says why, where that cannot be installed, and where it takes minutes of real
/// time and nobody asked for it.
/// </summary>
public sealed class PeersTheoryAttribute : TheoryAttribute
{
    private const string Asked = "CONSENSOOR_LONG_PEERS";

    /// <summary>A test that runs the programs of a folder beside it.</summary>
    public PeersTheoryAttribute(string folder, bool isLong = false)
    {
        Folder = folder;
        Skip = isLong && Environment.GetEnvironmentVariable(Asked) is null or ""
            ? $"it takes minutes: set {Asked}=1, or run .ci/soak lodestar"
            : NpmPeer.Obstacle(folder);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }
}
