using System.Text.Json;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Tls;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Tls;

/// <summary>The certificates that `libp2p/specs tls` publishes, valid from 1975 to 4096.</summary>
public class CertificateVectorTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Valid => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Valid))]
    public void Published_certificates_prove_their_peers(int index)
    {
        var (key, peer, certificate) = Vector(index);
        var proved = PeerCertificate.TryRead(certificate, Now, out var fault);
        Assert.Equal(CertificateFault.None, fault);
        Assert.Equal(key, proved!.Type.ToString());
        Assert.Equal(peer, PeerId.FromPublicKey(proved).ToString());
    }

    [Fact]
    public void The_published_certificate_of_another_key_is_refused()
    {
        Assert.Null(PeerCertificate.TryRead(Vector(3).Certificate, Now, out var fault));
        Assert.Equal(CertificateFault.BadKeySignature, fault);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void They_are_valid_from_their_first_second_to_their_last(int index)
    {
        var certificate = Vector(index).Certificate;
        var from = new DateTimeOffset(1975, 1, 1, 13, 0, 0, TimeSpan.Zero);
        var until = new DateTimeOffset(4096, 1, 1, 13, 0, 0, TimeSpan.Zero);
        Assert.Equal(CertificateFault.None, Fault(from));
        Assert.Equal(CertificateFault.None, Fault(until));
        Assert.Equal(CertificateFault.NotYetValid, Fault(from.AddTicks(-1)));
        Assert.Equal(CertificateFault.Expired, Fault(until.AddTicks(1)));

        CertificateFault Fault(DateTimeOffset now)
        {
            PeerCertificate.TryRead(certificate, now, out var fault);
            return fault;
        }
    }

    internal static (string Key, string? Peer, byte[] Certificate) Vector(int index)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Libp2p/Vectors/libp2p_tls_certificates.json");
        var vector = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("vectors")[index];
        var hex = string.Concat(vector.GetProperty("certificate").EnumerateArray().Select(static line => line.GetString()));
        return (vector.GetProperty("key").GetString()!, vector.GetProperty("peer").GetString(), Convert.FromHexString(hex));
    }
}
