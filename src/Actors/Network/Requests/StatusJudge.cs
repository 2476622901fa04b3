using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Decides from a peer's `Status` whether it is on this node's chain (`phase0/p2p-interface.md#status-v1`, the two conditions under which
/// clients disconnect).
/// </summary>
internal static class StatusJudge
{
    /// <summary>
    /// Says why a peer is on another chain; null where nothing shows that. The digest may be that of the slot before or after, since clocks
    /// differ and messages take time. A finalized checkpoint is compared as far back as the head's state remembers roots; of older ones
    /// storage knows (<see cref="OldFinalizedSlot"/>).
    /// </summary>
    public static string? Judge(ChainSpec spec, Root genesisValidatorsRoot, Slot now, HeadSnapshot? head, Status peer)
    {
        ForkDigest DigestAt(Slot slot) => spec.ComputeForkDigest(genesisValidatorsRoot, Misc.ComputeEpochAtSlot(spec.Preset, slot));
        if (peer.ForkDigest != DigestAt(now) && peer.ForkDigest != DigestAt(now + 1) && peer.ForkDigest != DigestAt(now == 0 ? 0 : now - 1))
        {
            var fork = spec.ForkOfDigest(genesisValidatorsRoot, peer.ForkDigest) is { } known
                ? $"{known} of this chain"
                : "of another chain";
            return $"its fork digest {peer.ForkDigest} is {fork}, and this node is at {DigestAt(now)}, {spec.ForkAtSlot(now)}";
        }

        return head is not null && IsComparable(head, peer) && RootAt(head, FinalizedSlot(spec, peer)) is { } own
            ? Compare(peer.FinalizedEpoch, peer.FinalizedRoot, own)
            : null;
    }

    /// <summary>
    /// Returns the slot whose finalized root storage is to be asked for, where the head's state no longer remembers it; else null.
    /// </summary>
    public static Slot? OldFinalizedSlot(ChainSpec spec, HeadSnapshot? head, Status peer) =>
        head is not null && IsComparable(head, peer) && RootAt(head, FinalizedSlot(spec, peer)) is null ? FinalizedSlot(spec, peer) : null;

    /// <summary>Says that a peer has finalized another block than this node's chain has at an epoch; null where it is the same.</summary>
    public static string? Compare(Epoch epoch, Root peer, Root own) => peer == own
        ? null
        : $"its finalized block of epoch {epoch} is {peer}, and {own} in this node's finalized chain";

    // What a peer has finalized later says nothing yet, and at genesis the root is zero by the specification.
    private static bool IsComparable(HeadSnapshot head, Status peer) =>
        peer.FinalizedEpoch <= head.Finalized.Epoch && !(peer.FinalizedEpoch == 0 && peer.FinalizedRoot == Root.Zero);

    private static Slot FinalizedSlot(ChainSpec spec, Status peer) => Misc.ComputeStartSlotAtEpoch(spec.Preset, peer.FinalizedEpoch);

    private static Root? RootAt(HeadSnapshot head, Slot slot)
    {
        BeaconState state = head.State;
        var window = state.Preset.SlotsPerHistoricalRoot;
        return slot >= state.Slot ? head.Root : state.Slot - slot <= window ? state.BlockRoots[slot % window] : null;
    }
}
