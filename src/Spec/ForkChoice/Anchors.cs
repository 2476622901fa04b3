using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// The one derivation of a state's block, its root and its checkpoint, for stores that start at a state: genesis, a restart, checkpoint
/// sync.
/// </summary>
public static class Anchors
{
    /// <summary>The header of the last block a state has seen, with the state root that `process_slot` fills in later.</summary>
    public static BeaconBlockHeader LatestBlockHeader(BeaconState state)
    {
        var header = state.LatestBlockHeader;
        return header.StateRoot == Root.Zero ? header with { StateRoot = state.HashTreeRoot() } : header;
    }

    /// <summary>The root of the last block a state has seen, whether or not the state has been advanced since.</summary>
    public static Root LatestBlockRoot(BeaconState state) => LatestBlockHeader(state).HashTreeRoot(state.Ssz);

    /// <summary>
    /// The checkpoint that a state alone stands for: its last block, at the first epoch that starts neither before that block nor before
    /// the state's own epoch. Where the first slots of the checkpoint's epoch were skipped over more than an epoch, only who finalized it
    /// knows the epoch.
    /// </summary>
    public static Checkpoint CheckpointOf(BeaconState state)
    {
        var (slot, slotsPerEpoch) = (state.LatestBlockHeader.Slot, state.Preset.SlotsPerEpoch);
        var epoch = (slot / slotsPerEpoch) + (slot % slotsPerEpoch == 0 ? 0UL : 1);
        return new Checkpoint { Epoch = Math.Max(epoch, Accessors.GetCurrentEpoch(state)), Root = LatestBlockRoot(state) };
    }

    /// <summary>
    /// The last block of a state as far as the state knows it: the header's fields, and the body that a genesis block has: empty, from
    /// gloas on but for its bid. It hashes to <see cref="LatestBlockRoot"/> only where the block has such a body.
    /// </summary>
    public static BeaconBlock BlockOf(BeaconState state)
    {
        var header = LatestBlockHeader(state);
        var bodies = Bodies(state).ToArray();
        return new BeaconBlock
        {
            Slot = header.Slot,
            ProposerIndex = header.ProposerIndex,
            ParentRoot = header.ParentRoot,
            StateRoot = header.StateRoot,
            Body = bodies.FirstOrDefault(body => body.HashTreeRoot(state.Ssz) == header.BodyRoot, bodies[^1]),
        };
    }

    private static IEnumerable<BeaconBlockBody> Bodies(BeaconState state)
    {
        var empty = BeaconBlockBody.Default(state.Ssz);
        yield return empty;
        if (state.ForkName < ForkName.Gloas)
        {
            yield break;
        }

        // Two that generators write: of the state's bid only what names the execution genesis, and all of it.
        var (signed, bid) = (empty.SignedExecutionPayloadBid, state.LatestExecutionPayloadBid);
        var named = signed.Message with { ParentBlockHash = bid.ParentBlockHash, ExecutionRequestsRoot = bid.ExecutionRequestsRoot };
        yield return empty with { SignedExecutionPayloadBid = signed with { Message = named } };
        yield return empty with { SignedExecutionPayloadBid = signed with { Message = bid } };
    }
}
