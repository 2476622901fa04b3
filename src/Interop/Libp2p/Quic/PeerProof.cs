using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Tls;

namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>What one handshake of TLS proved: who is on the other side, or why its certificate is refused.</summary>
internal sealed class PeerProof(PeerId own, TimeProvider time)
{
    /// <summary>The peer; null where it proved nothing.</summary>
    public PeerId? Peer { get; private set; }

    /// <summary>Why its certificate is refused.</summary>
    public CertificateFault Fault { get; private set; }

    /// <summary>Whether a certificate came and is refused by the rules here; one that the system cannot read is not seen.</summary>
    public bool IsRefused => Fault != CertificateFault.None;

    /// <summary>
    /// The rules for chains that nobody is asked about: no download, no store of the system. Each handshake has its own, which takes up
    /// the certificates that came.
    /// </summary>
    public X509ChainPolicy Policy { get; } = new()
    {
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };

    /// <summary>
    /// Judges what came, whatever the system says of it. Beside the first certificate that is the chain which the TLS library below built
    /// on it: what a peer sent besides and nothing in it needs is not seen here, and proves nothing.
    /// </summary>
    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var all = new List<ReadOnlyMemory<byte>>();
        if (certificate is not null)
        {
            var first = certificate.GetRawCertData();
            all.Add(first);
            // One of the sides gives the first among the others too.
            all.AddRange((chain?.ChainPolicy.ExtraStore ?? []).Select(static other => other.RawDataMemory)
                .Where(other => !other.Span.SequenceEqual(first)));
        }

        var key = PeerCertificate.Judge(all, expected: null, own, time.GetUtcNow(), out var fault);
        (Peer, Fault) = (key is null ? null : PeerId.FromPublicKey(key), fault);
        return key is not null;
    }
}
