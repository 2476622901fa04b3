using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Interests;
using Consensoor.Actors.Network.Wire;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Tcp;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;

namespace Consensoor.Bench.Gossip;

/// <summary>
/// A process of ours in the comparison of gossip: the node's wire (host, connections, router, actor), and in place of the node an actor
/// that accepts everything. It is told by lines as `js/peer.mjs` is.
/// </summary>
internal static class GossipPeer
{
    // Nothing that snappy makes smaller, as theirs sends the bytes as they are.
    private static readonly byte[] Noise = RandomNumberGenerator.GetBytes(1 << 20);

    internal static async Task Run()
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with
        {
            AltairForkEpoch = 0, BellatrixForkEpoch = 0, CapellaForkEpoch = 0, DenebForkEpoch = 0, ElectraForkEpoch = 0,
        });
        var hocon = NodeConfig.Layered();
        var consensoor = hocon.GetConfig("consensoor");
        var genesis = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60;
        var settings = new WireSettings
        {
            Spec = spec,
            GenesisValidatorsRoot = default,
            Schedule = new SlotSchedule(spec, genesis),
            ActiveValidators = 16_384,
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Seed = 7,
            IsDevnet = true,
            TargetPeers = 100,
            MaxPeers = 120,
            Ban = TimeSpan.FromMinutes(10),
            GoodbyeTimeout = TimeSpan.FromSeconds(1),
            LogLines = 20,
        };
        using var system = ActorSystem.Create("bench", Akka.Configuration.ConfigurationFactory.ParseString(
            "akka.loglevel = WARNING\nakka.stdout-loglevel = OFF").WithFallback(hocon));
        HostFactory tcp = static (limits, own, protocols, tell) => new Libp2pHost(
            limits, own, protocols, new TcpTransport(TimeProvider.System), TimeProvider.System, Fill, tell);
        await using var endpoint = new WireEndpoint(settings, NodeKey.Create(), "bench", tcp, Fill);
        endpoint.Listen();
        var interests = new InterestsSettings(spec, settings.Schedule, SubnetChoice.All, NodeId: null, FirstSequence: 0);
        system.ActorOf(InterestsActor.Props(interests, new KeptInMemory()));
        var traffic = new GossipTraffic();
        var node = system.ActorOf(Props.Create(() => new GossipBenchNode(settings, endpoint, traffic)));
        while (await Console.In.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            switch (words[0])
            {
                case "listen":
                    Console.WriteLine(Multiaddr.FromTcp(endpoint.Address.TcpEndPoint!, endpoint.Id));
                    break;
                case "dial":
                    _ = Multiaddr.TryParse(words[1], out var address);
                    endpoint.Learn(address!.Peer!, [address], Interop.Libp2p.Connections.PeerStanding.Static);
                    await traffic.Connected.Task;
                    // Subscriptions and grafts of both sides are a matter of two heartbeats.
                    await Task.Delay(2000);
                    Console.WriteLine("ok");
                    break;
                case "send":
                    await Send(node, traffic, [.. words.Skip(1).Select(static word => int.Parse(word, CultureInfo.InvariantCulture))]);
                    Console.WriteLine("ok");
                    break;
                case "heard":
                    Console.WriteLine(traffic.Heard(isNew: words.Length > 1));
                    break;
                case "cpu":
                    Console.WriteLine((long)Process.GetCurrentProcess().TotalProcessorTime.TotalMicroseconds);
                    break;
            }
        }
    }

    private static async Task Send(IActorRef node, GossipTraffic traffic, int[] numbers)
    {
        var (size, count, window, rate) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        var begin = Stopwatch.GetTimestamp();
        // All that was sent before was heard.
        traffic.Acknowledge(traffic.Sent);
        for (var i = 1; i <= count; i++)
        {
            // The next one is asked for before the look, so that none is missed between.
            for (var next = traffic.Acknowledgement; rate == 0 && traffic.Unacknowledged >= window; next = traffic.Acknowledgement)
            {
                await next;
            }

            while (rate > 0 && Stopwatch.GetElapsedTime(begin).TotalSeconds < (double)i / rate)
            {
                await Task.Delay(1);
            }

            byte[] data = Noise[..size];
            BinaryPrimitives.WriteUInt64LittleEndian(data, (ulong)++traffic.Sent);
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(8), (ulong)Stopwatch.GetTimestamp());
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16), (ulong)Math.Max(1, window >> 2));
            node.Tell(data);
        }
    }

    private static void Fill(Memory<byte> memory) => RandomNumberGenerator.Fill(memory.Span);
}
