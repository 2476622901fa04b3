using System.Security.Cryptography;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identities;

namespace Consensoor.Interop.Libp2p.Tls;

/// <summary>
/// Judges the certificates of peers (`libp2p/specs tls`): bytes and the time in, the peer's key or the fault out. Bounded by the length
/// that is read: two signatures are verified at most, and nothing is asked of anybody.
/// </summary>
public static class PeerCertificate
{
    /// <summary>The longest certificate that is read, in bytes.</summary>
    public const int MaxLength = 8192;

    private const byte Version = 0xa0;
    private const byte IssuerUniqueId = 0x81;
    private const byte SubjectUniqueId = 0x82;
    private const byte Extensions = 0xa3;
    private const byte True = 0xff;

    private static ReadOnlySpan<byte> EcdsaSha256 => [0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];

    private static ReadOnlySpan<byte> EcdsaSha384 => [0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];

    private static ReadOnlySpan<byte> Ed25519 => [0x06, 3, 0x2b, 0x65, 0x70];

    /// <summary>
    /// Judges what a peer sent: exactly one certificate, of the peer that is expected where one is, and not of the own identity. Gives its
    /// key, or null with the fault.
    /// </summary>
    public static PeerPublicKey? Judge(
        IReadOnlyList<ReadOnlyMemory<byte>> chain, PeerId? expected, PeerId own, DateTimeOffset now, out CertificateFault fault)
    {
        if (chain.Count != 1)
        {
            fault = CertificateFault.NotOne;
            return null;
        }

        if (TryRead(chain[0].Span, now, out fault) is not { } key)
        {
            return null;
        }

        var peer = PeerId.FromPublicKey(key);
        fault = expected is not null && !peer.Equals(expected) ? CertificateFault.AnotherPeer
            : peer.Equals(own) ? CertificateFault.OwnIdentity
            : CertificateFault.None;
        return fault == CertificateFault.None ? key : null;
    }

    /// <summary>Reads one certificate and gives the key that it proves; null with the fault where it proves none.</summary>
    public static PeerPublicKey? TryRead(ReadOnlySpan<byte> der, DateTimeOffset now, out CertificateFault fault)
    {
        fault = der.Length > MaxLength ? CertificateFault.TooLong : CertificateFault.Malformed;
        var outer = new DerReader(der);
        if (fault == CertificateFault.TooLong || !outer.TryRead(DerReader.Sequence, out var certificate) || !outer.IsEmpty)
        {
            return null;
        }

        var parts = new DerReader(certificate);
        if (!parts.TryRead(DerReader.Sequence, out var body, out var signed)
            || !parts.TryRead(DerReader.Sequence, out var algorithm)
            || !parts.TryRead(DerReader.BitString, out var signature)
            || !parts.IsEmpty
            || signature is not [0, _, ..])
        {
            return null;
        }

        fault = ReadBody(body, algorithm, now, out var keyInfo, out var extension);
        if (fault != CertificateFault.None)
        {
            return null;
        }

        fault = VerifySelf(keyInfo, algorithm, signed, signature[1..]);
        return fault == CertificateFault.None ? SignedKey.TryRead(extension, keyInfo, out fault) : null;
    }

