using System.Collections.Immutable;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Remote;

/// <summary>
/// The view by which validators on another's node act: its head is of the slot before, its state knows domains, and nothing else is in it.
/// </summary>
internal static class RemoteView
{
    /// <summary>Makes the view of a slot.</summary>
    public static ChainView At(RemoteSettings settings, Slot slot)
    {
        var execution = new ExecutionHead(default, default, default);
        var parent = new ProposalParent(default, false, execution);
        var before = Misc.SaturatingSub(slot, 1);
        return new ChainView
        {
            Spec = settings.Spec,
            GenesisTimeMs = settings.GenesisTime * 1000,
            CurrentSlot = slot,
            Head = new HeadSnapshot(
                default,
                HeadPayloadStatus.None,
                new SignedBeaconBlock { Message = new BeaconBlock { Slot = before } },
                DomainStates.At(settings, slot),
                new Checkpoint(),
                new Checkpoint(),
                execution,
                IsOptimistic: false),
            JustifiedCheckpoint = new Checkpoint(),
            FinalizedCheckpoint = new Checkpoint(),
            Blocks = ImmutableDictionary<Root, ChainBlock>.Empty,
            Canonical = CanonicalChain.Empty,
            BuildsOnFullInNextSlot = false,
            ProposalParentOnTime = parent,
            ProposalParentLater = parent,
            ProposalParentInNextSlot = parent,
            OldestSlot = before,
        };
    }
}
