using System.Formats.Asn1;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identities;

namespace Consensoor.Interop.Libp2p.Tls;

/// <summary>
/// What the extension of libp2p in a certificate holds (`libp2p/specs tls`): the identity's key, and its signature over the key that the
/// certificate is made with.
/// </summary>
internal static class SignedKey
{
    /// <summary>The extension's object identifier.</summary>
    public const string ExtensionId = "1.3.6.1.4.1.53594.1.1";

    /// <summary>The contents of the same identifier in DER.</summary>
    public static ReadOnlySpan<byte> ExtensionIdBytes => [0x2b, 6, 1, 4, 1, 0x83, 0xa2, 0x5a, 1, 1];

    private static ReadOnlySpan<byte> Prefix => "libp2p-tls-handshake:"u8;

    /// <summary>Writes the extension of an identity for a certificate's SubjectPublicKeyInfo.</summary>
    public static byte[] Create(IPeerIdentity identity, ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteOctetString(identity.PublicKey.Encode());
            writer.WriteOctetString(identity.Sign([.. Prefix, .. subjectPublicKeyInfo]));
        }

        return writer.Encode();
    }

    /// <summary>Reads the extension and verifies it; null with the reason where it proves no key.</summary>
    public static PeerPublicKey? TryRead(
        ReadOnlySpan<byte> extension, ReadOnlySpan<byte> subjectPublicKeyInfo, out CertificateFault fault)
    {
        fault = CertificateFault.MalformedExtension;
        var outer = new DerReader(extension);
        if (!outer.TryRead(DerReader.Sequence, out var sequence) || !outer.IsEmpty)
        {
            return null;
        }

        var parts = new DerReader(sequence);
        if (!parts.TryRead(DerReader.OctetString, out var encoded)
            || !parts.TryRead(DerReader.OctetString, out var signature)
            || !parts.IsEmpty
            || PeerPublicKey.TryDecode(encoded) is not { } key)
        {
            return null;
        }

        if (!PeerSignature.IsSpoken(key.Type))
        {
            fault = CertificateFault.UnknownKeyType;
            return null;
        }

        var isSigned = PeerSignature.Verify(key, [.. Prefix, .. subjectPublicKeyInfo], signature);
        fault = isSigned ? CertificateFault.None : CertificateFault.BadKeySignature;
        return isSigned ? key : null;
    }
}