    private static CertificateFault ReadBody(
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> algorithm,
        DateTimeOffset now,
        out ReadOnlySpan<byte> keyInfo,
        out ReadOnlySpan<byte> extension)
    {
        keyInfo = extension = default;
        var parts = new DerReader(body);
        if (!parts.TryRead(Version, out var version)
            || !version.SequenceEqual((ReadOnlySpan<byte>)[DerReader.Integer, 1, 2])
            || !parts.TryRead(DerReader.Integer, out var serial)
            || serial.IsEmpty
            || !parts.TryRead(DerReader.Sequence, out var inner)
            || !inner.SequenceEqual(algorithm)
            || !parts.TryRead(DerReader.Sequence, out _)
            || !parts.TryRead(DerReader.Sequence, out var validity)
            || !parts.TryRead(DerReader.Sequence, out _)
            || !parts.TryRead(DerReader.Sequence, out _, out keyInfo))
        {
            return CertificateFault.Malformed;
        }

        var times = new DerReader(validity);
        if (!DerTime.TryRead(ref times, out var from) || !DerTime.TryRead(ref times, out var until) || !times.IsEmpty)
        {
            return CertificateFault.Malformed;
        }

        if (parts.IsNext(IssuerUniqueId) || parts.IsNext(SubjectUniqueId))
        {
            return CertificateFault.UniqueId;
        }

        if (now < from || now > until)
        {
            return now < from ? CertificateFault.NotYetValid : CertificateFault.Expired;
        }

        if (parts.IsEmpty)
        {
            return CertificateFault.NoExtension;
        }

        return parts.TryRead(Extensions, out var extensions) && parts.IsEmpty
            ? FindExtension(extensions, out extension)
            : CertificateFault.Malformed;
    }

    private static CertificateFault FindExtension(ReadOnlySpan<byte> extensions, out ReadOnlySpan<byte> found)
    {
        found = default;
        var outer = new DerReader(extensions);
        if (!outer.TryRead(DerReader.Sequence, out var list) || !outer.IsEmpty || list.IsEmpty)
        {
            return CertificateFault.Malformed;
        }

        var fault = CertificateFault.NoExtension;
        var rest = new DerReader(list);
        while (!rest.IsEmpty)
        {
            if (!TryExtension(ref rest, out var id, out var isCritical, out var value))
            {
                return CertificateFault.Malformed;
            }

            if (!id.SequenceEqual(SignedKey.ExtensionIdBytes))
            {
                if (isCritical)
                {
                    return CertificateFault.UnknownCritical;
                }
            }
            else if (fault == CertificateFault.None)
            {
                return CertificateFault.TwoExtensions;
            }
            else
            {
                found = value;
                fault = CertificateFault.None;
            }
        }

        return fault;
    }

    private static bool TryExtension(
        scoped ref DerReader from, out ReadOnlySpan<byte> id, out bool isCritical, out ReadOnlySpan<byte> value)
    {
        id = value = default;
        isCritical = false;
        if (!from.TryRead(DerReader.Sequence, out var extension))
        {
            return false;
        }

        var parts = new DerReader(extension);
        if (!parts.TryRead(DerReader.ObjectId, out id))
        {
            return false;
        }

        // False is the default, which DER leaves out.
        if (parts.IsNext(DerReader.Boolean))
        {
            isCritical = true;
            if (!parts.TryRead(DerReader.Boolean, out var critical) || critical is not [True])
            {
                return false;
            }
        }

        return parts.TryRead(DerReader.OctetString, out value) && parts.IsEmpty;
    }

    private static CertificateFault VerifySelf(
        ReadOnlySpan<byte> keyInfo, ReadOnlySpan<byte> algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        bool isValid;
        if (algorithm.SequenceEqual(EcdsaSha256))
        {
            isValid = EcdsaSignature.Verify(keyInfo, HashAlgorithmName.SHA256, signed, signature);
        }
        else if (algorithm.SequenceEqual(EcdsaSha384))
        {
            isValid = EcdsaSignature.Verify(keyInfo, HashAlgorithmName.SHA384, signed, signature);
        }
        else if (algorithm.SequenceEqual(Ed25519))
        {
            // SubjectPublicKeyInfo of RFC 8410: the identifier, and 32 bytes without unused bits.
            ReadOnlySpan<byte> head = [0x30, 42, 0x30, 5, .. Ed25519, 0x03, 33, 0];
            isValid = keyInfo.Length == head.Length + 32
                && keyInfo.StartsWith(head)
                && PeerSignature.Verify(new PeerPublicKey(PeerKeyType.Ed25519, keyInfo[head.Length..]), signed, signature);
        }
        else
        {
            return CertificateFault.UnknownAlgorithm;
        }

        return isValid ? CertificateFault.None : CertificateFault.BadSelfSignature;
    }
}
