using System.Collections;
using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Ssz;

/// <summary>An immutable sequence with value equality: SSZ lists, vectors and progressive lists of records.</summary>
[CollectionBuilder(typeof(SszList), nameof(SszList.Create))]
public sealed class SszList<T> : IReadOnlyList<T>, IEquatable<SszList<T>>
{
    private readonly T[] _items;

    internal SszList(T[] items) => _items = items;

    /// <summary>The sequence without elements.</summary>
    public static SszList<T> Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>The element at an index; throws IndexOutOfRangeException outside the list.</summary>
    public T this[int index] => _items[index];

    /// <summary>The element at a protocol index; throws IndexOutOfRangeException outside the list.</summary>
    public T this[ulong index] => _items[index];

    /// <summary>The elements without a copy.</summary>
    public ReadOnlySpan<T> AsSpan() => _items;

    /// <summary>A new list with one element replaced.</summary>
    public SszList<T> SetItem(int index, T item)
    {
        var copy = (T[])_items.Clone();
        copy[index] = item;
        return new SszList<T>(copy);
    }

    /// <summary>A new list with one element more.</summary>
    public SszList<T> Add(T item) => new([.. _items, item]);

    /// <inheritdoc/>
    public bool Equals(SszList<T>? other) =>
        other is not null && (ReferenceEquals(this, other) || _items.AsSpan().SequenceEqual(other._items, EqualityComparer<T>.Default));

    /// <summary>Compares elements, as the spec's `==` does, never references.</summary>
    public static bool operator ==(SszList<T>? left, SszList<T>? right) => left is null ? right is null : left.Equals(right);

    /// <summary>True where length or an element differs.</summary>
    public static bool operator !=(SszList<T>? left, SszList<T>? right) => !(left == right);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SszList<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_items.Length);
        foreach (var item in _items.AsSpan(0, Math.Min(8, _items.Length)))
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>Enumerates without allocation.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}

/// <summary>Makes <see cref="SszList{T}"/> values; lets collection expressions build them.</summary>
public static class SszList
{
    /// <summary>A list with a copy of the elements.</summary>
    public static SszList<T> Create<T>(ReadOnlySpan<T> items) => items.IsEmpty ? SszList<T>.Empty : new SszList<T>(items.ToArray());

    /// <summary>A list over an array that nobody changes any more; no copy.</summary>
    public static SszList<T> Adopt<T>(T[] items) => items.Length == 0 ? SszList<T>.Empty : new SszList<T>(items);

    /// <summary>A list of the elements of a sequence.</summary>
    public static SszList<T> From<T>(IEnumerable<T> items) => Adopt(items.ToArray());
}
