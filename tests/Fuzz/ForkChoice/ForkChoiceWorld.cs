using System.Collections.Concurrent;
using Consensoor.Fuzz.Gossip;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Fuzz.ForkChoice;

/// <summary>
/// A gossip world for stores: anchors on its main chain, and on top of each anchor a few blocks that the state transition takes, with a
/// branch, a missed slot and the next epoch among them. Around the fork the blocks are of both.
/// </summary>
internal sealed class ForkChoiceWorld
{
    // Slots of the main chain to start at, the last with a block before an epoch or its first: in the first fork, before the change to the
    // next, and after it.
    private static readonly ulong[] AnchorSlots = [7, 15, 16, 23, 31];

    private static readonly ConcurrentDictionary<ForkName, Lazy<ForkChoiceWorld>> Worlds = [];

    private ForkChoiceWorld(ForkName fork)
    {
        Gossip = GossipWorld.Of(fork);
        foreach (var slot in AnchorSlots)
        {
            var anchor = Gossip.At(slot);
            var start = (slot + 7) / 8 * 8;
            var first = Extend(anchor.State!, start + 1, 0);
            var second = Extend(first.State, start + 2, 0);
            Blocks[anchor.Root] =
            [
                first,
                second,
                Extend(first.State, start + 3, 1),
                Extend(second.State, start + 5, 0),
                Extend(second.State, start + 9, 2),
            ];
        }
    }

    internal GossipWorld Gossip { get; }

    /// <summary>The blocks on top of each anchor, parents before children.</summary>
    internal Dictionary<Root, ForkChoiceBlock[]> Blocks { get; } = [];

    /// <summary>The world that begins in a fork, made once.</summary>
    internal static ForkChoiceWorld Of(ForkName fork) =>
        Worlds.GetOrAdd(fork, static fork => new Lazy<ForkChoiceWorld>(() => new ForkChoiceWorld(fork))).Value;

    /// <summary>The anchor of a number.</summary>
    internal GossipBlock Anchor(int number) => Gossip.At(AnchorSlots[number % AnchorSlots.Length]);

    /// <summary>A store at an anchor that knows the first blocks above it.</summary>
    internal Store NewStore(GossipBlock anchor, int count)
    {
        var refusal = Store.GetForkchoiceStore(anchor.State!, anchor.Block, AcceptAllVerifier.Instance, out var store);
        foreach (var block in Blocks[anchor.Root].Take(count))
        {
            var time = store!.Times.StartMs(block.Signed.Message.Slot) + 100;
            refusal ??= (time > store.TimeMs ? Handlers.OnTick(store, time) : null)
                ?? Handlers.AcceptBlock(store, block.Signed.Message, block.Root, block.State, block.Tip);
        }

        return refusal is null ? store! : throw new InvalidOperationException($"the world's store: {refusal}");
    }

    private ForkChoiceBlock Extend(BeaconState parent, ulong slot, int graffiti)
    {
        var verifier = AcceptAllVerifier.Instance;
        var (advanced, refusal) = StateTransition.AdvanceTo(parent, slot, verifier);
        if (advanced is null)
        {
            throw new InvalidOperationException($"the world does not reach slot {slot}: {refusal}");
        }

        var block = new BeaconBlock
        {
            Slot = slot,
            ProposerIndex = Accessors.GetBeaconProposerIndex(advanced),
            ParentRoot = advanced.LatestBlockHeader.HashTreeRoot(advanced.Ssz),
            Body = Body(advanced, graffiti),
        };
        var signed = new SignedBeaconBlock { Message = block };
        var (post, refused) = StateTransition.Apply(parent, signed, verifier, new DeferringExecutionEngine(), validateResult: false);
        if (post is null)
        {
            throw new InvalidOperationException($"the world's block of slot {slot} in {advanced.ForkName}: {refused}");
        }

        signed = signed with { Message = block with { StateRoot = post.HashTreeRoot() } };
        post.Freeze();
        var root = signed.Message.HashTreeRoot(post.Ssz);
        return new ForkChoiceBlock(signed, root, post, Handlers.ComputePulledUpTip(post), Envelope(post, root));
    }

    private static BeaconBlockBody Body(BeaconState state, int graffiti)
    {
        var body = BeaconBlockBody.Default(state.Ssz) with { Graffiti = Misc.HashWith(Root.Zero, (ulong)graffiti) };
        if (state.ForkName >= ForkName.Altair)
        {
            body = body with { SyncAggregate = body.SyncAggregate with { SyncCommitteeSignature = Constants.G2PointAtInfinity } };
        }

        var mix = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state));
        if (state.ForkName is >= ForkName.Capella and < ForkName.Gloas)
        {
            return body with
            {
                ExecutionPayload = body.ExecutionPayload with
                {
                    ParentHash = state.LatestExecutionPayloadHeader.BlockHash,
                    PrevRandao = mix,
                    Timestamp = Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, state.Slot),
                    BlockHash = Misc.HashWith(mix, state.Slot),
                },
            };
        }

        if (state.ForkName < ForkName.Gloas)
        {
            return body;
        }

        var bid = body.SignedExecutionPayloadBid.Message with
        {
            BuilderIndex = Constants.BuilderIndexSelfBuild,
            Slot = state.Slot,
            ParentBlockRoot = Accessors.GetBlockRootAtSlot(state, state.Slot - 1),
            ParentBlockHash = state.LatestBlockHash,
            BlockHash = Misc.HashWith(mix, state.Slot),
            PrevRandao = mix,
            GasLimit = 30_000_000,
            ExecutionRequestsRoot = ExecutionRequests.Default(state.Ssz).HashTreeRoot(state.Ssz),
        };
        return body with
        {
            SignedExecutionPayloadBid = new SignedExecutionPayloadBid { Message = bid, Signature = Constants.G2PointAtInfinity },
        };
    }

    private static SignedExecutionPayloadEnvelope? Envelope(BeaconState post, Root root)
    {
        if (post.ForkName < ForkName.Gloas)
        {
            return null;
        }

        var (envelope, bid) = (ExecutionPayloadEnvelope.Default(post.Ssz), post.LatestExecutionPayloadBid);
        return new SignedExecutionPayloadEnvelope
        {
            Message = envelope with
            {
                BeaconBlockRoot = root,
                ParentBeaconBlockRoot = post.LatestBlockHeader.ParentRoot,
                BuilderIndex = bid.BuilderIndex,
                Payload = envelope.Payload with
                {
                    ParentHash = post.LatestBlockHash,
                    BlockHash = bid.BlockHash,
                    PrevRandao = bid.PrevRandao,
                    GasLimit = bid.GasLimit,
                    SlotNumber = post.Slot,
                    Timestamp = Misc.ComputeTimeAtSlot(post.Spec, post.GenesisTime, post.Slot),
                    Withdrawals = [.. post.PayloadExpectedWithdrawals],
                },
            },
        };
    }
}
