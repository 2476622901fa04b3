namespace Consensoor.Spec.State;

public sealed partial class PersistentList<T>
{
    /// <summary>Copies the elements from an index on; throws ArgumentOutOfRangeException where there are too few.</summary>
    public void CopyTo(int start, Span<T> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + destination.Length, _count, nameof(start));
        var (block, offset) = Locate(start);
        for (; !destination.IsEmpty; block++, offset = 0)
        {
            var items = _blocks[block].AsSpan()[offset..];
            items = items[..Math.Min(items.Length, destination.Length)];
            items.CopyTo(destination);
            destination = destination[items.Length..];
        }
    }

    /// <summary>The number of blocks, for sweeps over <see cref="BlockSpan"/>.</summary>
    public int BlockCount => _blocks.Length;

    /// <summary>The elements of one block; blocks in order are the whole list.</summary>
    public ReadOnlySpan<T> BlockSpan(int block) => _blocks[block].AsSpan();

    /// <summary>The elements of one block of this copy, to be written; others that share the block do not change.</summary>
    internal Span<T> WritableSpan(int block)
    {
        var writable = Writable(block);
        return writable.Items.AsSpan(0, writable.Count);
    }

    /// <summary>What is made of a block's elements, once: it is kept, and shared as the block is, until one of them changes.</summary>
    internal TDerived Derived<TDerived>(int block, Func<ReadOnlySpan<T>, TDerived> make)
        where TDerived : class
    {
        var own = _blocks[block];
        if (own.Derived is not TDerived derived)
        {
            own.Derived = derived = make(own.AsSpan());
        }

        return derived;
    }
}
