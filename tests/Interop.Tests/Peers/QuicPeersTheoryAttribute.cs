using Consensoor.Interop.Tests.Libp2p.Quic;
using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>
/// Marks a test over QUIC against a program of npm: it is skipped, and says why, where QUIC is not spoken or that cannot be installed.
/// </summary>
public sealed class QuicPeersTheoryAttribute : TheoryAttribute
{
    /// <summary>A test that runs the programs of a folder beside it.</summary>
    public QuicPeersTheoryAttribute(string folder)
    {
        Folder = folder;
        Skip = QuicFactAttribute.Obstacle ?? NpmPeer.Obstacle(folder);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }
}
