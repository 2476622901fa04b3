using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>The security of a link that is secured below: bytes go through as they are.</summary>
internal sealed class LinkSecurity : ISecurityMachine
{
    public SecurityState State => SecurityState.Secured;

    public SecurityFailure Failure => SecurityFailure.None;

    // Who is there the link has said.
    public PeerPublicKey? RemoteKey => null;

    public SecurityState Shake(ByteQueue wire, ByteQueue output) => State;

    public SecurityState Open(ByteQueue wire, ByteQueue plain, int limit) => Pass(wire, plain);

    public SecurityState Seal(ByteQueue plain, ByteQueue wire) => Pass(plain, wire);

    public void Dispose()
    {
    }

    private SecurityState Pass(ByteQueue from, ByteQueue to)
    {
        if (to.Count == 0)
        {
            from.Swap(to);
        }
        else
        {
            from.MoveTo(to);
        }

        return State;
    }
}
