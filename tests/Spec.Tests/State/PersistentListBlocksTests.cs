using Consensoor.Spec.State;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.State;

/// <summary>What is kept with the blocks of a list, and reading and writing by blocks, against plain lists.</summary>
public sealed class PersistentListBlocksTests
{
    private enum Step
    {
        Set,
        SetBlock,
        Add,
        AddMany,
        Copy,
        RemoveFirst,
        Repeat,
    }

    private static readonly Gen<(bool Progressive, (Step Step, int Pick)[] Steps)> Histories =
        Gen.Select(Gen.Bool, Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 5000]).Array[1, 30]);

    [Fact]
    public void WhatIsMadeOfABlockIsNeverOlderThanTheBlock() => Histories.Sample(
        static (progressive, steps) =>
        {
            var branches = new List<(PersistentList<ulong> List, List<ulong> Plain)> { (PersistentList<ulong>.Empty(progressive), []) };
            foreach (var (step, pick) in steps)
            {
                var at = pick % branches.Count;
                branches[at] = Apply(branches, branches[at].List, branches[at].Plain, step, pick);
                foreach (var (list, plain) in branches)
                {
                    Assert.Equal(plain, Derived(list));
                    Assert.Equal(plain, list);
                    Assert.Equal(plain.Count, list.Count);
                    var start = plain.Count == 0 ? 0 : pick % plain.Count;
                    var stretch = new ulong[Math.Min(pick % 700, plain.Count - start)];
                    list.CopyTo(start, stretch);
                    Assert.Equal(plain.Skip(start).Take(stretch.Length), stretch);
                }
            }
        },
        iter: 150);

    [Fact]
    public void ABlockThatDoesNotChangeKeepsWhatWasMadeOfIt()
    {
        var list = PersistentList<ulong>.Repeat(3, 2_000);
        Derived(list);
        var copy = list.Copy();
        copy[0] = 4;
        Assert.NotSame(Of(list, 0), Of(copy, 0));
        Assert.Same(Of(list, 1), Of(copy, 1));
        Assert.Equal(3UL, list[511]);
    }

    [Fact]
    public void AStretchOutsideOfTheListIsRefused()
    {
        var list = PersistentList<ulong>.Repeat(3, 20);
        Assert.Throws<ArgumentOutOfRangeException>(() => list.CopyTo(1, new ulong[20]));
        Assert.Throws<ArgumentOutOfRangeException>(() => list.CopyTo(0, new ulong[21]));
        Assert.Throws<ArgumentOutOfRangeException>(() => list.CopyTo(-1, new ulong[2]));
    }

    private static (PersistentList<ulong> List, List<ulong> Plain) Apply(
        List<(PersistentList<ulong> List, List<ulong> Plain)> branches, PersistentList<ulong> list, List<ulong> plain, Step step, int pick)
    {
        switch (step)
        {
            case Step.Set when plain.Count > 0:
                list[pick % plain.Count] = (ulong)pick;
                plain[pick % plain.Count] = (ulong)pick;
                break;
            case Step.SetBlock when list.BlockCount > 0:
                var block = pick % list.BlockCount;
                var start = Enumerable.Range(0, block).Sum(i => list.BlockSpan(i).Length);
                var span = list.WritableSpan(block);
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] += (ulong)i;
                    plain[start + i] += (ulong)i;
                }

                break;
            case Step.Add:
                list.Add((ulong)pick);
                plain.Add((ulong)pick);
                break;
            case Step.AddMany:
                var many = Enumerable.Range(0, pick / 2).Select(static i => (ulong)i).ToArray();
                list.AddRange(many);
                plain.AddRange(many);
                break;
            case Step.Copy when branches.Count < 5:
                branches.Add((list.Copy(), [.. plain]));
                break;
            case Step.RemoveFirst:
                list.RemoveFirst(Math.Min(pick, plain.Count));
                plain.RemoveRange(0, Math.Min(pick, plain.Count));
                break;
            case Step.Repeat:
                return (PersistentList<ulong>.Repeat(7, pick, list.IsProgressive), [.. Enumerable.Repeat(7UL, pick)]);
        }

        return (list, plain);
    }

    private static List<ulong> Derived(PersistentList<ulong> list) =>
        [.. Enumerable.Range(0, list.BlockCount).SelectMany(i => Of(list, i))];

    private static ulong[] Of(PersistentList<ulong> list, int block) => list.Derived(block, static items => items.ToArray());
}
