using System.Collections;

namespace Consensoor.Spec.State;

/// <summary>
/// A list or vector of a beacon state: blocks of elements shared between copies, each with its cached subtree root. A copy is O(1), a write
/// after it clones one block, and a root costs what changed. Blocks follow the leaves of the Merkle tree: 128 leaves a block in a plain
/// tree; in a progressive tree (EIP-7916) the first subtrees of 1, 4, 16 and 64 leaves are blocks of their own, and later subtrees are made
/// of blocks of 64 leaves. A frozen list refuses writes (InvalidOperationException); <see cref="Copy"/> of it can be written.
/// </summary>
public sealed partial class PersistentList<T> : IReadOnlyList<T>
{
    private readonly bool _progressive;
    private Block[] _blocks;
    private object _owner = new();
    private bool _ownsSpine;
    private int _count;
    private bool _frozen;

    private PersistentList(Block[] blocks, int count, bool progressive)
    {
        _blocks = blocks;
        _count = count;
        _progressive = progressive;
    }

    /// <inheritdoc/>
    public int Count => _count;

    /// <summary>True for the layout of ProgressiveList.</summary>
    public bool IsProgressive => _progressive;

    /// <summary>The element at an index; throws ArgumentOutOfRangeException outside the list.</summary>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            var (block, offset) = Locate(index);
            return _blocks[block].Items[offset];
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            var (block, offset) = Locate(index);
            Writable(block).Items[offset] = value;
        }
    }

    /// <summary>The element at a protocol index; throws ArgumentOutOfRangeException outside the list.</summary>
    public T this[ulong index]
    {
        get => this[Narrow(index)];
        set => this[Narrow(index)] = value;
    }

    /// <summary>Makes a list without elements, hashed as `ProgressiveList` where progressive, else as `List` or `Vector`.</summary>
    public static PersistentList<T> Empty(bool progressive = false) => new([], 0, progressive);

    /// <summary>A list with a copy of the elements.</summary>
    public static PersistentList<T> Create(ReadOnlySpan<T> items, bool progressive = false)
    {
        var list = Empty(progressive);
        list.AddRange(items);
        return list;
    }

    /// <summary>A list of the elements of a sequence.</summary>
    public static PersistentList<T> From(IEnumerable<T> items, bool progressive = false) => Create([.. items], progressive);

    /// <summary>A list of one value repeated.</summary>
    public static PersistentList<T> Repeat(T item, int count, bool progressive = false)
    {
        var list = Empty(progressive);
        if (count > 0)
        {
            list.ReserveBlocks(list.Locate(count - 1).Block + 1);
        }

        // Blocks of one size, in subtrees of one size, are one block, hashed once; as nobody owns it, each is cloned when it is written.
        Block? last = null;
        for (var block = 0; list._count < count; block++)
        {
            var length = Math.Min(list.Capacity(block), count - list._count);
            if (last?.Count != length || list.Capacity(block) != list.Capacity(block - 1))
            {
                last = new Block(new T[length], owner: new object()) { Count = length };
                Array.Fill(last.Items, item);
            }

            list._blocks[block] = last;
            list._count += length;
        }

        return list;
    }

    /// <summary>A list that shares every block with this one; both can be written afterwards (a frozen one still not). O(1).</summary>
    public PersistentList<T> Copy()
    {
        if (!_frozen)
        {
            _owner = new object();
            _ownsSpine = false;
        }

        return new PersistentList<T>(_blocks, _count, _progressive) { _root = _root };
    }

    /// <summary>The same elements in the other tree layout; shares nothing.</summary>
    public PersistentList<T> WithLayout(bool progressive) => progressive == _progressive ? Copy() : Create(ToArray(), progressive);

    /// <summary>Refuses all writes from now on, so that several threads may read.</summary>
    public void Freeze() => _frozen = true;

    /// <summary>Appends one element to this copy; others that share its parts do not change.</summary>
    public void Add(T item) => AddRange([item]);

    /// <summary>Appends elements to this copy; others that share its parts do not change.</summary>
    public void AddRange(ReadOnlySpan<T> items)
    {
        if (items.IsEmpty)
        {
            return;
        }

        ReserveBlocks(Locate(_count + items.Length - 1).Block + 1);
        while (items.Length > 0)
        {
            var (block, offset) = Locate(_count);
            var capacity = Capacity(block);
            var take = Math.Min(items.Length, capacity - offset);
            if (offset == 0)
            {
                _blocks[block] = new Block(new T[Math.Min(capacity, Math.Max(take, 4))], _owner);
            }

            var writable = Writable(block);
            if (writable.Items.Length < offset + take)
            {
                Array.Resize(ref writable.Items, Math.Min(capacity, Math.Max(offset + take, 2 * writable.Items.Length)));
            }

            items[..take].CopyTo(writable.Items.AsSpan(offset));
            writable.Count = offset + take;
            _count += take;
            items = items[take..];
        }
    }

    /// <summary>Replaces all elements of this copy by the given ones, of any number.</summary>
    public void ReplaceAll(ReadOnlySpan<T> items)
    {
        Clear();
        AddRange(items);
    }

    /// <summary>Drops the first elements and moves the others up.</summary>
    public void RemoveFirst(int count)
    {
        if (count > 0)
        {
            ReplaceAll(ToArray().AsSpan(count));
        }
    }

    /// <summary>Removes every element of this copy; others that share its parts keep theirs.</summary>
    public void Clear()
    {
        ThrowIfFrozen();
        _root = null;
        _blocks = [];
        _ownsSpine = false;
        _count = 0;
    }

    /// <summary>The elements in a new array.</summary>
    public T[] ToArray()
    {
        var result = new T[_count];
        CopyTo(result);
        return result;
    }

    /// <summary>Copies all elements to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<T> destination)
    {
        foreach (var block in _blocks)
        {
            block.AsSpan().CopyTo(destination);
            destination = destination[block.Count..];
        }
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (var block = 0; block < _blocks.Length; block++)
        {
            for (var i = 0; i < _blocks[block].Count; i++)
            {
                yield return _blocks[block].Items[i];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int Narrow(ulong index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, (ulong)int.MaxValue);
        return (int)index;
    }

    private void ReserveBlocks(int count)
    {
        ThrowIfFrozen();
        _root = null;
        if (count > _blocks.Length)
        {
            Array.Resize(ref _blocks, count);
            _ownsSpine = true;
        }
    }

    private Block Writable(int index)
    {
        ThrowIfFrozen();
        _root = null;
        if (!_ownsSpine)
        {
            _blocks = (Block[])_blocks.Clone();
            _ownsSpine = true;
        }

        var block = _blocks[index];
        if (!ReferenceEquals(block.Owner, _owner))
        {
            block = block.Clone(_owner);
            _blocks[index] = block;
        }

        block.Root = null;
        block.Derived = null;
        return block;
    }

    private void ThrowIfFrozen()
    {
        if (_frozen)
        {
            throw new InvalidOperationException("a frozen list is not written; take a Copy");
        }
    }

    private sealed class Block(T[] items, object owner)
    {
        public T[] Items = items;
        public int Count;
        public object Owner = owner;

        /// <summary>
        /// The root of the block's full subtree, or null where it has to be computed; assigned whole, so that racing readers agree.
        /// </summary>
        public CachedRoot? Root;

        /// <summary>What <see cref="PersistentList{T}.Derived"/> keeps, immutable and assigned whole too.</summary>
        public object? Derived;

        public ReadOnlySpan<T> AsSpan() => Items.AsSpan(0, Count);

        public Block Clone(object owner) => new((T[])Items.Clone(), owner) { Count = Count };
    }
}
