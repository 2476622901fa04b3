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
    private static byte[] Echo => [19, .. "/multistream/1.0.0\n"u8, 12, .. "/echo/1.0.0\n"u8];

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
        await using var listener = await Listen(plain);
        using var transport = Transport(Key(1));
        var (link, problem) = await transport.DialAsync(Multiaddr.FromQuic(listener.LocalEndPoint), CancellationToken.None);
        Assert.Null(link);
        Assert.Contains(nameof(CertificateFault.NoExtension), problem, StringComparison.Ordinal);
    }

    [QuicFact]
    public async Task A_certificate_that_the_system_cannot_read_ends_neither_listening_nor_dialling()
    {
        using var broken = BrokenPolicy();
        await using var listener = await Listen(broken);
        using (var transport = Transport(Key(1)))
        {
            var (link, problem) = await transport.DialAsync(Multiaddr.FromQuic(listener.LocalEndPoint), CancellationToken.None);
            Assert.Null(link);
            Assert.Contains(nameof(CryptographicException), problem, StringComparison.Ordinal);
        }

        var limits = ConnectionLimits.Devnet with { MaxDialing = 1 };
        var host = Host(Key(1), settings: new HostSettings { Limits = limits });
        await Refused(host, broken);
        await Refused(host, broken);
        await using (var honest = Host(Key(2)))
        {
            honest.Dial(host.FullAddress);
            await honest.WaitAsync<ConnectionEvent.Identified>();
            host.Dial($"{Multiaddr.FromQuic(listener.LocalEndPoint)}/p2p/{Key(3).PeerId}");
            var failed = await host.WaitAsync<ConnectionEvent.Closed>(static closed => Reason(closed) == CloseReason.LinkFailed);
            Assert.Contains(
                nameof(CryptographicException), ((ConnectionEvent.Closed)failed.What).Close.ToString(), StringComparison.Ordinal);
            await using var other = Host(Key(4));
            host.Dial(other.FullAddress);
            await other.WaitAsync<ConnectionEvent.Identified>();
        }

        Assert.DoesNotContain(host.Events, static happened => happened.What is ConnectionEvent.Faulted);
        await host.DisposeAsync();
    }

    [QuicFact]
    public async Task Refused_certificates_use_up_the_attempts_of_their_address()
    {
        var limits = ConnectionLimits.Public with { AttemptsPerMinute = 1 };
        await using var host = Host(Key(1), settings: new HostSettings { Limits = limits });
        using var bad = Certificate(withExtension: false);
        for (var i = 0; i < 4; i++)
        {
            await Refused(host, bad);
        }

        using var good = Certificate(withExtension: true);
        await Refused(host, good);
        Assert.Empty(host.Events);
    }

    [QuicFact]
    public async Task One_address_has_few_handshakes_under_way()
    {
        var limits = ConnectionLimits.Public with { MaxPendingPerAddress = 1 };
        await using var host = Host(Key(1), settings: new HostSettings { Limits = limits });
        using var first = Certificate(withExtension: true, seed: 5);
        using var second = Certificate(withExtension: true, seed: 6);
        using var goOn = new ManualResetEvent(false);
        using var reached = new ManualResetEvent(false);
        var slow = Task.Run(() => Connect(host, first, check: Wait).AsTask());
        Assert.True(await Task.Run(() => reached.WaitOne(TimeSpan.FromSeconds(30))));
        await Refused(host, second);
        goOn.Set();
        await using var taken = await slow;
        Assert.Equal(Key(5).PeerId, (await host.WaitAsync<ConnectionEvent.Opened>()).Peer);
        await using var next = await Connect(host, second);
        await host.WaitAsync<ConnectionEvent.Opened>(static happened => happened.Peer!.Equals(Key(6).PeerId));

        void Wait()
        {
            reached.Set();
            goOn.WaitOne(TimeSpan.FromSeconds(8));
        }
    }

    [QuicFact]
    public async Task An_answer_that_is_cut_by_the_end_does_not_look_complete()
    {
        var host = Host(Key(1));
        using var certificate = Certificate(withExtension: true);
        await using var peer = await Connect(host, certificate);
        await using var stream = await peer.OpenOutboundStreamAsync(QuicStreamType.Bidirectional);
        await stream.WriteAsync((byte[])[.. Echo, .. "half"u8]);
        var back = new byte[Echo.Length + 4];
        await stream.ReadExactlyAsync(back);
        Assert.Equal([.. Echo, .. "half"u8], back);
        var end = host.DisposeAsync();
        await Assert.ThrowsAsync<QuicException>(async () => _ = await stream.ReadAsync(back));
        await end;
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

    private static ValueTask<QuicListener> Listen(X509Certificate2 certificate)
    {
        var context = SslStreamCertificateContext.Create(certificate, null, offline: true);
        return QuicListener.ListenAsync(new QuicListenerOptions
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
    }

    private static ValueTask<QuicConnection> Connect(
        LoopbackHost host, X509Certificate2? certificate, string protocol = "libp2p", Action? check = null) =>
        QuicConnection.ConnectAsync(new QuicClientConnectionOptions
        {
            RemoteEndPoint = host.Address.QuicEndPoint!,
            DefaultCloseErrorCode = 0,
            DefaultStreamErrorCode = 0,
            MaxInboundBidirectionalStreams = 10,
            InitialReceiveWindowSizes = new QuicReceiveWindowSizes { LocallyInitiatedBidirectionalStream = 64 << 10 },
            ClientAuthenticationOptions = new SslClientAuthenticationOptions
            {
                ApplicationProtocols = [new SslApplicationProtocol(protocol)],
                ClientCertificateContext =
                    certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
                RemoteCertificateValidationCallback = (_, _, _, _) =>
                {
                    check?.Invoke();
                    return true;
                },
            },
        });

    // Good by the rules of libp2p, with a policy behind it that is no DER.
    private static X509Certificate2 BrokenPolicy()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509Extension(SignedKey.ExtensionId, SignedKey.Create(Key(5), key.ExportSubjectPublicKeyInfo()), critical: false));
        request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.311.21.10", [1, 2, 3], critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

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
