using Consensoor.Actors.Columns;
using Consensoor.Spec.DataColumns;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>Tests when missing columns are recovered: with half of them, once a block, after a random wait, unless they come.</summary>
public sealed class RecoveriesTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly ColumnSet Half = new(ulong.MaxValue);

    [Fact]
    public void ItIsDueOnceAfterTheWaitAndARandomPartOfTheSpread()
    {
        var recoveries = Of(bound: 4, random: 0.5);
        recoveries.Note(RootOf(1), Half, ColumnSet.All, Start);
        Assert.Equal(Start + TimeSpan.FromSeconds(2), recoveries.NextDue);
        Assert.Empty(recoveries.Take(Start + TimeSpan.FromSeconds(1.9)));
        Assert.Equal([RootOf(1)], recoveries.Take(Start + TimeSpan.FromSeconds(2)));
        recoveries.Note(RootOf(1), Half.With(70), ColumnSet.All, Start + TimeSpan.FromSeconds(3));
        Assert.Null(recoveries.NextDue);

        // Nobody had time for it: once more, and no more.
        recoveries.Retry(RootOf(1), Start);
        Assert.Equal([RootOf(1)], recoveries.Take(Start + TimeSpan.FromSeconds(2)));
        recoveries.Retry(RootOf(1), Start);
        Assert.Null(recoveries.NextDue);
    }

    [Fact]
    public void LessThanHalfIsTooLittleAndWhatCameNeedsNone()
    {
        var recoveries = Of(bound: 4, random: 0);
        recoveries.Note(RootOf(1), Half.Except(ColumnSet.None.With(0)), ColumnSet.All, Start);
        recoveries.Note(RootOf(2), Half, Half, Start);
        Assert.Null(recoveries.NextDue);
        recoveries.Note(RootOf(3), Half, ColumnSet.All, Start);
        Assert.NotNull(recoveries.NextDue);
        recoveries.Note(RootOf(3), ColumnSet.All, ColumnSet.All, Start);
        Assert.Null(recoveries.NextDue);
    }

    [Fact]
    public void TheBlockThatHasWaitedLongestGoesWhereThereAreTooMany()
    {
        var recoveries = Of(bound: 3, random: 0);
        for (byte i = 1; i <= 5; i++)
        {
            recoveries.Note(RootOf(i), Half, ColumnSet.All, Start);
        }

        Assert.Equal(3, recoveries.Count);
        Assert.Equal([RootOf(3), RootOf(4), RootOf(5)], recoveries.Take(Start + TimeSpan.FromSeconds(1)));
    }

    private static Recoveries Of(int bound, double random) =>
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), bound, () => random);

    private static Root RootOf(byte number) => new([.. new byte[31], number]);
}
