using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Chain;

/// <summary>A block on its way into the store, and who wants to hear what becomes of it.</summary>
internal sealed class BlockImport(Root root, SignedBeaconBlock block, Source source, DateTimeOffset receivedAt)
{
    /// <summary>The block's root.</summary>
    public Root Root => root;

    /// <summary>The block.</summary>
    public SignedBeaconBlock Block => block;

    /// <summary>The slot of the block.</summary>
    public Slot Slot => block.Message.Slot;

    /// <summary>Where it came from first.</summary>
    public Source Source => source;

    /// <summary>When it came first.</summary>
    public DateTimeOffset ReceivedAt => receivedAt;

    /// <summary>Who asked for it.</summary>
    public List<IActorRef> Waiters { get; } = [];

    /// <summary>The post-state, once computed.</summary>
    public BeaconState? PostState { get; set; }

    /// <summary>What the post-state would justify and finalize, which came with it.</summary>
    public PulledUpTip? PulledUpTip { get; set; }

    /// <summary>True where the execution layer did not decide.</summary>
    public bool IsOptimistic { get; set; }

    /// <summary>True once its transition was asked for again, because its signatures were not verified the first time.</summary>
    public bool IsSecondTry { get; set; }

    /// <summary>The slot in which it entered its present stage.</summary>
    public Slot StageSince { get; set; }
}
