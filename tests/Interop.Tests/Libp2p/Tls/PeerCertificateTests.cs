using System.Security.Cryptography;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Tls;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Tls;

public class PeerCertificateTests
{
    private const string KeyUsage = "2.5.29.15";

    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly Secp256k1Identity Node = new(NodeKey.Create(TestRandom.From(1)));
    private static readonly PeerId Own = NodeKey.Create(TestRandom.From(2)).PeerId;
    private static readonly CertificateMaker Good = new(Node, Now);

    [Fact]
    public void Own_certificates_prove_their_identity_to_others() => Gen.Select(Gen.Bool, Gen.Int[3, 1 << 30], Gen.Long[0, 2_000_000_000])
        .Sample(
            static (isEd25519, seed, seconds) =>
            {
                using var ed25519 = Ed25519Identity.FromSeed(SHA256.HashData(BitConverter.GetBytes(seed)));
                IPeerIdentity identity = isEd25519 ? ed25519 : new Secp256k1Identity(NodeKey.Create(TestRandom.From(seed)));
                using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                var now = DateTimeOffset.FromUnixTimeSeconds(86_400 + seconds);
                using var certificate = OwnCertificate.Create(identity, key, now, TestRandom.From(seed));
                Assert.True(certificate.HasPrivateKey);
                var proved = PeerCertificate.Judge([certificate.RawData], identity.PeerId, Own, now, out var fault);
                Assert.Equal(CertificateFault.None, fault);
                Assert.Equal(identity.PublicKey, proved);
                // A peer whose clock is behind takes it too, and for as long as a host may run.
                Assert.Equal(CertificateFault.None, FaultOf(certificate.RawData, now.AddHours(-23)));
                Assert.Equal(CertificateFault.None, FaultOf(certificate.RawData, now.AddYears(50)));
            },
            iter: 40);

    [Fact]
    public void Each_length_but_the_whole_is_refused()
    {
        byte[][] all = [Good.Make(), .. Enumerable.Range(0, 3).Select(static index => CertificateVectorTests.Vector(index).Certificate)];
        foreach (var certificate in all)
        {
            Assert.Equal(CertificateFault.None, FaultOf(certificate));
            for (var length = 0; length < certificate.Length; length++)
            {
                Assert.Equal(CertificateFault.Malformed, FaultOf(certificate.AsSpan(0, length)));
            }

            Assert.Equal(CertificateFault.Malformed, FaultOf([.. certificate, 0]));
        }
    }

    [Fact]
    public void A_certificate_with_any_byte_changed_proves_nobody()
    {
        // ECDSA has two signatures for each that is made, which differ in more than a byte.
        var certificate = Good.Make();
        for (var at = 0; at < certificate.Length; at++)
        {
            foreach (var change in new byte[] { 1, 0x80, 0xff })
            {
                var changed = certificate.ToArray();
                changed[at] ^= change;
                Assert.NotEqual(CertificateFault.None, FaultOf(changed));
            }
        }
    }

    [Fact]
    public void Bytes_of_any_kind_are_refused_and_never_throw() =>
        Gen.Select(Gen.Int[0, 600], Gen.Int[0, 60], Gen.Byte.Array[0, 60]).Sample(static (at, removed, added) =>
        {
            var certificate = CertificateVectorTests.Vector(2).Certificate;
            at = Math.Min(at, certificate.Length);
            byte[] changed = [.. certificate[..at], .. added, .. certificate[Math.Min(certificate.Length, at + removed)..]];
            Assert.Equal(changed.AsSpan().SequenceEqual(certificate), FaultOf(changed) == CertificateFault.None);
        });

    [Fact]
    public void A_certificate_longer_than_the_limit_is_not_read() =>
        Assert.Equal(CertificateFault.TooLong, FaultOf(new byte[PeerCertificate.MaxLength + 1]));

