using System.Buffers.Binary;
using System.Diagnostics;
using Akka.Actor;
using Consensoor.Actors.Network.Wire;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Bench.Gossip;

/// <summary>Stands for a node above its wire: accepts what comes, acknowledges it now and then, and publishes what it is given.</summary>
internal sealed class GossipBenchNode : ReceiveActor
{
    private const int Ack = 240;

    private readonly GossipTopic _blocks;
    private readonly GossipTopic _votes;
    private readonly GossipTopic _acks;

    public GossipBenchNode(WireSettings settings, WireEndpoint endpoint, GossipTraffic traffic)
    {
        var wire = Context.ActorOf(WireActor.Props(settings, endpoint), "wire");
        var fork = settings.Spec.ForkAt(0);
        var digest = settings.Spec.ComputeForkDigest(settings.GenesisValidatorsRoot, 0);
        _blocks = new GossipTopic(fork, digest, TopicKind.BeaconBlock);
        _votes = new GossipTopic(fork, digest, TopicKind.BeaconAttestation, 0);
        _acks = new GossipTopic(fork, digest, TopicKind.BeaconAttestation, 1);
        wire.Tell(new JoinGossip("bench", Context.System.Scheduler.Now));
        Receive<PeerConnected>(_ => traffic.Connected.TrySetResult());
        Receive<byte[]>(data => wire.Tell(new PublishGossip(data.Length > Ack ? _blocks : _votes, data)));
        Receive<GossipReceived>(received =>
        {
            wire.Tell(new GossipVerdicts([new GossipVerdict(received.Id, GossipDecision.Accept)]));
            var data = received.Ssz.Span;
            var number = BinaryPrimitives.ReadUInt64LittleEndian(data);
            if (received.Topic == _acks)
            {
                traffic.Acknowledge((long)number);
                return;
            }

            var sent = (long)BinaryPrimitives.ReadUInt64LittleEndian(data[8..]);
            traffic.Hear(Stopwatch.GetElapsedTime(sent).TotalMicroseconds, data.Length);
            if (number % BinaryPrimitives.ReadUInt64LittleEndian(data[16..]) == 0)
            {
                var ack = new byte[Ack];
                BinaryPrimitives.WriteUInt64LittleEndian(ack, number);
                wire.Tell(new PublishGossip(_acks, ack));
            }
        });
    }
}
