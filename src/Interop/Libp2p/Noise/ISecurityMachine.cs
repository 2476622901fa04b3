using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>One side's part in securing a connection: a handshake, then bytes sealed and opened.</summary>
public interface ISecurityMachine : IDisposable
{
    /// <summary>Where it stands.</summary>
    SecurityState State { get; }

    /// <summary>Why it failed.</summary>
    SecurityFailure Failure { get; }

    /// <summary>The other side's key, known once secured.</summary>
    PeerPublicKey? RemoteKey { get; }

    /// <summary>
    /// Takes handshake messages from the wire and writes those that are due. It is to be called once before anything came.
    /// </summary>
    SecurityState Shake(ByteQueue wire, ByteQueue output);

    /// <summary>
    /// Opens whole frames from the wire, until the plain bytes are <paramref name="limit"/> or more; the state says whether one failed.
    /// </summary>
    SecurityState Open(ByteQueue wire, ByteQueue plain, int limit);

    /// <summary>Seals all plain bytes to the wire; the state says whether it failed.</summary>
    SecurityState Seal(ByteQueue plain, ByteQueue wire);
}
