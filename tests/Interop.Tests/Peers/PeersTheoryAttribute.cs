using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>
/// Marks a test against a program of npm: it is skipped, and says why, where that cannot be installed.
/// </summary>
public sealed class PeersTheoryAttribute : TheoryAttribute
{
    private const string Asked = "CONSENSOOR_LONG_PEERS";

    /// <summary>Whether somebody asked for the longer forms of such tests.</summary>
    public static bool IsLongAsked => Environment.GetEnvironmentVariable(Asked) is not (null or "");

    /// <summary>A test that runs the programs of a folder beside it; one that is long waits to be asked for.</summary>
    public PeersTheoryAttribute(string folder, bool isLong = false)
    {
        (Folder, IsLong) = (folder, isLong);
        Skip = isLong && !IsLongAsked ? $"it takes minutes: set {Asked}=1" : NpmPeer.Obstacle(folder);
    }

    /// <summary>Whether it runs only where the longer forms are asked for.</summary>
    public bool IsLong { get; }

    /// <summary>The folder.</summary>
    public string Folder { get; }
}
