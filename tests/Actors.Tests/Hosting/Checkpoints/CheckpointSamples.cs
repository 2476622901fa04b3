using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Tests.Hosting.Checkpoints;

/// <summary>The head of the recorded chain as a checkpoint: its block, state and payload, and rules that it fits.</summary>
internal static class CheckpointSamples
{
    public static RecordedChain Chain => RecordedChain.Instance;

    public static ChainSpec Spec => Chain.World.Spec;

    public static BeaconState State => Chain.Head.State;

    public static SignedBeaconBlock Block => Chain.Head.Block;

    public static Root Root => Chain.Head.Root;

    public static SignedExecutionPayloadEnvelope Envelope =>
        Chain.Envelopes.Single(static envelope => envelope.Message.BeaconBlockRoot == Chain.Head.Root);

    public static CheckpointAnchor Anchor => new(Anchors.CheckpointOf(State), Block, State);

    /// <summary>The rules of a node whose clock stands in a slot, the one after the head's where none is given.</summary>
    public static CheckpointRules Rules(ulong? slot = null) =>
        new(Spec, Chain.World.Genesis.GenesisValidatorsRoot, At(slot ?? State.Slot + 1));

    public static DateTimeOffset At(ulong slot) =>
        DateTimeOffset.FromUnixTimeSeconds((long)Chain.World.Genesis.GenesisTime) + (TestNode.SlotTime * slot);

    /// <summary>A state that differs in something, not frozen.</summary>
    public static BeaconState Changed(Action<BeaconState> change)
    {
        var copy = State.Copy();
        change(copy);
        return copy;
    }

    /// <summary>What a right server answers.</summary>
    public static RawReply? Right(string path) => path switch
    {
        "/eth/v2/debug/beacon/states/finalized" => OfFork(State.ToSsz(State.Ssz)),
        _ when path == $"/eth/v2/beacon/blocks/{Root}" => OfFork(Block.ToSsz(State.Ssz)),
        _ when path == $"/eth/v1/beacon/execution_payload_envelopes/{Root}" => OfFork(Envelope.ToSsz(State.Ssz)),
        _ => null,
    };

    public static RawReply OfFork(byte[] ssz, string fork = "gloas") =>
        RawServer.Reply(ssz, "application/octet-stream", 200, $"Eth-Consensus-Version: {fork}");
}
