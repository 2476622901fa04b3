using System.Numerics;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Votes of a payload timeliness committee on one question, by place in it: true, false, or null where none came. Two bits a place, so that
/// a block without finality costs little.
/// </summary>
public sealed class PayloadVotes
{
    private const int BitsPerWord = 64;

    private readonly ulong[] _bits;

    internal PayloadVotes(int size)
    {
        Count = size;
        _bits = new ulong[2 * Words];
    }

    /// <summary>The size of the committee.</summary>
    public int Count { get; }

    // The first half says who has voted, the second half what.
    private int Words => (Count + BitsPerWord - 1) / BitsPerWord;

    /// <summary>The vote at a place.</summary>
    public bool? this[int place]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)Count);
            var (word, bit) = (place / BitsPerWord, 1UL << (place % BitsPerWord));
            return (_bits[word] & bit) == 0 ? null : (_bits[Words + word] & bit) != 0;
        }
    }

    /// <summary>Counts the votes that say so.</summary>
    public ulong CountOf(bool value)
    {
        var count = 0;
        for (var word = 0; word < Words; word++)
        {
            var said = _bits[Words + word];
            count += BitOperations.PopCount(_bits[word] & (value ? said : ~said));
        }

        return (ulong)count;
    }

    /// <summary>Lists the votes by place.</summary>
    public bool?[] ToArray() => [.. Enumerable.Range(0, Count).Select(place => this[place])];

    internal void Set(int place, bool value)
    {
        var (word, bit) = (place / BitsPerWord, 1UL << (place % BitsPerWord));
        _bits[word] |= bit;
        _bits[Words + word] = value ? _bits[Words + word] | bit : _bits[Words + word] & ~bit;
    }
}
