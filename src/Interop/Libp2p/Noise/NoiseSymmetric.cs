using System.Security.Cryptography;
using System.Text;

namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>What both sides of a handshake know so far (`SymmetricState`, Noise section 5.2), with SHA-256.</summary>
internal sealed class NoiseSymmetric : IDisposable
{
    private const string ProtocolName = "Noise_XX_25519_ChaChaPoly_SHA256";

    private readonly byte[] _chainingKey = new byte[32];
    private readonly byte[] _hash = new byte[32];
    private NoiseCipher? _cipher;

    /// <summary>The state before the first message, the prologue mixed in.</summary>
    public NoiseSymmetric(ReadOnlySpan<byte> prologue)
    {
        Encoding.ASCII.GetBytes(ProtocolName, _hash);
        _hash.CopyTo(_chainingKey, 0);
        MixHash(prologue);
    }

    /// <summary>Bytes that <see cref="TryEncrypt"/> adds: none before the first key.</summary>
    public int Overhead => _cipher is null ? 0 : NoiseCipher.TagLength;

    /// <summary>The hash of all that was said.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>Adds public bytes to what was said.</summary>
    public void MixHash(ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_hash);
        hash.AppendData(data);
        hash.GetHashAndReset(_hash);
    }

    /// <summary>Makes a new key of the one before and a shared secret.</summary>
    public void MixKey(ReadOnlySpan<byte> shared)
    {
        Span<byte> output = stackalloc byte[64];
        Derive(shared, output);
        output[..32].CopyTo(_chainingKey);
        _cipher?.Dispose();
        _cipher = new NoiseCipher(output[32..]);
        CryptographicOperations.ZeroMemory(output);
    }

    /// <summary>Seals bytes, or copies them before the first key; false where no nonce is left.</summary>
    public bool TryEncrypt(ReadOnlySpan<byte> plain, Span<byte> output)
    {
        if (_cipher is null)
        {
            plain.CopyTo(output);
        }
        else if (!_cipher.TryEncrypt(_hash, plain, output))
        {
            return false;
        }

        MixHash(output[..(plain.Length + Overhead)]);
        return true;
    }

    /// <summary>Opens bytes; false where they are forged or too short.</summary>
    public bool TryDecrypt(ReadOnlySpan<byte> input, Span<byte> plain)
    {
        if (_cipher is null)
        {
            input.CopyTo(plain);
        }
        else if (!_cipher.TryDecrypt(_hash, input, plain))
        {
            return false;
        }

        MixHash(input);
        return true;
    }

    /// <summary>The two ciphers of the transport: the initiator's, then the responder's.</summary>
    public (NoiseCipher Initiator, NoiseCipher Responder) Split()
    {
        Span<byte> output = stackalloc byte[64];
        Derive([], output);
        var ciphers = (new NoiseCipher(output[..32]), new NoiseCipher(output[32..]));
        CryptographicOperations.ZeroMemory(output);
        return ciphers;
    }

    /// <summary>Wipes what is secret.</summary>
    public void Dispose()
    {
        _cipher?.Dispose();
        CryptographicOperations.ZeroMemory(_chainingKey);
    }

    // HKDF of RFC 5869 with two outputs, by hand: the BCL's refuses the empty input that Split has.
    private void Derive(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> key = stackalloc byte[32];
        HMACSHA256.HashData(_chainingKey, input, key);
        Span<byte> second = stackalloc byte[33];
        HMACSHA256.HashData(key, [1], output[..32]);
        output[..32].CopyTo(second);
        second[32] = 2;
        HMACSHA256.HashData(key, second, output[32..]);
        CryptographicOperations.ZeroMemory(key);
    }
}
