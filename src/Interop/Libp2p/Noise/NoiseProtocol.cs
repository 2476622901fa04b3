using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>
/// Secures connections by Noise XX with the libp2p payload (`libp2p/specs noise`). The static key is the host's for as long as it runs, so
/// that its identity signs once.
/// </summary>
public sealed class NoiseProtocol : IConnectionProtocol<ISecurityMachine, SecurityContext>
{
    private readonly IPeerIdentity _identity;
    private readonly NoiseKeyPair _static;
    private readonly byte[] _payload;

    /// <summary>The protocol of an identity; <paramref name="random"/> fills memory with the static key's secret.</summary>
    public NoiseProtocol(IPeerIdentity identity, Action<Memory<byte>> random)
    {
        _identity = identity;
        _static = NoiseKeyPair.Create(random);
        _payload = NoisePayload.Create(identity, _static.Public.Span);
    }

    /// <inheritdoc />
    public string Id => "/noise";

    /// <inheritdoc />
    public ISecurityMachine Dial(SecurityContext context) => Machine(isInitiator: true, context);

    /// <inheritdoc />
    public ISecurityMachine Listen(SecurityContext context) => Machine(isInitiator: false, context);

    private NoiseMachine Machine(bool isInitiator, SecurityContext context) =>
        new(isInitiator, _static, NoiseKeyPair.Create(context.Random), _payload, _identity.PeerId, context.Expected);
}