    [Fact]
    public void What_is_not_the_certificate_of_one_peer_is_refused_by_its_reason()
    {
        Refused(CertificateFault.NotYetValid, Good with { From = TimeSpan.FromSeconds(1) });
        Refused(CertificateFault.Expired, Good with { Until = TimeSpan.FromSeconds(-1) });
        Refused(CertificateFault.NoExtension, Good with { Extensions = 0 });
        Refused(CertificateFault.NoExtension, Good with { Extensions = 0, Others = [(KeyUsage, false)] });
        Refused(CertificateFault.TwoExtensions, Good with { Extensions = 2 });
        Refused(CertificateFault.UnknownCritical, Good with { Others = [(KeyUsage, true)] });
        Refused(CertificateFault.UniqueId, Good with { HasUniqueId = true });
        Refused(CertificateFault.Malformed, Good with { Version = 0 });
        Refused(CertificateFault.Malformed, Good with { OuterAlgorithm = "1.2.840.10045.4.3.3" });
        Refused(CertificateFault.UnknownAlgorithm, Good with { Algorithm = "1.2.840.113549.1.1.11" });
        Refused(CertificateFault.BadSelfSignature, Good with { IsSignedByAnother = true });
        Refused(CertificateFault.BadSelfSignature, Good with { Curve = ECCurve.NamedCurves.nistP521 });
        Refused(CertificateFault.MalformedExtension, Good with { Extension = [] });
        Refused(CertificateFault.MalformedExtension, Good with { Extension = [0x30, 0] });
    }

    [Fact]
    public void What_is_unusual_and_allowed_is_taken()
    {
        Refused(CertificateFault.None, Good with { IsCritical = true });
        Refused(CertificateFault.None, Good with { Others = [(KeyUsage, false), ("1.2.3", false)] });
        Refused(CertificateFault.None, Good with { Curve = ECCurve.NamedCurves.nistP384, IsSha384 = true });
        Refused(CertificateFault.None, Good with { From = TimeSpan.Zero, Until = TimeSpan.Zero });
        Refused(CertificateFault.None, Good with { Until = TimeSpan.FromDays(365_000) });
    }

    [Fact]
    public void A_key_that_the_identity_did_not_sign_is_refused()
    {
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Refused(CertificateFault.BadKeySignature, Good with { SignsKey = another.ExportSubjectPublicKeyInfo() });
        // The extension of another's certificate, as it is: who copies it has not the key that it is signed for.
        Refused(CertificateFault.BadKeySignature, Good with { Extension = SignedKey.Create(Node, another.ExportSubjectPublicKeyInfo()) });
    }

    [Fact]
    public void An_identity_of_rsa_is_refused_as_such()
    {
        using var rsa = RSA.Create(2048);
        var key = new PeerPublicKey(PeerKeyType.Rsa, rsa.ExportSubjectPublicKeyInfo()).Encode();
        var length = key.Length + 4 + 2;
        byte[] extension =
            [0x30, 0x82, (byte)(length >> 8), (byte)length, 4, 0x82, (byte)(key.Length >> 8), (byte)key.Length, .. key, 4, 0];
        Refused(CertificateFault.UnknownKeyType, Good with { Extension = extension });
    }

    [Fact]
    public void The_peer_is_who_was_expected_and_never_oneself()
    {
        var certificate = Good.Make();
        Assert.Equal(Node.PublicKey, PeerCertificate.Judge([certificate], Node.PeerId, Own, Now, out var fault));
        Assert.Equal(CertificateFault.None, fault);
        Assert.Null(PeerCertificate.Judge([certificate], Own, Own, Now, out fault));
        Assert.Equal(CertificateFault.AnotherPeer, fault);
        Assert.Null(PeerCertificate.Judge([certificate], null, Node.PeerId, Now, out fault));
        Assert.Equal(CertificateFault.OwnIdentity, fault);
        Assert.Null(PeerCertificate.Judge([], null, Own, Now, out fault));
        Assert.Equal(CertificateFault.NotOne, fault);
        Assert.Null(PeerCertificate.Judge([certificate, certificate], null, Own, Now, out fault));
        Assert.Equal(CertificateFault.NotOne, fault);
    }

    private static void Refused(CertificateFault expected, CertificateMaker maker) => Assert.Equal(expected, FaultOf(maker.Make()));

    private static CertificateFault FaultOf(ReadOnlySpan<byte> certificate) => FaultOf(certificate, Now);

    private static CertificateFault FaultOf(ReadOnlySpan<byte> certificate, DateTimeOffset now)
    {
        var key = PeerCertificate.TryRead(certificate, now, out var fault);
        Assert.Equal(fault == CertificateFault.None, key is not null);
        return fault;
    }
}
