using Akka.Actor;
using Akka.Event;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Pools;

/// <summary>
/// Watches for proposers that make two blocks of a slot, among those imported and those that gossip ignores, and publishes the slashing as
/// the node's own: its lane verifies both signatures, and the pool of operations has it packed.
/// </summary>
internal sealed class SlashingWatchActor : ReceiveActor
{
    // Headers are kept for so many epochs.
    private const ulong Epochs = 2;

    private readonly ChainSpec _spec;
    private readonly IActorRef _network;
    private readonly DoubleProposals _proposals;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Slot _now;

    /// <summary>Builds the watch over a network.</summary>
    public SlashingWatchActor(ChainSpec spec, IActorRef network)
    {
        (_spec, _network, _proposals) = (spec, network, new DoubleProposals(Epochs * spec.Preset.SlotsPerEpoch));
        Receive<SlotStarted>(started => _now = started.Slot);
        Receive<BlockImported>(imported => See(imported.Block, isVerified: true));
        Receive<BlockRepeated>(repeated => See(repeated.Block, isVerified: false));
        Receive<Published>(OnPublished);
    }

    /// <summary>Describes the watch over a network.</summary>
    public static Props Props(ChainSpec spec, IActorRef network) => Akka.Actor.Props.Create(() => new SlashingWatchActor(spec, network));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
        Context.System.EventStream.Subscribe(Self, typeof(BlockImported));
        Context.System.EventStream.Subscribe(Self, typeof(BlockRepeated));
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void See(SignedBeaconBlock signed, bool isVerified)
    {
        var block = signed.Message;
        var header = new SignedBeaconBlockHeader
        {
            Message = new BeaconBlockHeader
            {
                Slot = block.Slot,
                ProposerIndex = block.ProposerIndex,
                ParentRoot = block.ParentRoot,
                StateRoot = block.StateRoot,
                BodyRoot = block.Body.HashTreeRoot(_spec.Ssz(_spec.ForkAtSlot(block.Slot))),
            },
            Signature = signed.Signature,
        };
        foreach (var slashing in _proposals.See(header, isVerified, _now))
        {
            _network.Tell(new Publish(slashing));
        }
    }

    private void OnPublished(Published published)
    {
        if (published.Message is not ProposerSlashing slashing)
        {
            return;
        }

        if (published.Decision == GossipDecision.Accept)
        {
            var header = slashing.SignedHeader1.Message;
            _log.Warning("validator {0} proposed two blocks in slot {1}: its slashing is published", header.ProposerIndex, header.Slot);
        }
        else if (published.Decision == GossipDecision.Reject)
        {
            _proposals.Refuse(slashing);
        }
    }
}
