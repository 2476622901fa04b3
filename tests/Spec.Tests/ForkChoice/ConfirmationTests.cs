using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>Fast confirmation beside a store that forgets blocks, which the specification's never does.</summary>
public sealed class ConfirmationTests
{
    private static readonly Gen<(ForkName Fork, (int Kind, int A, int B)[] Steps)> Lives = Gen.Select(
        Gen.OneOf(Gen.Const(ForkName.Deneb), Gen.Const(ForkName.Gloas), Gen.Const(ForkName.Heze)),
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[20, 120]);

    [Fact]
    public void WhatIsAskedBetweenTwoSlotsNeedsNoBlockThatPruningTook()
    {
        // Few histories of a hundred forget the confirmed block.
        var forgotten = 0;
        for (var run = 0; run < 10 && (run == 0 || forgotten == 0); run++)
        {
            Lives.Sample((fork, steps) => Interlocked.Add(ref forgotten, Live(fork, steps)), iter: 200);
        }

        Assert.True(forgotten > 0, "no confirmed block was forgotten");
    }

    [Fact]
    public void TheStatesThatItNamesAreAllThatItAsksFor()
    {
        var named = 0;
        Lives.Sample((fork, steps) => Interlocked.Add(ref named, NamedStates(fork, steps)), iter: 300);
        Assert.True(named > 0, "no state was named");
    }

    [Fact]
    public void AHeadThatLeftTheConfirmedBlockIsToldTheFinalizedOne()
    {
        var left = 0;
        for (var run = 0; run < 10 && (run == 0 || left == 0); run++)
        {
            Lives.Sample((fork, steps) => Interlocked.Add(ref left, HeadsElsewhere(fork, steps)), iter: 200);
        }

        Assert.True(left > 0, "no confirmed block was left");
    }

    private static int NamedStates(ForkName fork, (int Kind, int A, int B)[] steps)
    {
        var random = new RandomStore(fork);
        var store = random.Store;
        var confirmation = FastConfirmation.GetFastConfirmationStore(store);
        var (slot, named) = (StoreTime.GetCurrentSlot(store), 0);
        foreach (var (kind, a, b) in steps)
        {
            random.Apply(kind, a, b);
            if (StoreTime.GetCurrentSlot(store) == slot)
            {
                continue;
            }

            slot = StoreTime.GetCurrentSlot(store);
            FastConfirmation.UpdateFastConfirmationVariables(confirmation);
            foreach (var checkpoint in FastConfirmation.GetStatesToMake(confirmation))
            {
                // Refused where an upgrade takes no such state: then the rule takes the block's own.
                store.StoreTargetCheckpointState(checkpoint, out _);
                named++;
            }

            var known = store.CheckpointStates.Keys.ToHashSet();
            FastConfirmation.UpdateConfirmedRoot(confirmation);
            Assert.Subset(known, store.CheckpointStates.Keys.ToHashSet());
        }

        return named;
    }

    private static int HeadsElsewhere(ForkName fork, (int Kind, int A, int B)[] steps)
    {
        var random = new RandomStore(fork);
        var store = random.Store;
        var confirmation = FastConfirmation.GetFastConfirmationStore(store);
        var (slot, elsewhere) = (StoreTime.GetCurrentSlot(store), 0);
        foreach (var (kind, a, b) in steps)
        {
            random.Apply(kind, a, b);
            if (StoreTime.GetCurrentSlot(store) != slot)
            {
                slot = StoreTime.GetCurrentSlot(store);
                FastConfirmation.OnFastConfirmation(confirmation);
            }

            var (safe, final) = (FastConfirmation.GetSafeExecutionBlockHash(confirmation), ExecutionHashes.FinalizedBlockHash(store));
            var passed = store.Blocks[confirmation.ConfirmedRoot].Slot < store.Blocks[store.FinalizedCheckpoint.Root].Slot;
            foreach (var block in store.Blocks.Values)
            {
                var below = block;
                while (below is not null && below.Root != confirmation.ConfirmedRoot)
                {
                    below = below.Parent;
                }

                var isLeft = below is null || passed;
                elsewhere += isLeft && safe != final ? 1 : 0;
                Assert.Equal(isLeft ? final : safe, FastConfirmation.GetSafeExecutionBlockHash(confirmation, block.EntryNode));
            }
        }

        return elsewhere;
    }

    private static int Live(ForkName fork, (int Kind, int A, int B)[] steps)
    {
        var random = new RandomStore(fork);
        var store = random.Store;
        var confirmation = FastConfirmation.GetFastConfirmationStore(store);
        var (slot, forgotten) = (StoreTime.GetCurrentSlot(store), 0);
        foreach (var (kind, a, b) in steps)
        {
            random.Apply(kind, a, b);
            if (StoreTime.GetCurrentSlot(store) != slot)
            {
                slot = StoreTime.GetCurrentSlot(store);
                FastConfirmation.OnFastConfirmation(confirmation);
            }

            var before = confirmation.ConfirmedRoot;
            forgotten += store.Blocks.ContainsKey(before) ? 0 : 1;
            var restarted = FastConfirmation.GetRestartResilientConfirmedRoot(confirmation, before);
            FastConfirmation.GetSafeExecutionBlockHash(confirmation);
            Assert.Contains(restarted, store.Blocks.Keys);
            Assert.Contains(confirmation.ConfirmedRoot, store.Blocks.Keys);
            Assert.Equal(store.Blocks.ContainsKey(before) ? before : store.FinalizedCheckpoint.Root, confirmation.ConfirmedRoot);
        }

        return forgotten;
    }
}
