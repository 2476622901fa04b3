using Akka.Actor;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Interests;
using Consensoor.Actors.Network.Topics;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// A builder of the registry that has no node and no payload: of the first bid it hears for a slot it makes one of its own, higher than all
/// it has, well signed, and sends it to everybody. It follows no protocol and holds no chain.
/// </summary>
public sealed class StrayBidActor : ReceiveActor
{
    /// <summary>The name it has in the network.</summary>
    public const string Name = "stray-builder";

    private readonly DevnetWorld _chain;
    private readonly IActorRef _wire;
    private readonly IBls _bls;
    private readonly (int Validators, int Builder) _key;
    private readonly (Slot From, Slot To) _time;
    private Slot _last;

    /// <summary>A builder of a chain, with the key after those of its validators and the builders before it, between two slots.</summary>
    public StrayBidActor(DevnetWorld chain, IGossipConnection connection, IBls bls, (int Validators, int Builder) key, Slot from, Slot to)
    {
        _chain = chain;
        _wire = connection.Open(Context, Name);
        _bls = bls;
        _key = key;
        _time = (from, to);
        var schedule = new SlotSchedule(chain.Spec, chain.Genesis.GenesisTime);
        var interests = new InterestsSettings(chain.Spec, schedule, SubnetChoice.None, NodeId: null, FirstSequence: 0);
        Context.ActorOf(InterestsActor.Props(interests, new KeptInMemory()), "interests");
        Receive<GossipReceived>(OnReceived);
        Receive<RequestReceived>(OnRequest);
    }

    /// <summary>Describes the builder.</summary>
    public static Props Props(
        DevnetWorld chain, IGossipConnection connection, IBls bls, (int Validators, int Builder) key, Slot from, Slot to) =>
        Akka.Actor.Props.Create(() => new StrayBidActor(chain, connection, bls, key, from, to));

    /// <inheritdoc/>
    protected override void PreStart() => _wire.Tell(new JoinGossip(Name, Context.System.Scheduler.Now));

    private void OnReceived(GossipReceived received)
    {
        _wire.Tell(new GossipVerdicts([new GossipVerdict(received.Id, GossipDecision.Ignore)]));
        if (received.Topic.Kind != ExecutionPayloadBidTopic.Row.Kind
            || !SignedExecutionPayloadBid.TryDecode(received.Ssz.Span, _chain.Spec.Ssz(received.Topic.Fork), out var heard, out _)
            || heard.Message.Slot <= _last
            || heard.Message.Slot < _time.From
            || heard.Message.Slot > _time.To)
        {
            return;
        }

        _last = heard.Message.Slot;
        var all = _chain.Genesis.Builders[_key.Builder].Balance;
        var bid = heard.Message with { BuilderIndex = (BuilderIndex)_key.Builder, Value = all };
        var spec = _chain.Spec;
        var epoch = Misc.ComputeEpochAtSlot(spec.Preset, bid.Slot);
        var domain = Misc.ComputeDomain(
            Constants.DomainBeaconBuilder, Misc.ComputeForkVersion(spec.Config, epoch), _chain.Genesis.GenesisValidatorsRoot);
        var root = Misc.ComputeSigningRoot(bid, domain, spec.Ssz(received.Topic.Fork));
        var secret = InteropGenesis.SecretKeys(_key.Validators + _key.Builder, 1)[0];
        var signed = new SignedExecutionPayloadBid { Message = bid, Signature = _bls.Sign(secret, root.AsSpan())!.Value };
        _wire.Tell(new PublishGossip(received.Topic, signed.ToSsz(spec.Ssz(received.Topic.Fork))));
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
}
