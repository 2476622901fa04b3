using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `execution_payload_bid`, gloas on.</summary>
public static class ExecutionPayloadBidGossip
{
    /// <summary>
    /// Validates a bid (`gloas/p2p-interface.md#new-execution_payload_bid`, `heze/p2p-interface.md#modified-execution_payload_bid`) by
    /// the state of its parent, advanced to its slot.
    /// </summary>
    public static GossipResult ValidateExecutionPayloadBidGossip(
        Seen seen, IGossipView view, SignedExecutionPayloadBid signed, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var bid = signed.Message;
        if (seen.ExecutionPayloadBids.Contains((bid.Slot, bid.ParentBlockHash, bid.ParentBlockRoot, bid.BuilderIndex)))
        {
            return Ignore("already seen valid bid for this slot, parent, and builder");
        }

        var fork = view.Spec.ForkAtSlot(bid.Slot);
        if (GossipConditions.IsOfFork(bid.HasFormOf(fork), fork) is { } form)
        {
            return form;
        }

        var parentKey = (bid.Slot, bid.ParentBlockHash, bid.ParentBlockRoot);
        if (seen.BestExecutionPayloadBid.TryGetValue(parentKey, out var best) && bid.Value <= best)
        {
            return Ignore("bid is not the highest value bid seen for this slot and parent");
        }

        if (!GossipTime.IsCurrentOrNextSlot(view, bid.Slot, currentTimeMs))
        {
            return Ignore("bid's slot is not the current or next slot");
        }

        if (bid.ExecutionPayment != 0)
        {
            return Reject("bid's execution payment must be zero");
        }

        if (bid.BlockHash == bid.ParentBlockHash)
        {
            return Reject("bid's block hash equals its parent block hash");
        }

        var epoch = Misc.ComputeEpochAtSlot(view.Spec.Preset, bid.Slot);
        if ((ulong)bid.BlobKzgCommitments.Count > Misc.GetBlobParameters(view.Spec.Config, epoch).MaxBlobsPerBlock)
        {
            return Reject("too many blob kzg commitments");
        }

        if (view.Find(bid.ParentBlockRoot) is not { } parent)
        {
            return IgnoreUntil(bid.ParentBlockRoot, "bid's parent block root is not a known beacon block");
        }

        if (bid.Slot <= parent.Slot)
        {
            return Reject("bid's slot is not higher than its parent's slot");
        }

        return parent.State is { } state
            ? Preferences(seen, view, bid, epoch, parent, state)
                ?? IgnoreUnless(IsBidCompatibleWithHead(view, bid), "bid is not compatible with the current head branch")
                ?? Builder(view, signed, parent, state, verifier)
            : Ignore("bid's parent block post-state is unavailable");
    }

    /// <summary>Enters an accepted bid; returns false where another of its builder was faster.</summary>
    public static bool Mark(Seen seen, ExecutionPayloadBid bid)
    {
        if (!seen.ExecutionPayloadBids.Add((bid.Slot, bid.ParentBlockHash, bid.ParentBlockRoot, bid.BuilderIndex)))
        {
            return false;
        }

        seen.BestExecutionPayloadBid[(bid.Slot, bid.ParentBlockHash, bid.ParentBlockRoot)] = bid.Value;
        return true;
    }

    /// <summary>
    /// Checks a gas limit against a target under the EIP-1559 transition rule
    /// (`gloas/p2p-interface.md#new-is_gas_limit_target_compatible`). The rule's numbers have no end: the highest limit saturates, which
    /// no target exceeds.
    /// </summary>
    public static bool IsGasLimitTargetCompatible(ulong parentGasLimit, ulong gasLimit, ulong targetGasLimit)
    {
        var difference = Misc.SaturatingSub(parentGasLimit / 1024, 1);
        var highest = difference > ulong.MaxValue - parentGasLimit ? ulong.MaxValue : parentGasLimit + difference;
        return gasLimit == Math.Clamp(targetGasLimit, parentGasLimit - difference, highest);
    }

    /// <summary>
    /// Checks whether a bid is compatible with the head branch (`gloas/p2p-interface.md#new-is_bid_compatible_with_head`).
    /// </summary>
    public static bool IsBidCompatibleWithHead(IGossipView view, ExecutionPayloadBid bid)
    {
        if (view.Find(view.HeadRoot)?.Block is not { Body.SignedExecutionPayloadBid.Message: { } headBid } head)
        {
            // The head is the last block before gloas: there is one payload to build on, its own.
            return bid.ParentBlockRoot == view.HeadRoot;
        }

        var buildsOnParentPayload = bid.ParentBlockHash == headBid.ParentBlockHash;
        if (bid.ParentBlockRoot == head.ParentRoot && buildsOnParentPayload)
        {
            return true;
        }

        return bid.ParentBlockRoot == view.HeadRoot
            && (view.ShouldBuildOnFull(bid.Slot) ? bid.ParentBlockHash == headBid.BlockHash : buildsOnParentPayload);
    }

