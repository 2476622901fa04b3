using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Identify;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Tests.Libp2p.Connections;

/// <summary>What a host of a test is and speaks.</summary>
internal sealed class TestHost : IIdentifySource
{
    public TestHost(
        IPeerIdentity identity,
        string agent,
        bool isYamux = true,
        EchoProtocol? echo = null,
        IReadOnlyList<ISessionProtocol>? sessions = null)
    {
        (Identity, Agent, Echo) = (identity, agent, echo ?? new EchoProtocol());
        Protocols = new ConnectionProtocols
        {
            Security = [new NoiseProtocol(identity, TestRandom.From(agent.Length))],
            Muxers = isYamux ? [new YamuxProtocol(), new MplexProtocol()] : [new MplexProtocol()],
            Sessions = sessions ?? [Echo],
            Identify = this,
        };
    }

    public IPeerIdentity Identity { get; }

    public string Agent { get; set; }

    public EchoProtocol Echo { get; }

    public ConnectionProtocols Protocols { get; }

    public IdentifyInfo Describe(Multiaddr observed, IReadOnlyList<string> protocols) => new()
    {
        AgentVersion = Agent,
        ProtocolVersion = "eth2/1.0.0",
        PublicKey = Identity.PublicKey,
        ListenAddresses = [Multiaddr.Parse("/ip4/192.0.2.1/tcp/9000", out _)!],
        ObservedAddress = observed,
        Protocols = protocols,
    };
}
