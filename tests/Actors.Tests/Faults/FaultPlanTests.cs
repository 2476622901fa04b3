using Consensoor.Actors.Faults;
using Consensoor.Messages;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Faults;

/// <summary>Which faults are due when, and how they are read.</summary>
public sealed class FaultPlanTests
{
    private static readonly Gen<SlotRanges> Ranges = Gen.Select(Gen.ULong[0, 50], Gen.ULong[0, 10], Gen.Bool)
        .Select(static (first, more, isOpen) => (first, isOpen ? ulong.MaxValue : first + more))
        .Array[1, 5].Select(static ranges => new SlotRanges([.. ranges]));

    private static readonly Gen<PlannedFault> Faults = Gen.Select(
        Gen.Enum<FaultKind>(), Ranges, Gen.Int[0, 1000], Gen.ULong, Gen.ULong[1, 64]).Select(
        static (kind, slots, chance, seed, by) => new PlannedFault(kind, slots) { Probability = chance / 1000.0, Seed = seed, By = by });

    [Fact]
    public void AFaultIsDueInItsSlotsAloneAndAskingTwiceGivesTheSame() => Gen.Select(Faults.Array[0, 4], Gen.ULong[0, 70]).Sample(
        static (faults, slot) =>
        {
            var plan = new FaultPlan(faults);
            foreach (var kind in Enum.GetValues<FaultKind>())
            {
                var due = plan.Decide(slot, kind);
                Assert.Equal(due, plan.Decide(slot, kind));
                Assert.True(due is null || (due.Kind == kind && due.Slots.Contains(slot) && due.Probability > 0));
                Assert.True(due is not null || !Array.Exists(
                    faults, fault => fault.Kind == kind && fault.Slots.Contains(slot) && fault.Probability >= 1));
            }
        });

    [Fact]
    public void ItIsDueAsOftenAsItsProbabilitySaysAndElsewhereForAnotherSeedOrKind()
    {
        var fault = new PlannedFault(FaultKind.Equivocate, SlotRanges.All) { Probability = 0.25, Seed = 1 };
        var slots = Due(fault);
        Assert.InRange(slots.Length, 2_300, 2_700);
        foreach (var other in new[] { fault with { Seed = 2 }, fault with { Kind = FaultKind.Delay } })
        {
            // A quarter of a quarter they share, where they know nothing of each other.
            Assert.InRange(Due(other).Intersect(slots).Count(), 500, 750);
        }

        static ulong[] Due(PlannedFault fault) =>
            [.. Enumerable.Range(0, 10_000).Select(static slot => (ulong)slot)
                .Where(slot => new FaultPlan([fault]).Decide(slot, fault.Kind) is not null)];
    }

    [Fact]
    public void SlotsAreThoseOfTheLiteralSet() => Ranges.Sample(static ranges =>
    {
        var literal = ranges.Ranges.SelectMany(static range => Enumerable.Range((int)range.First, 100)
            .Where(slot => (ulong)slot <= range.Last)).ToHashSet();
        var read = SlotRanges.Parse(ranges.ToString())!;
        for (var slot = 0; slot < 100; slot++)
        {
            Assert.Equal(literal.Contains(slot), read.Contains((ulong)slot));
        }

        Assert.Equal(ranges.Ranges, read.Ranges);
    });

    [Theory]
    [InlineData("")]
    [InlineData("1,,2")]
    [InlineData("5-3")]
    [InlineData("-3")]
    [InlineData("1 - 3")]
    [InlineData("18446744073709551616")]
    [InlineData("0x10")]
    public void WhatIsNoListOfSlotsIsRefused(string text) => Assert.Null(SlotRanges.Parse(text));

    [Fact]
    public void TextAndJsonGiveWhatWasWritten() => Faults.Sample(static fault =>
    {
        var name = FaultText.NameOf(fault.Kind);
        var chance = fault.Probability.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Same(fault, FaultText.Parse($"{name} slots={fault.Slots} probability={chance} seed={fault.Seed} by={fault.By}", out _)!);
        var json = $$"""[{"kind":"{{name}}","slots":"{{fault.Slots}}","probability":{{chance}},"""
            + $"\"seed\":\"{fault.Seed}\",\"by\":{fault.By}}}]";
        Same(fault, FaultJson.Read(System.Text.Encoding.UTF8.GetBytes(json), out _)!.Faults.Single());
    });

    [Theory]
    [InlineData("", "kind is missing")]
    [InlineData("slots=4", "the kind first")]
    [InlineData("delay 4", "'4' is none of")]
    [InlineData("sleep", "kind: 'sleep' is not one of")]
    [InlineData("delay by=0", "by: '0' is not a number of slots from 1 to 64")]
    [InlineData("delay by=65", "from 1 to 64")]
    [InlineData("delay probability=1.1", "a number from 0 to 1")]
    [InlineData("delay probability=-0.1", "a number from 0 to 1")]
    [InlineData("delay seed=-1", "a number of 64 bits")]
    [InlineData("delay seed=1 seed=2", "seed is there twice")]
    [InlineData("delay kind=equivocate", "kind is there twice")]
    [InlineData("delay color=red", "a member of a fault")]
    public void WhatIsNoFaultIsRefusedWithItsName(string text, string expected)
    {
        Assert.Null(FaultText.Parse(text, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "a list of faults is expected")]
    [InlineData("[1]", "fault 1: an object")]
    [InlineData("""[{"kind":"delay","by":[1]}]""", "fault 1: an object of texts and numbers")]
    [InlineData("""[{"kind":"delay"},{"slots":"4"}]""", "fault 2: kind is missing")]
    [InlineData("""[{"kind":"delay","kind":"delay"}]""", "fault 1: kind is there twice")]
    [InlineData("[", "no JSON: line 1")]
    [InlineData("[[[[[[1]]]]]]", "no JSON")]
    public void WhatIsNoPlanIsRefusedWithItsPlace(string json, string expected)
    {
        Assert.Null(FaultJson.Read(System.Text.Encoding.UTF8.GetBytes(json), out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void APlanHasABound()
    {
        var many = $"[{string.Join(',', Enumerable.Repeat("""{"kind":"delay"}""", FaultText.MostFaults + 1))}]";
        Assert.Null(FaultJson.Read(System.Text.Encoding.UTF8.GetBytes(many), out var problem));
        Assert.Contains("64 may be", problem, StringComparison.Ordinal);
    }

    private static void Same(PlannedFault expected, PlannedFault actual)
    {
        Assert.Equal(expected with { Slots = actual.Slots }, actual);
        Assert.Equal(expected.Slots.Ranges, actual.Slots.Ranges);
    }
}