    /// <summary>[IGNORE] The proposer's preferences are known, and the bid's fee recipient and gas limit go by them.</summary>
    private static GossipResult? Preferences(
        Seen seen, IGossipView view, ExecutionPayloadBid bid, Epoch epoch, GossipBlock parent, BeaconState state)
    {
        if (epoch > Accessors.GetCurrentEpoch(state) + view.Spec.Preset.MinSeedLookahead)
        {
            return Ignore("bid's slot is past the parent's proposer lookahead");
        }

        var dependentRoot = view.GetShufflingDependentRoot(bid.ParentBlockRoot, epoch);
        if (!seen.ProposerPreferences.TryGetValue((bid.Slot, dependentRoot), out var preferences))
        {
            return Ignore("matching proposer preferences have not been seen");
        }

        if (bid.FeeRecipient != preferences.FeeRecipient)
        {
            return Ignore("bid's fee recipient does not match the proposer's preference");
        }

        if (!seen.ExecutionPayloadGasLimits.TryGetValue(bid.ParentBlockHash, out var parentGasLimit)
            && !(view.KnowsPayloads && TryGetGasLimit(view, parent, bid.ParentBlockHash, out parentGasLimit)))
        {
            return Ignore("bid's parent block hash is not a known execution payload");
        }

        return IgnoreUnless(
            IsGasLimitTargetCompatible(parentGasLimit, bid.GasLimit, preferences.TargetGasLimit),
            "bid's gas limit is not compatible with the proposer's target");
    }

    /// <summary>
    /// Finds the gas limit of the last payload below a bid, which need not have come by gossip: of its parent, or of the last block that is
    /// full where its parent is not; before gloas blocks carry their payloads.
    /// </summary>
    private static bool TryGetGasLimit(IGossipView view, GossipBlock parent, Hash32 blockHash, out ulong gasLimit)
    {
        var block = parent;
        while (view.Spec.ForkAtSlot(block.Slot) >= ForkName.Gloas
            && block.Block.Body.SignedExecutionPayloadBid.Message is var own && own.BlockHash != blockHash
            && own.ParentBlockHash == blockHash
            && view.Find(block.Block.ParentRoot) is { } before)
        {
            block = before;
        }

        var payload = view.Spec.ForkAtSlot(block.Slot) >= ForkName.Gloas ? block.Payload?.Payload : block.Block.Body.ExecutionPayload;
        gasLimit = payload?.GasLimit ?? 0;
        return payload?.BlockHash == blockHash;
    }

    /// <summary>
    /// [REJECT] The builder is an active payload builder that signed the bid. [IGNORE] It can cover the bid and is not about to exit.
    /// </summary>
    private static GossipResult Builder(
        IGossipView view, SignedExecutionPayloadBid signed, GossipBlock parent, BeaconState parentState, ISignatureVerifier verifier)
    {
        var bid = signed.Message;
        if (bid.PrevRandao != Accessors.GetRandaoMix(parentState, Accessors.GetCurrentEpoch(parentState)))
        {
            return Reject("bid's previous randao is incorrect");
        }

        if (view.Advanced(parentState, bid.Slot) is not { } state || state.ForkName < ForkName.Gloas)
        {
            return Ignore("the state of the bid's slot is not at hand");
        }

        if (bid.BuilderIndex >= (ulong)state.Builders.Count)
        {
            return Reject("builder index out of range");
        }

        var builder = state.Builders[bid.BuilderIndex];
        if (builder.Version != Constants.PayloadBuilderVersion)
        {
            return Reject("builder is not a payload builder");
        }

        if (!Predicates.IsActiveBuilder(state, bid.BuilderIndex))
        {
            return Reject("builder is not active");
        }

        if (!Predicates.CanBuilderCoverBid(state, bid.BuilderIndex, bid.Value))
        {
            return Ignore("builder cannot cover bid value");
        }

        if (bid.ParentBlockHash == state.LatestExecutionPayloadBid.BlockHash && parent.Payload is { } envelope
            && envelope.ExecutionRequests.BuilderExits.Any(
                exit => exit.Pubkey == builder.Pubkey && exit.SourceAddress == builder.ExecutionAddress))
        {
            return Ignore("builder may exit");
        }

        if (state.ForkName >= ForkName.Heze && !IsInclusive(view, state, bid))
        {
            return Ignore("bid's inclusion list bits is not inclusive");
        }

        return ExecutionPayloadBids.VerifyExecutionPayloadBidSignature(state, signed, verifier) ? Accept : Reject("invalid bid signature");
    }

    /// <summary>[IGNORE] The bid's inclusion list bits are inclusive (`heze/p2p-interface.md#modified-execution_payload_bid`).</summary>
    private static bool IsInclusive(IGossipView view, BeaconState state, ExecutionPayloadBid bid)
    {
        var slot = bid.Slot - 1;
        var dependentRoot = view.GetShufflingDependentRoot(bid.ParentBlockRoot, Misc.ComputeEpochAtSlot(state.Preset, slot));
        return view.IsInclusionListBitsInclusive(
            InclusionLists.GetInclusionListCommittee(state, slot), slot, dependentRoot, bid.InclusionListBits);
    }
}
