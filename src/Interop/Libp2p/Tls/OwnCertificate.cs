using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Consensoor.Interop.Libp2p.Identities;

namespace Consensoor.Interop.Libp2p.Tls;

/// <summary>Makes the certificate that an identity proves itself by over TLS (`libp2p/specs tls`).</summary>
public static class OwnCertificate
{
    private const int SerialLength = 8;

    // Clocks of peers may be behind; nobody renews the certificate while the host runs.
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);
    private static readonly TimeSpan After = TimeSpan.FromDays(36_525);

    /// <summary>
    /// Makes a certificate, signed by a key on P-256 that it then carries. <paramref name="random"/> fills memory with the serial number.
    /// </summary>
    public static X509Certificate2 Create(IPeerIdentity identity, ECDsa key, DateTimeOffset now, Action<Memory<byte>> random)
    {
        var name = new X500DistinguishedName("O=libp2p.io");
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509Extension(SignedKey.ExtensionId, SignedKey.Create(identity, key.ExportSubjectPublicKeyInfo()), critical: false));
        var serial = new byte[SerialLength];
        random(serial);
        // Positive, and never shorter for it.
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        using var bare = request.Create(name, X509SignatureGenerator.CreateForECDsa(key), now - Before, now + After, serial);
        return bare.CopyWithPrivateKey(key);
    }
}
