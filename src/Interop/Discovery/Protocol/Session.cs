using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Wire;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>
/// A session with a node at an address. Both sides may begin one at the same time, so that the keys before the last are kept for receiving.
/// A packet is taken once: the last 64 nonces are remembered.
/// </summary>
internal sealed class Session(NodeAt peer, SessionCipher cipher) : IDisposable
{
    private const int Remembered = 64;

    private readonly PacketNonce[] _seen = new PacketNonce[Remembered];
    private SessionCipher? _previous;
    private int _known;
    private int _next;

    public NodeAt Peer { get; } = peer;

    /// <summary>The keys messages are sent with.</summary>
    public SessionCipher Cipher { get; private set; } = cipher;

    /// <summary>The node's record as far as it is known from handshakes.</summary>
    public Enr? Record { get; set; }

    /// <summary>Takes newer keys.</summary>
    public void Renew(SessionCipher cipher)
    {
        _previous?.Dispose();
        _previous = Cipher;
        Cipher = cipher;
    }

    /// <summary>Decrypts a packet with the keys or those before; null where it is of neither.</summary>
    public byte[]? Open(Packet packet) => Cipher.Open(packet) ?? _previous?.Open(packet);

    /// <summary>Notes a nonce; false where it came before.</summary>
    public bool TakeOnce(PacketNonce nonce)
    {
        if (_seen.AsSpan(0, _known).Contains(nonce))
        {
            return false;
        }

        _seen[_next] = nonce;
        (_known, _next) = (Math.Max(_known, _next + 1), (_next + 1) % Remembered);
        return true;
    }

    public void Dispose()
    {
        Cipher.Dispose();
        _previous?.Dispose();
    }
}
