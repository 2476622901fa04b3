using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Interests;
using Consensoor.Actors.Network.Topics;
using Consensoor.Actors.Simulation;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// An attacker on the network: in every slot of its time it sends a number of messages of one kind, in two bursts. Of single attestations
/// half are honest votes it heard, under other subnets and again; the other half are wrong: another validator, another block, another
/// signature. Messages of sync committees are all wrong in the signature and in nothing else, so that they have to be verified. It follows
/// no protocol and holds no chain.
/// </summary>
public sealed class StormActor : ReceiveActor, IWithTimers
{
    /// <summary>The name it has in the network.</summary>
    public const string Name = "storm";

    private const int Bursts = 2;

    // Of a slot; payloads are taken then, and every node has a block to verify.
    private const int BlocksComeAt = 32;
    private const int Remembered = 256;

    private readonly ChainSpec _spec;
    private readonly SlotSchedule _schedule;
    private readonly IActorRef _wire;
    private readonly SimulatedRandom _random;
    private readonly Topic _topic;
    private readonly int _perSlot;
    private readonly (Slot From, Slot To) _time;
    private readonly List<PublishGossip> _heard = [];

    /// <summary>
    /// An attacker that sends so many messages of a topic (single attestations or messages of sync committees) a slot between two slots.
    /// </summary>
    public StormActor(
        ChainSpec spec,
        SlotSchedule schedule,
        IGossipConnection connection,
        SimulatedRandom random,
        string topic,
        int perSlot,
        Slot from,
        Slot to)
    {
        _spec = spec;
        _schedule = schedule;
        _wire = connection.Open(Context, Name);
        // All subnets are heard, so that there are votes of all to repeat.
        var interests = new InterestsSettings(spec, schedule, SubnetChoice.All, NodeId: null, FirstSequence: 0);
        Context.ActorOf(InterestsActor.Props(interests, new KeptInMemory()), "interests");
        _random = random;
        _topic = TopicTable.Rows.Single(row => row.Name == topic);
        _perSlot = perSlot;
        _time = (from, to);
        Receive<GossipReceived>(OnReceived);
        Receive<RequestReceived>(OnRequest);
        Receive<Burst>(_ => OnBurst());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Describes an attacker of a chain in a network.</summary>
    public static Props Props(
        ChainSpec spec,
        SlotSchedule schedule,
        IGossipConnection connection,
        SimulatedRandom random,
        string topic,
        int perSlot,
        Slot from,
        Slot to) =>
        Akka.Actor.Props.Create(() => new StormActor(spec, schedule, connection, random, topic, perSlot, from, to));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _wire.Tell(new JoinGossip(Name, Context.System.Scheduler.Now));
        WaitForBurst(offset: 1d / BlocksComeAt);
    }

    private void OnReceived(GossipReceived received)
    {
        _wire.Tell(new GossipVerdicts([new GossipVerdict(received.Id, GossipDecision.Ignore)]));
        if (received.Topic.Kind == _topic.Kind)
        {
            if (_heard.Count == Remembered)
            {
                _heard.RemoveAt(0);
            }

            _heard.Add(new PublishGossip(received.Topic, received.Ssz));
        }
    }

    // It says of its chain what is said to it, so that nobody minds it for that; other questions get no answer.
    private void OnRequest(RequestReceived request)
    {
        if (request.Protocol.Contains("/status/", StringComparison.Ordinal))
        {
            _wire.Tell(new SendChunk(request.Id, Code: 0, Context: null, request.Ssz));
        }

        _wire.Tell(new EndResponse(request.Id));
    }

    private void WaitForBurst(double offset = 0)
    {
        var duration = _schedule.DurationOf(_schedule.SlotAtOrGenesis(Context.System.Scheduler.Now));
        Timers.StartSingleTimer("burst", new Burst(), duration * ((1d / Bursts) + offset));
    }

    private void OnBurst()
    {
        WaitForBurst();
        var slot = _schedule.SlotAt(Context.System.Scheduler.Now);
        if (slot is null || slot < _time.From || slot > _time.To || _heard.Count == 0)
        {
            return;
        }

        for (var i = 0; i < _perSlot / Bursts; i++)
        {
            var vote = _heard[_random.Next(_heard.Count)];
            var message = _topic.Forms[0].Container == typeof(SyncCommitteeMessage) ? ForgedForSync(vote, slot.Value)
                : _random.Chance(0.5) ? Again(vote)
                : Forged(vote, slot.Value);
            _wire.Tell(message);
        }
    }

    // The same vote under another subnet is a message of its own to the network.
    private PublishGossip Again(PublishGossip vote) =>
        vote with { Topic = vote.Topic with { Subnet = (ulong)_random.Next((int)_spec.Config.AttestationSubnetCount) } };

    private PublishGossip Forged(PublishGossip vote, Slot slot)
    {
        var context = _spec.Ssz(_spec.ForkAtSlot(slot));
        if (!SingleAttestation.TryDecode(vote.Ssz.Span, context, out var attestation, out _))
        {
            return Again(vote);
        }

        var noise = new byte[32];
        _random.Fill(noise);
        attestation = _random.Next(3) switch
        {
            0 => attestation with { AttesterIndex = (ulong)_random.Next(64) },
            1 => attestation with { Data = attestation.Data with { BeaconBlockRoot = new Root(noise) } },
            _ => attestation with { Data = attestation.Data with { Target = attestation.Data.Target with { Root = new Root(noise) } } },
        };
        return vote with { Ssz = attestation.ToSsz(context) };
    }

    // A member's message of another slot, made out for this one and another block.
    private PublishGossip ForgedForSync(PublishGossip vote, Slot slot)
    {
        var context = _spec.Ssz(_spec.ForkAtSlot(slot));
        if (!SyncCommitteeMessage.TryDecode(vote.Ssz.Span, context, out var message, out _))
        {
            return Again(vote);
        }

        var noise = new byte[32];
        _random.Fill(noise);
        message = message with { Slot = slot, BeaconBlockRoot = new Root(noise) };
        return vote with { Ssz = message.ToSsz(context) };
    }

    private sealed record Burst;
}
