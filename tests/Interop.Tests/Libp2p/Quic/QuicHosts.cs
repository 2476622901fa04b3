using System.Runtime.Versioning;
using System.Security.Cryptography;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Quic;
using Consensoor.Interop.Libp2p.Tcp;
using Consensoor.Interop.Tests.Libp2p.Hosting;

namespace Consensoor.Interop.Tests.Libp2p.Quic;

/// <summary>Hosts that speak QUIC on the loopback.</summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
[SupportedOSPlatform("windows")]
internal static class QuicHosts
{
    public const string Any = "/ip4/127.0.0.1/udp/0/quic-v1";

    public static Secp256k1Identity Key(int seed) => new(NodeKey.Create(TestRandom.From(seed)));

    public static QuicTransport Transport(IPeerIdentity identity, QuicSettings? settings = null) =>
        new(identity, settings ?? new QuicSettings(), TimeProvider.System, static memory => RandomNumberGenerator.Fill(memory.Span));

    /// <summary>A host that listens and dials by QUIC alone.</summary>
    public static LoopbackHost Host(
        IPeerIdentity identity, string agent = "consensoor", HostSettings? settings = null, QuicSettings? quic = null) =>
        new(identity, agent, settings: settings, transport: Transport(identity, quic), listens: Any);

    /// <summary>A host that listens by TCP and dials by both.</summary>
    public static LoopbackHost OverBoth(IPeerIdentity identity, HostSettings? settings = null) => new(
        identity,
        settings: settings ?? new HostSettings { Limits = ConnectionLimits.Devnet },
        transport: new TransportChoice(new TcpTransport(TimeProvider.System), Transport(identity)));

    public static CloseReason? Reason(HostEvent happened) => (happened.What as ConnectionEvent.Closed)?.Close.Reason;
}
