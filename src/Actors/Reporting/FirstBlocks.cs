namespace Consensoor.Actors.Reporting;

/// <summary>The first blocks of a slot, at most <see cref="Most"/>: an equivocating proposer may make any number.</summary>
internal sealed class FirstBlocks<T>(Func<T, Root> rootOf)
{
    /// <summary>The blocks that are remembered.</summary>
    public const int Most = 8;

    private readonly List<T> _blocks = [];

    /// <summary>The blocks, the first one first.</summary>
    public IReadOnlyList<T> All => _blocks;

    /// <summary>Remembers a block; false where it is one too many, or is known.</summary>
    public bool Add(T block)
    {
        if (_blocks.Count >= Most || IndexOf(rootOf(block)) >= 0)
        {
            return false;
        }

        _blocks.Add(block);
        return true;
    }

    /// <summary>Says more of a block; false where it is not remembered.</summary>
    public bool Change(Root root, Func<T, T> change)
    {
        var index = IndexOf(root);
        if (index >= 0)
        {
            _blocks[index] = change(_blocks[index]);
        }

        return index >= 0;
    }

    private int IndexOf(Root root) => _blocks.FindIndex(known => rootOf(known) == root);
}
