using System.Net.Quic;
using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Tls;

namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>
/// Links over QUIC (RFC 9000) by System.Net.Quic, IPv4 and IPv6, secured by TLS 1.3 with libp2p's certificates. Only where
/// <see cref="QuicListener.IsSupported"/>, which needs the library libmsquic.
/// </summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
[SupportedOSPlatform("windows")]
public sealed class QuicTransport : ITransportProtocol, IDisposable
{
    private const int NoError = 0;

    private static readonly List<SslApplicationProtocol> Protocols = [new("libp2p")];

    private readonly PeerId _own;
    private readonly QuicSettings _settings;
    private readonly TimeProvider _time;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly SslStreamCertificateContext _context;

    /// <summary>
    /// The transport of an identity, whose certificate has a key made here. <paramref name="random"/> fills memory with secret bytes.
    /// </summary>
    public QuicTransport(IPeerIdentity identity, QuicSettings settings, TimeProvider time, Action<Memory<byte>> random)
    {
        (_own, _settings, _time) = (identity.PeerId, settings, time);
        _certificate = OwnCertificate.Create(identity, _key, time.GetUtcNow(), random);
        _context = SslStreamCertificateContext.Create(_certificate, null, offline: true);
    }

    /// <inheritdoc />
    public string Id => "/quic-v1";

    /// <inheritdoc />
    public bool CanDial(Multiaddr address) => address.QuicEndPoint is { Port: > 0 };

    /// <inheritdoc />
    public bool CanListen(Multiaddr address) => address.QuicEndPoint is not null;

    /// <inheritdoc />
    public async Task<DialResult> DialAsync(Multiaddr address, CancellationToken token)
    {
        if (address.QuicEndPoint is not { } end)
        {
            return new DialResult(null, $"{address} is no address of QUIC");
        }

        var proof = new PeerProof(_own, _time);
        try
        {
            var options = With(new QuicClientConnectionOptions
            {
                RemoteEndPoint = end,
                ClientAuthenticationOptions = new SslClientAuthenticationOptions
                {
                    ApplicationProtocols = Protocols,
                    ClientCertificateContext = _context,
                    RemoteCertificateValidationCallback = proof.Check,
                    CertificateChainPolicy = proof.Policy,
                },
            });
            var connection = await QuicConnection.ConnectAsync(options, token).ConfigureAwait(false);
            return new DialResult(Link(connection, Multiaddr.FromQuic(end), proof.Peer!), null);
        }
        catch (Exception failure)
        {
            // The system judges the certificate too, and may throw anything by it.
            var problem = proof.Fault != CertificateFault.None ? $"the certificate is refused: {proof.Fault}"
                : QuicFailure.Text(failure);
            return new DialResult(null, $"{end}: {problem}");
        }
    }

    /// <inheritdoc />
    public ILinkListener Listen(Multiaddr address, LinkGate gate) =>
        address.QuicEndPoint is { } end
            ? QuicLinkListener.Start(this, end, gate, _settings.Backlog, _time)
            : throw new LinkException($"{address} is no address of QUIC");

    /// <summary>Gives the key back; links go on.</summary>
    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    /// <summary>Makes what a handshake of another side is to prove.</summary>
    internal PeerProof Proof() => new(_own, _time);

    /// <summary>Makes the options of one connection that another side makes.</summary>
    internal QuicServerConnectionOptions Accepting(PeerProof proof) => With(new QuicServerConnectionOptions
    {
        ServerAuthenticationOptions = new SslServerAuthenticationOptions
        {
            ApplicationProtocols = Protocols,
            ServerCertificateContext = _context,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = proof.Check,
            CertificateChainPolicy = proof.Policy,
        },
    });

    /// <summary>Makes the link of a connection whose peer is proved.</summary>
    internal QuicLink Link(QuicConnection connection, Multiaddr remote, PeerId peer) =>
        new(connection, remote, new SecuredLink(peer, QuicProtocol.Instance), _settings, _time);

    private T With<T>(T options)
        where T : QuicConnectionOptions
    {
        options.DefaultCloseErrorCode = options.DefaultStreamErrorCode = NoError;
        options.MaxInboundBidirectionalStreams = _settings.MaxInboundStreams;
        options.MaxInboundUnidirectionalStreams = 0;
        options.HandshakeTimeout = _settings.HandshakeTimeout;
        options.IdleTimeout = _settings.IdleTimeout;
        options.KeepAliveInterval = _settings.KeepAlive;
        options.InitialReceiveWindowSizes = new QuicReceiveWindowSizes
        {
            Connection = _settings.ConnectionWindow,
            LocallyInitiatedBidirectionalStream = _settings.StreamWindow,
            RemotelyInitiatedBidirectionalStream = _settings.StreamWindow,
        };
        return options;
    }
}
