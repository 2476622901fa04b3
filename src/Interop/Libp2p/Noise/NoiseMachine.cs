using System.Buffers.Binary;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>
/// Noise XX in libp2p's frames: two bytes of length, big-endian, before each message. A handshake message has at most
/// <see cref="MaxHandshake"/> bytes, a frame of the transport 65,535 and so 65,519 plain ones.
/// </summary>
public sealed class NoiseMachine : ISecurityMachine
{
    /// <summary>The most bytes of a handshake message that is read.</summary>
    public const int MaxHandshake = 4096;

    /// <summary>The most plain bytes of a frame.</summary>
    public const int MaxPlain = ushort.MaxValue - NoiseCipher.TagLength;

    private const int PrefixLength = 2;

    private readonly NoiseHandshake _handshake;
    private readonly byte[] _payload;
    private readonly PeerId _own;
    private readonly PeerId? _expected;
    private NoiseCipher? _send;
    private NoiseCipher? _receive;

    internal NoiseMachine(
        bool isInitiator, NoiseKeyPair ownStatic, NoiseKeyPair ownEphemeral, byte[] payload, PeerId own, PeerId? expected)
    {
        _handshake = new NoiseHandshake(isInitiator, ownStatic, ownEphemeral, []);
        (_payload, _own, _expected) = (payload, own, expected);
    }

    /// <inheritdoc />
    public SecurityState State { get; private set; }

    /// <inheritdoc />
    public SecurityFailure Failure { get; private set; }

    /// <inheritdoc />
    public PeerPublicKey? RemoteKey { get; private set; }

    /// <inheritdoc />
    public SecurityState Shake(ByteQueue wire, ByteQueue output)
    {
        while (State == SecurityState.Pending)
        {
            if (_handshake.IsComplete)
            {
                (_send, _receive) = _handshake.Split();
                _handshake.Dispose();
                State = SecurityState.Secured;
            }
            else if (_handshake.IsToWrite)
            {
                Write(output);
            }
            else if (!TryFrame(wire, out var length))
            {
                break;
            }
            else
            {
                Read(wire.Span.Slice(PrefixLength, length));
                wire.Consume(PrefixLength + length);
            }
        }

        return State;
    }

    /// <inheritdoc />
    public SecurityState Open(ByteQueue wire, ByteQueue plain, int limit)
    {
        while (State == SecurityState.Secured && plain.Count < limit && TryFrame(wire, out var length))
        {
            var output = plain.GetSpan(Math.Max(1, length));
            if (_receive!.TryDecrypt([], wire.Span.Slice(PrefixLength, length), output))
            {
                plain.Advance(length - NoiseCipher.TagLength);
                wire.Consume(PrefixLength + length);
            }
            else
            {
                Fail(_receive.Nonce == ulong.MaxValue ? SecurityFailure.NoncesUsedUp : SecurityFailure.BadFrame);
            }
        }

        return State;
    }

    /// <inheritdoc />
    public SecurityState Seal(ByteQueue plain, ByteQueue wire)
    {
        while (State == SecurityState.Secured && plain.Count > 0)
        {
            var length = Math.Min(plain.Count, MaxPlain);
            var sealedLength = length + NoiseCipher.TagLength;
            var output = wire.GetSpan(PrefixLength + sealedLength);
            BinaryPrimitives.WriteUInt16BigEndian(output, (ushort)sealedLength);
            if (_send!.TryEncrypt([], plain.Span[..length], output[PrefixLength..]))
            {
                wire.Advance(PrefixLength + sealedLength);
                plain.Consume(length);
            }
            else
            {
                Fail(SecurityFailure.NoncesUsedUp);
            }
        }

        return State;
    }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        _handshake.Dispose();
        _send?.Dispose();
        _receive?.Dispose();
    }

    /// <summary>Puts ciphers in the place of the own, for tests of their last nonces.</summary>
    internal void Replace(NoiseCipher send, NoiseCipher receive) => (_send, _receive) = (send, receive);

    private bool TryFrame(ByteQueue wire, out int length)
    {
        length = 0;
        if (wire.Count < PrefixLength)
        {
            return false;
        }

        length = BinaryPrimitives.ReadUInt16BigEndian(wire.Span);
        if (State == SecurityState.Pending && length > MaxHandshake)
        {
            Fail(SecurityFailure.MessageTooLong);
            return false;
        }

        return wire.Count >= PrefixLength + length;
    }

    private void Write(ByteQueue output)
    {
        // The first message is not sealed: the payload is in the second and third.
        var isFirst = _handshake.RemoteStatic.IsEmpty && _handshake.IsInitiator;
        if (_handshake.Write(isFirst ? [] : _payload) is not { } message)
        {
            Fail(SecurityFailure.BadHandshake);
            return;
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)message.Length);
        output.Write(prefix);
        output.Write(message);
    }

    private void Read(ReadOnlySpan<byte> message)
    {
        if (_handshake.Read(message) is not { } payload)
        {
            Fail(SecurityFailure.BadHandshake);
        }
        else if (!_handshake.RemoteStatic.IsEmpty)
        {
            Know(payload);
        }
    }

    private void Know(byte[] bytes)
    {
        if (NoisePayload.TryRead(bytes, out var failure) is not { } payload)
        {
            Fail(failure);
            return;
        }

        var peer = PeerId.FromPublicKey(payload.Key);
        if (_expected is not null && !_expected.Equals(peer))
        {
            Fail(SecurityFailure.AnotherPeer);
        }
        else if (peer.Equals(_own))
        {
            Fail(SecurityFailure.OwnIdentity);
        }
        else if (!payload.Proves(_handshake.RemoteStatic))
        {
            Fail(SecurityFailure.BadSignature);
        }
        else
        {
            RemoteKey = payload.Key;
        }
    }

    private void Fail(SecurityFailure failure) => (State, Failure) = (SecurityState.Failed, failure);
}
