using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>
/// A key of ChaCha20-Poly1305 with the count of messages as nonce (`CipherState` of the Noise specification, revision 34, section 5.1). The
/// last nonce, 2^64 - 1, is never used: then it refuses for good.
/// </summary>
public sealed class NoiseCipher : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes that a message grows by.</summary>
    public const int TagLength = 16;

    private const int NonceLength = 12;

    private readonly ChaCha20Poly1305 _key;

    /// <summary>A cipher that begins with a nonce, zero but in tests; throws ArgumentException for a key of another length.</summary>
    public NoiseCipher(ReadOnlySpan<byte> key, ulong nonce = 0) => (_key, Nonce) = (new ChaCha20Poly1305(key), nonce);

    /// <summary>The nonce of the next message.</summary>
    public ulong Nonce { get; private set; }

    /// <summary>Seals a message into its length and <see cref="TagLength"/> more; false where no nonce is left.</summary>
    public bool TryEncrypt(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedBytes)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        if (!NextNonce(nonce))
        {
            return false;
        }

        _key.Encrypt(nonce, plain, sealedBytes[..plain.Length], sealedBytes.Slice(plain.Length, TagLength), associated);
        Nonce++;
        return true;
    }

    /// <summary>Opens a message; false where it is forged or too short, which leaves the nonce as it was, or no nonce is left.</summary>
    public bool TryDecrypt(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedBytes, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        if (sealedBytes.Length < TagLength || !NextNonce(nonce))
        {
            return false;
        }

        try
        {
            var length = sealedBytes.Length - TagLength;
            _key.Decrypt(nonce, sealedBytes[..length], sealedBytes[length..], plain[..length], associated);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        Nonce++;
        return true;
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();

    private bool NextNonce(Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(nonce[4..], Nonce);
        return Nonce != ulong.MaxValue;
    }
}
