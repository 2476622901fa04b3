using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Spec.DataColumns;

/// <summary>
/// A set of columns, a bit each; an index beyond the last column is never in it. Of blob sidecars before fulu, of which a block has fewer,
/// it holds the indices in the same way.
/// </summary>
public readonly record struct ColumnSet(UInt128 Bits)
{
    /// <summary>Gives the set without columns.</summary>
    public static ColumnSet None => default;

    /// <summary>Gives the set of every column.</summary>
    public static ColumnSet All => new(UInt128.MaxValue);

    /// <summary>Gives the set of the first so many indices, at most as many as there are columns.</summary>
    public static ColumnSet First(int count) => count >= KzgSizes.CellsPerExtBlob ? All : new((UInt128.One << count) - UInt128.One);

    /// <summary>The number of columns in the set.</summary>
    public int Count => (int)UInt128.PopCount(Bits);

    /// <summary>True for the set without columns.</summary>
    public bool IsEmpty => Bits == UInt128.Zero;

    /// <summary>True where the columns are enough to recover the others (`fulu/das-core.md#recover_matrix`).</summary>
    public bool IsHalf => Count >= KzgSizes.CellsPerExtBlob / 2;

    /// <summary>The set of some columns; indices beyond the last column are left out.</summary>
    public static ColumnSet Of(IEnumerable<ColumnIndex> columns)
    {
        var set = None;
        foreach (var column in columns)
        {
            set = set.With(column);
        }

        return set;
    }

    /// <summary>True for a column of the set.</summary>
    public bool Contains(ColumnIndex column) =>
        column < KzgSizes.CellsPerExtBlob && (Bits >> (int)column & UInt128.One) != UInt128.Zero;

    /// <summary>The set with one more column.</summary>
    public ColumnSet With(ColumnIndex column) =>
        column < KzgSizes.CellsPerExtBlob ? new ColumnSet(Bits | UInt128.One << (int)column) : this;

    /// <summary>The columns of both sets together.</summary>
    public ColumnSet Union(ColumnSet other) => new(Bits | other.Bits);

    /// <summary>The columns that are in both sets.</summary>
    public ColumnSet Intersect(ColumnSet other) => new(Bits & other.Bits);

    /// <summary>The columns of this set that are not in the other.</summary>
    public ColumnSet Except(ColumnSet other) => new(Bits & ~other.Bits);

    /// <summary>True where the other set has every column of this one.</summary>
    public bool IsSubsetOf(ColumnSet other) => Except(other).IsEmpty;

    /// <summary>Lists the columns, ascending.</summary>
    public IReadOnlyList<ColumnIndex> ToList()
    {
        var columns = new ColumnIndex[Count];
        var left = Bits;
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = (ColumnIndex)UInt128.TrailingZeroCount(left);
            left &= left - UInt128.One;
        }

        return columns;
    }

    /// <summary>Names the columns, for the log.</summary>
    public override string ToString() => string.Join(", ", ToList());
}
