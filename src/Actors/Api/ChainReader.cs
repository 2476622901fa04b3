using Akka.Actor;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Api;

/// <summary>Asks the chain and storage actors on behalf of HTTP requests; the one place where Ask is used, at the edge and with a deadline.</summary>
public sealed class ChainReader(ICanTell chain, ICanTell storage, ChainGenesis genesis)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>The head.</summary>
    public Task<HeadSnapshot> Head() => chain.Ask<HeadSnapshot>(GetHeadSnapshot.Instance, Deadline);

    /// <summary>The fork-choice store.</summary>
    public Task<ForkChoiceDump> ForkChoice() => chain.Ask<ForkChoiceDump>(new GetForkChoiceDump(), Deadline);

    /// <summary>What is known of a block id, from the store or, before finality, from disk; null where nothing.</summary>
    public async Task<ChainLookup?> Block(ApiId id)
    {
        switch (id)
        {
            case ApiId.Genesis:
            case ApiId.BySlot(var first) when first == genesis.State.Slot:
            case ApiId.ByRoot(var known) when known == genesis.BlockRoot:
                // It is final from the start, and no longer in the store of the chain after that has moved on.
                return new ChainLookup(genesis.BlockRoot, genesis.Block, genesis.State, null, IsCanonical: true, IsFinalized: true, IsOptimistic: false);
            case ApiId.ByRoot(var root):
                return await ByRoot(root);
            case ApiId.BySlot(var slot):
                var canonical = await chain.Ask<ChainLookup>(new GetBySlot(slot), Deadline);
                if (canonical.Block is not null || canonical.State is not null)
                {
                    return canonical;
                }

                var stored = await storage.Ask<StoredRoot>(new LoadRootBySlot(slot), Deadline);
                return stored.Root is { } found ? await ByRoot(found) : null;
            default:
                var head = await Head();
                return await ByRoot(id switch
                {
                    ApiId.Finalized => head.Finalized.Root,
                    ApiId.Justified => head.Justified.Root,
                    _ => head.Root,
                });
        }
    }

    /// <summary>The state of a state id, as long as it is in memory; null where not.</summary>
    public async Task<(BeaconState State, ChainView View)?> State(ApiId id)
    {
        var lookup = id is not ApiId.ByRoot(var stateRoot) ? await Block(id)
            : stateRoot == genesis.Block.Message.StateRoot ? await Block(new ApiId.Genesis())
            : await chain.Ask<ChainLookup>(new GetByStateRoot(stateRoot), Deadline);
        return lookup?.State is { } state ? (state, ChainView.Of(lookup)) : null;
    }

    private async Task<ChainLookup?> ByRoot(Root root) =>
        await chain.Ask<ChainLookup>(new GetByRoot(root), Deadline) is var lookup && (lookup.Block is not null || lookup.State is not null) ? lookup : null;
}
