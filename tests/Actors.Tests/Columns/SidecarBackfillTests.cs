using Consensoor.Actors.Columns;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Presets;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>Tests the walk back over blocks whose columns are to be fetched, against a list of them.</summary>
public sealed class SidecarBackfillTests
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with { GloasForkEpoch = 0 });
    private static readonly ColumnSet Custody = new(255);

    [Fact]
    public void WhatIsCompleteEndsBehindTheNewestBlockThatLacksSomething() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 3], Gen.Bool).Array[1, 30].Sample(chain =>
        {
            // Kind 0: no blobs; 1: blobs and payload; 2: blobs, and a payload that never was. Of some, columns do not come.
            var (slot, blocks) = (0UL, new List<(StoredBlock Stored, bool Comes)>());
            foreach (var (kind, gap, comes) in chain)
            {
                slot += (ulong)gap;
                blocks.Add((Block(slot, blocks.Count == 0 ? default : blocks[^1].Stored.Root, kind), kind != 1 || comes));
            }

            blocks.Reverse();
            const ulong Floor = 5;
            var backfill = new SidecarBackfill(Spec, 100, Floor);
            backfill.Begin(blocks[0].Stored.Root);
            while (backfill.Next is { } next)
            {
                var stored = blocks.Select(static block => block.Stored).FirstOrDefault(block => block.Root == next);
                backfill.Take(stored ?? new StoredBlock(next, null, null), ColumnSet.None, Custody);
            }

            var kept = blocks.Where(static block => block.Comes).Select(static block => block.Stored.Root).ToHashSet();
            var above = blocks.TakeWhile(block => block.Comes && SlotOf(block.Stored) >= Floor).ToList();
            var stop = blocks.Skip(above.Count).FirstOrDefault();
            ulong? expected = stop.Stored is not null && SlotOf(stop.Stored) >= Floor ? SlotOf(stop.Stored) + 1
                : stop.Stored is not null ? Floor
                : SlotOf(above[^1].Stored);
            Assert.Equal(expected, backfill.CompleteFrom(root => kept.Contains(root) ? Custody : ColumnSet.None));
        });

    [Fact]
    public void NoMoreBlocksThanABatchAreLookedForAtOnce()
    {
        var backfill = new SidecarBackfill(Spec, 2, 1);
        var (first, second) = (Block(9, Numbered(8), 1), Block(8, Numbered(7), 1));
        backfill.Begin(first.Root);
        backfill.Take(first, ColumnSet.None.With(0), Custody);
        Assert.False(backfill.IsFull);
        backfill.Take(second, ColumnSet.None, Custody);
        Assert.True(backfill.IsFull);
        Assert.Equal([Custody.Except(ColumnSet.None.With(0)), Custody], backfill.Blocks.Select(static block => block.Missing));
    }

    private static StoredBlock Block(Slot slot, Root parent, int kind) => new(
        Numbered(slot),
        new SignedBeaconBlock
        {
            Message = new BeaconBlock
            {
                Slot = slot,
                ParentRoot = parent,
                Body = new BeaconBlockBody
                {
                    SignedExecutionPayloadBid = new SignedExecutionPayloadBid
                    {
                        Message = new ExecutionPayloadBid { BlobKzgCommitments = kind == 0 ? [] : [default] },
                    },
                },
            },
        },
        kind == 2 ? null : new SignedExecutionPayloadEnvelope());

    private static Slot SlotOf(StoredBlock stored) => stored.Block!.Message.Slot;

    private static Root Numbered(ulong number) => new([.. BitConverter.GetBytes(number), .. new byte[24]]);
}
