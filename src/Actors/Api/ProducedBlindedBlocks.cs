using System.Collections.Immutable;

namespace Consensoor.Actors.Api;

/// <summary>
/// Whose headers the blinded blocks have that were made for callers of the API, until the callers publish them; of any thread. At most
/// <see cref="Bound"/>, the oldest goes first.
/// </summary>
public sealed class ProducedBlindedBlocks
{
    /// <summary>Bounds the blocks that are kept.</summary>
    public const int Bound = 64;

    private ImmutableList<ProducedBlindedBlock> _blocks = [];

    /// <summary>Keeps a block, in place of the same that was kept before.</summary>
    public void Add(ProducedBlindedBlock block) => ImmutableInterlocked.Update(
        ref _blocks,
        static (list, added) =>
        {
            var others = list.RemoveAll(known => known.Root == added.Root);
            return (others.Count == Bound ? others.RemoveAt(0) : others).Add(added);
        },
        block);

    /// <summary>The URLs of the builders that offered a block's header; null where it was not made here, or some time ago.</summary>
    public IReadOnlyList<string>? BuildersOf(Root blockRoot) => _blocks.Find(block => block.Root == blockRoot)?.BuilderUrls;
}

/// <summary>A blinded block that was made here, and the URLs of the builders that are to be given it.</summary>
public sealed record ProducedBlindedBlock(Root Root, IReadOnlyList<string> BuilderUrls);
