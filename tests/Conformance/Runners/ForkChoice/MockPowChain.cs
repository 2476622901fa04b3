using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Conformance.Runners.ForkChoice;

/// <summary>The proof-of-work blocks of `on_merge_block` steps.</summary>
internal sealed class MockPowChain : IPowChain
{
    private readonly Dictionary<Hash32, PowBlock> _blocks = [];

    /// <summary>Makes a block known.</summary>
    public void Add(PowBlock block) => _blocks[block.BlockHash] = block;

    /// <inheritdoc/>
    public PowBlock? GetPowBlock(Hash32 blockHash) => _blocks.GetValueOrDefault(blockHash);
}
