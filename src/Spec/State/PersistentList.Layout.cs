namespace Consensoor.Spec.State;

public sealed partial class PersistentList<T>
{
    /// <summary>The most elements that a block has, where each is a leaf of its own.</summary>
    internal const int MaxBlock = PlainLeaves;

    private const int PlainLeaves = 128;
    private const int ProgressiveLeaves = 64;

    // The leaves before the first progressive subtree that is as large as one block: 1 + 4 + 16.
    private const int ProgressiveHead = 21;

    /// <summary>Elements in one 32-byte leaf: 32 for bytes, 4 for uint64, 1 for roots and containers.</summary>
    private static readonly int PerLeaf = typeof(T) == typeof(byte) ? 32 : typeof(T) == typeof(ulong) ? 4 : 1;

    private (int Block, int Offset) Locate(int index)
    {
        if (!_progressive)
        {
            var perBlock = PlainLeaves * PerLeaf;
            return (index / perBlock, index % perBlock);
        }

        var leaf = index / PerLeaf;
        var within = index % PerLeaf;
        return leaf switch
        {
            < 1 => (0, within),
            < 5 => (1, ((leaf - 1) * PerLeaf) + within),
            < ProgressiveHead => (2, ((leaf - 5) * PerLeaf) + within),
            _ => (3 + ((leaf - ProgressiveHead) / ProgressiveLeaves), ((leaf - ProgressiveHead) % ProgressiveLeaves * PerLeaf) + within),
        };
    }

    private int Leaves(int block) => !_progressive ? PlainLeaves : block < 3 ? 1 << (2 * block) : ProgressiveLeaves;

    private int Capacity(int block) => Leaves(block) * PerLeaf;
}
