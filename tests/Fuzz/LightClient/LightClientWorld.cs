using System.Collections.Concurrent;
using Consensoor.Fuzz.Gossip;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Ssz;

namespace Consensoor.Fuzz.LightClient;

/// <summary>
/// What a full node of a gossip world has for light clients: a bootstrap for each block of the main chain from altair on, and an update
/// that attests to each, with finality of genesis and the next sync committee.
/// </summary>
internal sealed class LightClientWorld
{
    private static readonly ConcurrentDictionary<ForkName, Lazy<LightClientWorld>> Worlds = [];

    private LightClientWorld(ForkName fork)
    {
        Gossip = GossipWorld.Of(fork);
        foreach (var block in Gossip.Main.Where(static block => block.State!.ForkName >= ForkName.Altair))
        {
            var signed = new SignedBeaconBlock { Message = block.Block };
            var (bootstrap, refusal) = FullNode.CreateLightClientBootstrap(block.State!, signed);
            Bootstraps.Add((block, bootstrap ?? throw new InvalidOperationException($"the world's bootstrap: {refusal}")));
            Updates.Add(UpdateOf(block, signed));
        }
    }

    internal GossipWorld Gossip { get; }

    /// <summary>A bootstrap for each block, in the form of its fork.</summary>
    internal List<(GossipBlock Block, LightClientBootstrap Bootstrap)> Bootstraps { get; } = [];

    /// <summary>The update of each block, in the form of its fork, signed by everybody in the slot after.</summary>
    internal List<LightClientUpdate> Updates { get; } = [];

    /// <summary>The world that begins in a fork, made once.</summary>
    internal static LightClientWorld Of(ForkName fork) =>
        Worlds.GetOrAdd(fork, static fork => new Lazy<LightClientWorld>(() => new LightClientWorld(fork))).Value;

    private LightClientUpdate UpdateOf(GossipBlock block, SignedBeaconBlock signed)
    {
        var state = block.State!;
        var (spec, tree) = (Gossip.Spec, state.ToNode(state.Ssz));
        var everybody = BitList.Create([.. Enumerable.Repeat(true, (int)spec.Preset.SyncCommitteeSize)]);
        return LightClientUpdate.Default(state.Ssz) with
        {
            AttestedHeader = FullNode.BlockToLightClientHeader(signed, spec),
            NextSyncCommittee = state.NextSyncCommittee,
            NextSyncCommitteeBranch =
                LightClientProofs.ComputeMerkleProof(tree, LightClientIndices.NextSyncCommitteeGindexAtSlot(spec, state.Slot)),
            FinalityBranch = LightClientProofs.ComputeMerkleProof(tree, LightClientIndices.FinalizedRootGindexAtSlot(spec, state.Slot)),
            SyncAggregate = new SyncAggregate { SyncCommitteeBits = everybody },
            SignatureSlot = block.Slot + 1,
        };
    }
}
