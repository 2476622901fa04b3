using System.Security.Cryptography;
using Consensoor.Interop.Discovery.Wire;

namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>The two directions of a session's keys.</summary>
internal sealed class SessionCipher : IDisposable
{
    private readonly AesGcm _receive;
    private uint _sent;

    public SessionCipher(SessionKeys keys, bool isInitiator)
    {
        Send = new AesGcm(isInitiator ? keys.InitiatorKey : keys.RecipientKey, PacketCodec.TagLength);
        _receive = new AesGcm(isInitiator ? keys.RecipientKey : keys.InitiatorKey, PacketCodec.TagLength);
    }

    public AesGcm Send { get; }

    /// <summary>Counts messages sent, which is the first part of their nonces; null when all 2^32 are used up.</summary>
    public uint? NextCounter() => _sent == uint.MaxValue ? null : _sent++;

    /// <summary>Decrypts a packet's message; null where its tag is not of these keys.</summary>
    public byte[]? Open(Packet packet)
    {
        var message = packet.Message.Span;
        if (message.Length < PacketCodec.TagLength)
        {
            return null;
        }

        Span<byte> nonce = stackalloc byte[PacketNonce.Length];
        packet.Nonce.Write(nonce);
        var plaintext = new byte[message.Length - PacketCodec.TagLength];
        try
        {
            _receive.Decrypt(nonce, message[..plaintext.Length], message[plaintext.Length..], plaintext, packet.Head.Span);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        Send.Dispose();
        _receive.Dispose();
    }
}
