using System.Net;
using System.Net.Quic;
using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Quic;
using Consensoor.Interop.Libp2p.Tls;
using Consensoor.Interop.Tests.Libp2p.Hosting;
using Xunit;
using static Consensoor.Interop.Tests.Libp2p.Quic.QuicHosts;

namespace Consensoor.Interop.Tests.Libp2p.Quic;

/// <summary>Strangers with libraries of their own against a host over QUIC.</summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
[SupportedOSPlatform("windows")]
public class HostileQuicTests
{
    [QuicFact]
    public async Task Who_proves_nothing_is_not_let_in_and_costs_the_next_nothing()
    {
        await using var host = Host(Key(1));
        using var plain = Certificate(withExtension: false);
        await Refused(host, null);
        await Refused(host, plain);
        using (var good = Certificate(withExtension: true))
        {
            await Refused(host, good, "h3");
            await using var taken = await Connect(host, good);
            await host.WaitAsync<ConnectionEvent.Opened>();
        }

        Assert.Equal(1, host.Events.Count(static happened => happened.What is ConnectionEvent.Secured));
        await using var honest = Host(Key(2));
        honest.Dial(host.FullAddress);
        await honest.WaitAsync<ConnectionEvent.Identified>();
    }

    [QuicFact]
    public async Task A_server_that_proves_nothing_is_not_dialled()
    {
        using var plain = Certificate(withExtension: false);
        var context = SslStreamCertificateContext.Create(plain, null, offline: true);
        await using var listener = await QuicListener.ListenAsync(new QuicListenerOptions
        {
            ListenEndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            ApplicationProtocols = [new SslApplicationProtocol("libp2p")],
            ConnectionOptionsCallback = (_, _, _) => ValueTask.FromResult(new QuicServerConnectionOptions
            {
                DefaultCloseErrorCode = 0,
                DefaultStreamErrorCode = 0,
                ServerAuthenticationOptions = new SslServerAuthenticationOptions
                {
                    ApplicationProtocols = [new SslApplicationProtocol("libp2p")],
                    ServerCertificateContext = context,
                },
            }),
        });
        using var transport = Transport(Key(1));
        var (link, problem) = await transport.DialAsync(Multiaddr.FromQuic(listener.LocalEndPoint), CancellationToken.None);
        Assert.Null(link);
        Assert.Contains(nameof(CertificateFault.NoExtension), problem, StringComparison.Ordinal);
    }

    [QuicFact]
    public async Task One_address_gets_as_many_connections_as_over_tcp()
    {
        var limits = ConnectionLimits.Public with { MaxPerAddress = 3, AttemptsPerMinute = 1000 };
        await using var host = Host(Key(1), settings: new HostSettings { Limits = limits });
        var taken = new List<QuicConnection>();
        for (var i = 0; i < 10; i++)
        {
            try
            {
                using var certificate = Certificate(withExtension: true, seed: 10 + i);
                taken.Add(await Connect(host, certificate));
            }
            catch (Exception failure) when (QuicFailure.IsOne(failure))
            {
                // Refused in its handshake.
            }
        }

        await host.WaitAsync<ConnectionEvent.Opened>(static happened => happened.Connection == 3);
        Assert.InRange(host.Host.Peers, 1, 3);
        Assert.Equal(3, host.Events.Count(static happened => happened.What is ConnectionEvent.Opened));
        foreach (var connection in taken)
        {
            await connection.DisposeAsync();
        }

        await host.WaitAsync<ConnectionEvent.Closed>();
    }

    [QuicFact]
    public async Task Streams_beyond_the_bound_wait_and_garbage_ends_a_stream_alone()
    {
        await using var host = Host(Key(1), quic: new QuicSettings { MaxInboundStreams = 8 });
        using var certificate = Certificate(withExtension: true);
        await using var peer = await Connect(host, certificate);
        var streams = new List<QuicStream>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            while (streams.Count < 20)
            {
                streams.Add(await peer.OpenOutboundStreamAsync(QuicStreamType.Bidirectional, patience.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The host takes no more.
        }

        Assert.Equal(8, streams.Count);
        foreach (var stream in streams)
        {
            await stream.WriteAsync(RandomNumberGenerator.GetBytes(5000), CancellationToken.None);
        }

        // Each is reset, and gives its place to the next.
        await using var next = await peer.OpenOutboundStreamAsync(QuicStreamType.Bidirectional);
        await Assert.ThrowsAsync<QuicException>(async () =>
        {
            while (await streams[0].ReadAsync(new byte[100]) > 0)
            {
            }
        });
        Assert.DoesNotContain(host.Events, static happened => happened.What is ConnectionEvent.Closed or ConnectionEvent.Faulted);
    }

    private static async Task Refused(LoopbackHost host, X509Certificate2? certificate, string protocol = "libp2p")
    {
        // The client's side of the handshake may be over before the server has looked: then the connection ends.
        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var connection = await Connect(host, certificate, protocol);
            await connection.AcceptInboundStreamAsync();
        });
        Assert.True(failure is not null && QuicFailure.IsOne(failure), failure?.ToString());
    }

    private static ValueTask<QuicConnection> Connect(LoopbackHost host, X509Certificate2? certificate, string protocol = "libp2p") =>
        QuicConnection.ConnectAsync(new QuicClientConnectionOptions
        {
            RemoteEndPoint = host.Address.QuicEndPoint!,
            DefaultCloseErrorCode = 0,
            DefaultStreamErrorCode = 0,
            MaxInboundBidirectionalStreams = 10,
            ClientAuthenticationOptions = new SslClientAuthenticationOptions
            {
                ApplicationProtocols = [new SslApplicationProtocol(protocol)],
                ClientCertificateContext =
                    certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            },
        });

    private static X509Certificate2 Certificate(bool withExtension, int seed = 5)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (withExtension)
        {
            return OwnCertificate.Create(Key(seed), key, DateTimeOffset.UtcNow, TestRandom.From(seed));
        }

        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }
}
