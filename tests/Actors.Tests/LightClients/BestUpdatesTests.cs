using System.Collections.Immutable;
using Consensoor.Actors.LightClients;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.LightClients;

/// <summary>What is served of a period is the best of the head's chain, whatever other branches had.</summary>
public sealed class BestUpdatesTests
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = 0 });
    private static readonly SszContext Altair = Spec.Ssz(ForkName.Altair);
    private static readonly ulong PeriodSlots = Spec.Preset.SlotsPerEpoch * Spec.Preset.EpochsPerSyncCommitteePeriod;

    // Of each block which of those before it it stands on, the slots since, and how many signed it; none where it makes no update.
    private static readonly Gen<(int Back, ulong Slots, int Signers, bool IsHead)[]> Trees =
        Gen.Select(Gen.Int[1, 6], Gen.ULong[1, 20], Gen.Int[0, 32], Gen.Bool).Array[1, 60];

    [Fact]
    public void TheBestIsThatOfTheHeadsChain() => Trees.Sample(static tree =>
    {
        var best = new BestUpdates(Spec, 1000);
        var served = ImmutableSortedDictionary<ulong, (ForkName Fork, LightClientUpdate Update)>.Empty;
        var blocks = new List<(Root Root, int Parent, Slot Slot, LightClientUpdate? Update)> { (RootOf(0), -1, 0, null) };
        best.Add(blocks[0].Root, default, 0, null, served);
        foreach (var (back, slots, signers, isHead) in tree)
        {
            var parent = Math.Max(0, blocks.Count - back);
            var (slot, number) = (blocks[parent].Slot + slots, blocks.Count);
            var update = signers > 0 && Period(slot) == Period(blocks[parent].Slot) ? UpdateOf(blocks[parent].Slot, slot, signers) : null;
            blocks.Add((RootOf(number), parent, slot, update));
            best.Add(RootOf(number), RootOf(parent), slot, update is null ? null : (ForkName.Altair, update), served);
            if (!isHead)
            {
                continue;
            }

            served = best.Follow(RootOf(number), served);
            var literal = Literal(blocks, number);
            foreach (var period in (ulong[])[Period(slot), .. Period(slot) > 0 ? [Period(slot) - 1] : Array.Empty<ulong>()])
            {
                Assert.Equal(literal.GetValueOrDefault(period), served.TryGetValue(period, out var given) ? given.Update : null);
            }

            Assert.DoesNotContain(served.Keys, period => period > Period(slot));
        }
    });

    [Fact]
    public void WhatStandsOnAForgottenBlockGoesOnFromWhatWasServed()
    {
        var best = new BestUpdates(Spec, 2);
        var good = UpdateOf(1, 2, 30);
        var served = ImmutableSortedDictionary<ulong, (ForkName Fork, LightClientUpdate Update)>.Empty;
        best.Add(RootOf(1), RootOf(0), 2, (ForkName.Altair, good), served);
        served = best.Follow(RootOf(1), served);
        best.Add(RootOf(2), RootOf(1), 3, null, served);
        best.Add(RootOf(3), RootOf(2), 4, null, served);
        Assert.False(best.Knows(RootOf(1)));
        best.Add(RootOf(4), RootOf(1), 5, (ForkName.Altair, UpdateOf(2, 5, 3)), served);
        Assert.Same(good, best.Follow(RootOf(4), served)[0].Update);
    }

    // The best of each period over a block and those below it, from the first on.
    private static Dictionary<ulong, LightClientUpdate> Literal(
        IReadOnlyList<(Root Root, int Parent, Slot Slot, LightClientUpdate? Update)> blocks, int head)
    {
        var chain = new Stack<int>();
        for (var at = head; at >= 0; at = blocks[at].Parent)
        {
            chain.Push(at);
        }

        var best = new Dictionary<ulong, LightClientUpdate>();
        foreach (var at in chain)
        {
            if (blocks[at].Update is { } update
                && (!best.TryGetValue(Period(blocks[at].Slot), out var known)
                    || LightClientUpdates.IsBetterUpdate(update, known, Spec)))
            {
                best[Period(blocks[at].Slot)] = update;
            }
        }

        return best;
    }

    private static ulong Period(Slot slot) => slot / PeriodSlots;

    private static Root RootOf(int number) => new([.. BitConverter.GetBytes((ulong)number + 1), .. new byte[24]]);

    private static LightClientUpdate UpdateOf(Slot attested, Slot signature, int signers)
    {
        var update = LightClientUpdate.Default(Altair);
        var bits = new bool[Spec.Preset.SyncCommitteeSize];
        bits.AsSpan(0, signers).Fill(true);
        return update with
        {
            AttestedHeader = update.AttestedHeader with { Beacon = update.AttestedHeader.Beacon with { Slot = attested } },
            SignatureSlot = signature,
            SyncAggregate = update.SyncAggregate with { SyncCommitteeBits = BitList.Create(bits) },
        };
    }
}
