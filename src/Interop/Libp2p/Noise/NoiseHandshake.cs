namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>
/// The handshake XX of the Noise specification over X25519, ChaCha20-Poly1305 and SHA-256, without frames and the meaning of payloads:
/// `e` · `e, ee, s, es` · `s, se`. Messages alternate, the initiator's first; after the third comes <see cref="Split"/>.
/// </summary>
public sealed class NoiseHandshake(bool isInitiator, NoiseKeyPair ownStatic, NoiseKeyPair ownEphemeral, ReadOnlySpan<byte> prologue)
    : IDisposable
{
    private const int Messages = 3;

    private readonly NoiseSymmetric _state = new(prologue);
    private byte[] _remoteEphemeral = [];
    private byte[] _remoteStatic = [];
    private int _message;

    /// <summary>Whether this side writes the first message.</summary>
    public bool IsInitiator => isInitiator;

    /// <summary>Whether all messages were written and read.</summary>
    public bool IsComplete => _message == Messages;

    /// <summary>Whether the next message is this side's to write.</summary>
    public bool IsToWrite => !IsComplete && _message % 2 == (isInitiator ? 0 : 1);

    /// <summary>The other side's static key, empty before it came.</summary>
    public ReadOnlySpan<byte> RemoteStatic => _remoteStatic;

    /// <summary>The hash of all messages.</summary>
    public ReadOnlySpan<byte> Hash => _state.Hash;

    /// <summary>
    /// Writes the next message with a payload; null where the keys that came share no secret. Throws InvalidOperationException where it is
    /// not this side's turn.
    /// </summary>
    public byte[]? Write(ReadOnlySpan<byte> payload)
    {
        if (!IsToWrite)
        {
            throw new InvalidOperationException("the next message is the other side's");
        }

        var message = new byte[(2 * NoiseKeyPair.KeyLength) + (2 * NoiseCipher.TagLength) + payload.Length];
        var length = 0;
        var isGood = true;
        if (_message < 2)
        {
            ownEphemeral.Public.Span.CopyTo(message);
            _state.MixHash(ownEphemeral.Public.Span);
            length = NoiseKeyPair.KeyLength;
        }

        if (_message > 0)
        {
            isGood = _message == 2 || Mix(ownEphemeral, _remoteEphemeral);
            var size = NoiseKeyPair.KeyLength + _state.Overhead;
            isGood = isGood && _state.TryEncrypt(ownStatic.Public.Span, message.AsSpan(length, size))
                && Mix(ownStatic, _remoteEphemeral);
            length += size;
        }

        isGood = isGood && _state.TryEncrypt(payload, message.AsSpan(length));
        _message++;
        return isGood ? message[..(length + payload.Length + _state.Overhead)] : null;
    }

    /// <summary>
    /// Reads the next message and gives its payload; null where it is too short, forged, or holds a key that shares no secret. Throws
    /// InvalidOperationException where it is this side's turn.
    /// </summary>
    public byte[]? Read(ReadOnlySpan<byte> message)
    {
        if (IsToWrite || IsComplete)
        {
            throw new InvalidOperationException("the next message is this side's");
        }

        if (_message < 2)
        {
            if (message.Length < NoiseKeyPair.KeyLength)
            {
                return null;
            }

            _remoteEphemeral = message[..NoiseKeyPair.KeyLength].ToArray();
            _state.MixHash(_remoteEphemeral);
            message = message[NoiseKeyPair.KeyLength..];
        }

        if (_message > 0)
        {
            if (_message == 1 && !Mix(ownEphemeral, _remoteEphemeral))
            {
                return null;
            }

            var size = NoiseKeyPair.KeyLength + _state.Overhead;
            _remoteStatic = new byte[NoiseKeyPair.KeyLength];
            if (message.Length < size || !_state.TryDecrypt(message[..size], _remoteStatic) || !Mix(ownEphemeral, _remoteStatic))
            {
                return null;
            }

            message = message[size..];
        }

        var payload = new byte[Math.Max(0, message.Length - _state.Overhead)];
        _message++;
        return _state.TryDecrypt(message, payload) ? payload : null;
    }

    /// <summary>
    /// The ciphers of what follows, this side's to send with first. Throws InvalidOperationException before all messages.
    /// </summary>
    public (NoiseCipher Send, NoiseCipher Receive) Split()
    {
        if (!IsComplete)
        {
            throw new InvalidOperationException("the handshake is not over");
        }

        var (initiator, responder) = _state.Split();
        return isInitiator ? (initiator, responder) : (responder, initiator);
    }

    /// <summary>Wipes what is secret, the ephemeral key too.</summary>
    public void Dispose()
    {
        _state.Dispose();
        ownEphemeral.Dispose();
    }

    private bool Mix(NoiseKeyPair own, ReadOnlySpan<byte> remote)
    {
        Span<byte> shared = stackalloc byte[NoiseKeyPair.KeyLength];
        if (!own.TryShare(remote, shared))
        {
            return false;
        }

        _state.MixKey(shared);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(shared);
        return true;
    }
}
