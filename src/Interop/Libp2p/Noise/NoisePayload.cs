using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Protobuf;

namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>
/// What a libp2p handshake says in its payload (`libp2p/specs noise`): the identity key, and its signature over the static key. Extensions
/// (early data, muxers) are read over.
/// </summary>
public sealed record NoisePayload(PeerPublicKey Key, ReadOnlyMemory<byte> Signature)
{
    private const int KeyField = 1;
    private const int SignatureField = 2;

    private static ReadOnlySpan<byte> Prefix => "noise-libp2p-static-key:"u8;

    /// <summary>Writes the payload of an identity for a static key.</summary>
    public static byte[] Create(IPeerIdentity identity, ReadOnlySpan<byte> staticKey)
    {
        var writer = new ProtoWriter();
        writer.Bytes(KeyField, identity.PublicKey.Encode());
        writer.Bytes(SignatureField, identity.Sign([.. Prefix, .. staticKey]));
        return writer.Written.ToArray();
    }

    /// <summary>Reads a payload; null for what is none, or a key of a kind that is not spoken, with the reason.</summary>
    public static NoisePayload? TryRead(ReadOnlySpan<byte> payload, out SecurityFailure failure)
    {
        failure = SecurityFailure.MalformedPayload;
        ReadOnlySpan<byte> keyBytes = default, signature = default;
        var reader = new ProtoReader(payload);
        while (reader.TryNext(out var field))
        {
            if (field.IsBytes(KeyField))
            {
                keyBytes = field.In(payload);
            }
            else if (field.IsBytes(SignatureField))
            {
                signature = field.In(payload);
            }
        }

        if (reader.IsMalformed || PeerPublicKey.TryDecode(keyBytes) is not { } key)
        {
            return null;
        }

        if (!PeerSignature.IsSpoken(key.Type))
        {
            failure = SecurityFailure.UnknownKeyType;
            return null;
        }

        failure = SecurityFailure.None;
        return new NoisePayload(key, signature.ToArray());
    }

    /// <summary>Verifies that the identity signed a static key.</summary>
    public bool Proves(ReadOnlySpan<byte> staticKey) => PeerSignature.Verify(Key, [.. Prefix, .. staticKey], Signature.Span);
}
