using System.Numerics;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.PartialColumns;

/// <summary>A set of the cells of a column by their index, one bit a blob; all sets of an operation have the same length.</summary>
internal sealed class CellBits(int length)
{
    private readonly ulong[] _words = new ulong[(length + 63) / 64];

    /// <summary>How many cells there can be.</summary>
    public int Length => length;

    /// <summary>How many cells are in the set.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    /// <summary>True where no cell is in the set.</summary>
    public bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>True where a cell is in the set.</summary>
    public bool this[int index] => (_words[index >> 6] >> (index & 63) & 1) != 0;

    /// <summary>The set of a list of bits.</summary>
    public static CellBits Of(BitList bits)
    {
        var set = new CellBits(bits.Length);
        var bytes = bits.AsSpan();
        for (var i = 0; i < bytes.Length; i++)
        {
            set._words[i >> 3] |= (ulong)bytes[i] << (8 * (i & 7));
        }

        return set;
    }

    /// <summary>The set as a list of bits.</summary>
    public BitList ToList()
    {
        var bytes = new byte[(length + 7) / 8];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(_words[i >> 3] >> (8 * (i & 7)));
        }

        return BitList.FromBytes(bytes, length);
    }

    /// <summary>Puts a cell into the set.</summary>
    public void Add(int index) => _words[index >> 6] |= 1UL << (index & 63);

    /// <summary>Takes a cell out of the set.</summary>
    public void Remove(int index) => _words[index >> 6] &= ~(1UL << (index & 63));

    /// <summary>Puts the cells of another set into this one.</summary>
    public void Add(CellBits other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] |= other._words[i];
        }
    }

    /// <summary>Takes the cells of another set out of this one.</summary>
    public void Remove(CellBits other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= ~other._words[i];
        }
    }

    /// <summary>Takes the cells that two other sets have both out of this one.</summary>
    public void RemoveBoth(CellBits one, CellBits other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= ~(one._words[i] & other._words[i]);
        }
    }

    /// <summary>Takes all cells out but those of another set.</summary>
    public void Keep(CellBits other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= other._words[i];
        }
    }

    /// <summary>Takes all cells out.</summary>
    public void Clear() => Array.Clear(_words);

    /// <summary>True where another set has the same cells.</summary>
    public bool SetEquals(CellBits other) => _words.AsSpan().SequenceEqual(other._words);

    /// <summary>The cells of this set that are not in another.</summary>
    public CellBits Without(CellBits other)
    {
        var rest = Copy();
        rest.Remove(other);
        return rest;
    }

    /// <summary>The cells that are in both sets.</summary>
    public CellBits And(CellBits other)
    {
        var both = Copy();
        both.Keep(other);
        return both;
    }

    /// <summary>A set with the same cells.</summary>
    public CellBits Copy()
    {
        var copy = new CellBits(length);
        _words.CopyTo(copy._words.AsSpan());
        return copy;
    }

    /// <summary>The cells of the set, ascending.</summary>
    public IEnumerable<int> Indices()
    {
        for (var i = 0; i < _words.Length; i++)
        {
            for (var word = _words[i]; word != 0; word &= word - 1)
            {
                yield return (i << 6) + BitOperations.TrailingZeroCount(word);
            }
        }
    }
}
