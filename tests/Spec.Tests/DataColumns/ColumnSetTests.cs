using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.DataColumns;

/// <summary>A set of columns says what a sorted set of numbers says.</summary>
public sealed class ColumnSetTests
{
    private static readonly Gen<ulong[]> Indices = Gen.ULong[0, 140].Array[0, 160];

    [Fact]
    public void ItAnswersLikeASetOfNumbers() => Gen.Select(Indices, Indices).Sample((first, second) =>
    {
        var (a, b) = (ColumnSet.Of(first), ColumnSet.Of(second));
        var (one, two) = (Literal(first), Literal(second));
        Assert.Equal(one, a.ToList());
        Assert.Equal(one.Count, a.Count);
        Assert.Equal(one.Count == 0, a.IsEmpty);
        Assert.Equal(2 * one.Count >= KzgSizes.CellsPerExtBlob, a.IsHalf);
        Assert.Equal(one.Union(two).Order(), a.Union(b).ToList());
        Assert.Equal(one.Intersect(two).Order(), a.Intersect(b).ToList());
        Assert.Equal(one.Except(two).Order(), a.Except(b).ToList());
        Assert.Equal(one.IsSubsetOf(two), a.IsSubsetOf(b));
        Assert.Equal(one.SetEquals(two), a == b);
        for (var column = 0UL; column < 140; column++)
        {
            Assert.Equal(one.Contains(column), a.Contains(column));
        }
    });

    [Fact]
    public void NoneAndAllAreTheEnds()
    {
        Assert.Equal(KzgSizes.CellsPerExtBlob, ColumnSet.All.Count);
        Assert.True(ColumnSet.None.IsSubsetOf(ColumnSet.All));
        Assert.False(ColumnSet.All.Contains(ulong.MaxValue));
        Assert.Equal(ColumnSet.None, ColumnSet.None.With(ulong.MaxValue));
    }

    private static SortedSet<ulong> Literal(ulong[] indices) =>
        [.. indices.Where(static index => index < KzgSizes.CellsPerExtBlob)];
}
