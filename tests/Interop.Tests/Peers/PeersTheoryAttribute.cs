using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>Marks a test against a program of npm: it is skipped, and says why, where that cannot be installed.</summary>
public sealed class PeersTheoryAttribute : TheoryAttribute
{
    /// <summary>A test that runs the programs of a folder beside it.</summary>
    public PeersTheoryAttribute(string folder)
    {
        Folder = folder;
        Skip = NpmPeer.Obstacle(folder);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }
}
