using System.Buffers.Binary;
using System.Net;
using Akka.Actor;
using Consensoor.Actors.Network.Interests;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Network.Wire;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Tcp;
using Consensoor.Messages;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Bench.Nodes;

/// <summary>
/// A peer of ours without a chain: the node's wire (host, connection, router, actor) with the topics of a beacon node, under an actor that
/// accepts all gossip and counts it, says of a Status what who asked says, and answers pings and questions for metadata.
/// </summary>
internal sealed class BenchPeer : IAsyncDisposable
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WireEndpoint _endpoint;
    private readonly IActorRef _node;
    private long _heard;

    /// <summary>Starts a peer with a number of its own, on a choice of attestation subnets and the columns that it samples.</summary>
    public BenchPeer(BenchNetwork network, int number, SubnetChoice choice)
    {
        var (spec, key) = (network.Spec, NodeKey.Create());
        var settings = WireSettings.From(
            spec, network.Genesis, new IPEndPoint(IPAddress.Loopback, 0), [], number, network.Hocon.GetConfig("consensoor"));
        HostFactory tcp = static (limits, own, protocols, tell) => new Libp2pHost(
            limits, own, protocols, new TcpTransport(TimeProvider.System), TimeProvider.System, BenchNetwork.Fill, tell);
        _endpoint = new WireEndpoint(settings, key, "bench", tcp, BenchNetwork.Fill);
        _endpoint.Listen();
        var id = new NodeId(key.NodeId).ToUInt256();
        var sampled = Custody.GetCustodyGroups(spec.Config, id, spec.Config.SamplesPerSlot)
            .SelectMany(group => Custody.ComputeColumnsForCustodyGroup(spec.Preset, spec.Config, group))
            .Select(column => Custody.ComputeSubnetForDataColumnSidecar(spec.Config, column));
        var interests = new InterestsSettings(spec, settings.Schedule, choice, id, FirstSequence: 1)
        {
            Custody = new CustodyChanged(spec.Config.CustodyRequirement, [.. sampled]),
        };
        var book = new InterestsBook(interests, told: null, settings.Schedule.SlotAtOrGenesis(network.System.Scheduler.Now));
        _node = network.System.ActorOf(Props.Create(() => new Node(settings, _endpoint, book.Current, this)));
    }

    /// <summary>Messages of gossip that it heard, each once.</summary>
    public long Heard => Interlocked.Read(ref _heard);

    /// <summary>Dials a node, and waits for the connection.</summary>
    public Task Dial(Multiaddr address)
    {
        _endpoint.Learn(address.Peer!, [address], PeerStanding.Static);
        return _connected.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>Publishes a message.</summary>
    public void Publish(PublishGossip message) => _node.Tell(message);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    private sealed class Node : ReceiveActor
    {
        public Node(WireSettings settings, WireEndpoint endpoint, NetworkInterests interests, BenchPeer peer)
        {
            var wire = Context.ActorOf(WireActor.Props(settings, endpoint), "wire");
            wire.Tell(new InterestsChanged(interests));
            wire.Tell(new JoinGossip("bench", Context.System.Scheduler.Now));
            Receive<PeerConnected>(_ => peer._connected.TrySetResult());
            Receive<PublishGossip>(message => wire.Tell(message));
            Receive<GossipReceived>(received =>
            {
                Interlocked.Increment(ref peer._heard);
                wire.Tell(new GossipVerdicts([new GossipVerdict(received.Id, GossipDecision.Accept)]));
            });
            Receive<RequestReceived>(request =>
            {
                if (AnswerTo(settings, interests, request) is { } answer)
                {
                    wire.Tell(new SendChunk(request.Id, 0, null, answer));
                }

                wire.Tell(new EndResponse(request.Id));
            });
        }

        // No chunk to what it has nothing of.
        private static ReadOnlyMemory<byte>? AnswerTo(WireSettings settings, NetworkInterests interests, RequestReceived request)
        {
            if (RequestTable.Of(request.Protocol) is not var (row, fork))
            {
                return null;
            }

            if (row == StatusRow.Row)
            {
                return request.Ssz;
            }

            if (row == PingRow.Row)
            {
                var number = new byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64LittleEndian(number, interests.MetaData.SeqNumber);
                return number;
            }

            return row == MetaDataRow.Row ? interests.MetaData.ToSsz(settings.Spec.Ssz(fork)) : null;
        }
    }
}
