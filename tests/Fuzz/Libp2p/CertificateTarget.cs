using System.Formats.Asn1;
using System.Security.Cryptography;
using Consensoor.Fuzz.Discovery;
using Consensoor.Fuzz.Streams;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Tls;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Libp2p;

/// <summary>
/// Certificates of libp2p made bad: as a whole, or in what is signed, and then signed by their key again, so that all of it is read. A
/// finding is an exception, a refusal without its reason, and a certificate that proves who did not sign its key.
/// </summary>
internal sealed class CertificateTarget : IFuzzTarget
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Secp256k1Identity Identity = new(DiscoverySamples.Keys[0]);
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] Whole = Made();
    private static readonly byte[] Signed = SignedPart();

    public string Name => "libp2p certificate";

    public int Share => 2;

    public string Run(FuzzRandom random)
    {
        var bytes = random.OneIn(3) ? HostileBytes.Spoil(random, Whole) : Sign(HostileBytes.Spoil(random, Signed));
        var key = PeerCertificate.TryRead(bytes, Now, out var fault);
        Require(key is null == (fault != CertificateFault.None), "refused without a reason", bytes);
        Require(key is null || key.Equals(Identity.PublicKey), "proves who signed nothing", bytes);
        return fault.ToString();
    }

    private static byte[] Made()
    {
        using var certificate = OwnCertificate.Create(Identity, Key, Now, static serial => serial.Span.Fill(7));
        return certificate.RawData;
    }

    private static byte[] SignedPart()
    {
        var outer = new AsnReader(Whole, AsnEncodingRules.DER).ReadSequence();
        return outer.ReadEncodedValue().ToArray();
    }

    private static byte[] Sign(byte[] part)
    {
        byte[] algorithm = [0x30, 10, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
        var signature = Key.SignData(part, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        byte[] body = [.. part, .. algorithm, 0x03, (byte)(signature.Length + 1), 0, .. signature];
        return [0x30, 0x82, (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }
}
