using System.Security.Cryptography;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Tests.Libp2p.Connections;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Hosting;

/// <summary>A host whose transport throws: no place is lost, and no link stays open.</summary>
public class BrokenTransportTests
{
    private const int Dials = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_dial_that_throws_gives_its_place_back(bool makesLinks)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new List<HostEvent>();
        var own = new Secp256k1Identity(NodeKey.Create(TestRandom.From(1)));
        var transport = new BrokenTransport(makesLinks);
        await using (var host = new Libp2pHost(
            new HostSettings { Limits = ConnectionLimits.Devnet with { MaxDialing = 1 } },
            own.PeerId,
            new TestHost(own, "one").Protocols,
            transport,
            TimeProvider.System,
            static memory => RandomNumberGenerator.Fill(memory.Span),
            Tell))
        {
            for (var i = 0; i < Dials; i++)
            {
                var address = Multiaddr.Parse($"/ip4/10.0.0.{i + 1}/tcp/9000", out _)!;
                Assert.True(host.Learn(NodeKey.Create(TestRandom.From(10 + i)).PeerId, [address], PeerStanding.Discovered));
            }

            await over.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        lock (told)
        {
            Assert.True(told.Count(static happened => happened.What is ConnectionEvent.Faulted) >= Dials, string.Join("; ", told));
            Assert.Equal(makesLinks ? Dials : 0, transport.Links.Count(static link => link.IsDisposed));
        }

        void Tell(HostEvent happened)
        {
            lock (told)
            {
                told.Add(happened);
                var closed = told.Where(static one => one.What is ConnectionEvent.Closed).Select(static one => one.Connection);
                if (closed.Distinct().Count() == Dials)
                {
                    over.TrySetResult();
                }
            }
        }
    }
}
