using System.Net.Quic;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Quic;

/// <summary>Marks a test that speaks QUIC: it is skipped, and says why, where the system has no library for it.</summary>
public sealed class QuicFactAttribute : FactAttribute
{
    /// <summary>A test that runs where QUIC is supported.</summary>
    public QuicFactAttribute() => Skip = Obstacle;

    /// <summary>Why QUIC is not spoken here; null where it is.</summary>
    public static string? Obstacle => QuicListener.IsSupported
        ? null : "QUIC needs the library libmsquic, which is not here: docs/network.md says how these tests are run";
}
