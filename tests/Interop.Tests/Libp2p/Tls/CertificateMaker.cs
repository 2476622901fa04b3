using System.Formats.Asn1;
using System.Security.Cryptography;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Tls;

namespace Consensoor.Interop.Tests.Libp2p.Tls;

/// <summary>Writes certificates as no honest host does: each part can be another one.</summary>
internal sealed record CertificateMaker(IPeerIdentity Identity, DateTimeOffset Now)
{
    private const string Sha256 = "1.2.840.10045.4.3.2";
    private const string Sha384 = "1.2.840.10045.4.3.3";

    public ECCurve Curve { get; init; } = ECCurve.NamedCurves.nistP256;

    public bool IsSha384 { get; init; }

    public string? Algorithm { get; init; }

    public string? OuterAlgorithm { get; init; }

    public int Version { get; init; } = 2;

    public TimeSpan From { get; init; } = TimeSpan.FromHours(-1);

    public TimeSpan Until { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the extension of libp2p is in it.</summary>
    public int Extensions { get; init; } = 1;

    public bool IsCritical { get; init; }

    /// <summary>What the extension holds in place of the signed key.</summary>
    public byte[]? Extension { get; init; }

    /// <summary>Extensions besides, by their names.</summary>
    public IReadOnlyList<(string Id, bool IsCritical)> Others { get; init; } = [];

    public bool HasUniqueId { get; init; }

    /// <summary>The key that the identity signs in place of the certificate's.</summary>
    public byte[]? SignsKey { get; init; }

    /// <summary>Whether another key signs the certificate than the one in it.</summary>
    public bool IsSignedByAnother { get; init; }

    public byte[] Make()
    {
        using var key = ECDsa.Create(Curve);
        using var other = ECDsa.Create(Curve);
        var body = new AsnWriter(AsnEncodingRules.DER);
        Body(body, key.ExportSubjectPublicKeyInfo());
        var signed = body.Encode();
        var hash = IsSha384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
        var signature = (IsSignedByAnother ? other : key).SignData(signed, hash, DSASignatureFormat.Rfc3279DerSequence);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(signed);
            WriteAlgorithm(writer, OuterAlgorithm);
            writer.WriteBitString(signature);
        }

        return writer.Encode();
    }

    private void Body(AsnWriter writer, byte[] keyInfo)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteInteger(Version);
            }

            writer.WriteInteger(1234);
            WriteAlgorithm(writer, null);
            writer.PushSequence().Dispose();
            using (writer.PushSequence())
            {
                WriteTime(writer, Now + From);
                WriteTime(writer, Now + Until);
            }

            writer.PushSequence().Dispose();
            writer.WriteEncodedValue(keyInfo);
            if (HasUniqueId)
            {
                writer.WriteBitString([1], 0, new Asn1Tag(TagClass.ContextSpecific, 2));
            }

            if (Extensions + Others.Count > 0)
            {
                WriteExtensions(writer, Extension ?? SignedKey.Create(Identity, SignsKey ?? keyInfo));
            }
        }
    }

    private void WriteExtensions(AsnWriter writer, byte[] value)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
        using (writer.PushSequence())
        {
            foreach (var (id, isCritical) in Others.Concat(Enumerable.Repeat((SignedKey.ExtensionId, IsCritical), Extensions)))
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(id);
                    if (isCritical)
                    {
                        writer.WriteBoolean(true);
                    }

                    writer.WriteOctetString(value);
                }
            }
        }
    }

    private void WriteAlgorithm(AsnWriter writer, string? another)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(another ?? Algorithm ?? (IsSha384 ? Sha384 : Sha256));
        }
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.Year is >= 1950 and < 2050)
        {
            writer.WriteUtcTime(time);
        }
        else
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
    }
}
