using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>
/// Stores of random shape find weights, viable nodes and the head as <see cref="LiteralForkChoice"/> does, and go on to do so when they
/// forget what is behind finality.
/// </summary>
public sealed class HeadSelectionTests
{
    // Of one fork, and of two with the epoch in which the second begins: most sequences come to that.
    private static readonly Gen<(ForkName Fork, Epoch? NextAt)> Forks = Gen.Frequency<(ForkName Fork, Epoch? NextAt)>(
        (3, Gen.OneOf(Of(ForkName.Deneb), Of(ForkName.Gloas), Of(ForkName.Heze))),
        (2, Gen.ULong[1, 3].Select(static at => (ForkName.Fulu, (Epoch?)at))),
        (1, Gen.ULong[1, 3].Select(static at => (ForkName.Gloas, (Epoch?)at))));

    private static readonly Gen<((ForkName Fork, Epoch? NextAt) Forks, (int Kind, int A, int B)[] Steps)> Histories = Gen.Select(
        Forks,
        Gen.Select(Gen.Int[0, 10], Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[10, 120]);

    // Those and prunes, payloads that are undecided, invalid, valid after all.
    private static readonly Gen<((ForkName Fork, Epoch? NextAt) Forks, (int Kind, int A, int B)[] Steps)> Lives = Gen.Select(
        Forks,
        Gen.Select(Gen.Int[0, 14], Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[100]);

    /// <summary>10,000 sequences with CONSENSOOR_LONG=2 (`.ci/soak fork-choice`).</summary>
    [Fact]
    public void TheTreeAgreesWithTheSpecificationAfterEveryEvent() => Lives.Sample(
        static (forks, steps) =>
        {
            var random = new RandomStore(forks.Fork, forks.NextAt);
            var known = new Dictionary<Root, LiteralBlock>();
            foreach (var (kind, a, b) in steps)
            {
                random.Apply(kind, a, b);
                AssertSame(random.Store, known);
            }
        },
        iter: Environment.GetEnvironmentVariable("CONSENSOOR_LONG") == "2" ? 10_000 : 150);

    /// <summary>
    /// What those sequences are worth across forks: most cross from fulu into gloas, with the head in gloas while what is justified, and
    /// weighs the votes, is of fulu; branches cross each by itself; finality crosses; blocks of gloas go with invalid payloads.
    /// </summary>
    [Fact]
    public void TheLivesCrossForks()
    {
        var (crossed, apart, finalized, lost) = (0, 0, 0, 0);
        Gen.Select(Gen.ULong[1, 3], Lives).Sample(
            (at, life) =>
            {
                var random = new RandomStore(ForkName.Fulu, at);
                var store = random.Store;
                var (isCrossed, isApart, isFinalized, isLost) = (false, false, false, false);
                foreach (var (kind, a, b) in life.Steps)
                {
                    var before = store.Order.Where(static block => block.Fork == ForkName.Gloas).ToArray();
                    random.Apply(kind, a, b);
                    isLost |= kind == 13 && before.Any(gone => !store.Blocks.ContainsKey(gone.Root));
                    isCrossed |= store.Blocks[HeadSelection.GetHead(store).Root].Fork == ForkName.Gloas
                        && store.Blocks[store.JustifiedCheckpoint.Root].Fork == ForkName.Fulu;
                    isFinalized |= store.Blocks[store.FinalizedCheckpoint.Root].Fork == ForkName.Gloas;
                    isApart |= store.Order.Where(static block => block is { Fork: ForkName.Gloas, Parent.Fork: ForkName.Fulu })
                        .Select(static block => block.Parent).Distinct().Count() > 1;
                }

                crossed += isCrossed ? 1 : 0;
                apart += isApart ? 1 : 0;
                finalized += isFinalized ? 1 : 0;
                lost += isLost ? 1 : 0;
            },
            iter: 100,
            threads: 1);
        Assert.True(crossed > 50, $"{crossed} of 100 sequences have a head of gloas on a justified block of fulu");
        Assert.True(apart > 0, "no two blocks of fulu had blocks of gloas on top");
        Assert.True(finalized > 0, "no block of gloas was finalized");
        Assert.True(lost > 0, "no block of gloas went with an invalid payload");
    }

    [Fact]
    public void PruningChangesNoHead() => Histories.Sample(
        static (forks, steps) =>
        {
            var random = new RandomStore(forks.Fork, forks.NextAt);
            foreach (var (kind, a, b) in steps)
            {
                random.Apply(kind, a, b);
                var head = HeadSelection.GetHead(random.Store);
                var weight = HeadSelection.GetWeight(random.Store, head);
                random.Store.Prune();
                Assert.Equal((head, weight), (HeadSelection.GetHead(random.Store), HeadSelection.GetWeight(random.Store, head)));
                AssertNamesNothingRemoved(random.Store);
                if (AgreesWithFinality(random.Store))
                {
                    var finalized = random.Store.Blocks[random.Store.FinalizedCheckpoint.Root];
                    Assert.All(random.Store.Blocks.Values, block => Assert.True(block == finalized || block.Slot > finalized.Slot));
                }
            }
        },
        iter: 100);

    [Fact]
    public void TheOldestBlockThatPruningLeavesHasStateAndBody() => Histories.Sample(
        static (forks, steps) =>
        {
            var random = new RandomStore(forks.Fork, forks.NextAt);
            Array.ForEach(steps, step => random.Apply(step.Item1, step.Item2, step.Item3));
            var store = random.Store;
            var blocks = store.Blocks.Values.ToArray();
            store.LetStatesGo(static _ => false);
            Array.ForEach(blocks, block => store.LetBodyGo(block));
            store.Prune();
            Assert.True(store.Oldest is { KeptState: not null, KeptBlock: not null });
        },
        iter: 300);

    [Fact]
    public void InvalidPayloadsTakeWhatStandsOnThemAndNothingElse()
    {
        // Few histories of a hundred have one; some runs of 300 have none.
        var unrealizedLost = 0;
        for (var run = 0; run < 10 && (run == 0 || unrealizedLost == 0); run++)
        {
            Gen.Select(Histories, Gen.Int[0, 1000])
                .Sample((history, pick) => Interlocked.Add(ref unrealizedLost, Invalidate(history, pick) ? 1 : 0), iter: 300);
        }

        Assert.True(unrealizedLost > 0, "no unrealized checkpoint stood on an invalid payload");
    }

    [Fact]
    public void TheHistoriesJustifyAheadOfTime()
    {
        // Most runs of 60 have one.
        var isAhead = false;
        for (var run = 0; run < 10 && !isAhead; run++)
        {
            Look();
        }

        Assert.True(isAhead, "no history had an unrealized checkpoint, so none of these tests looks at one");

        void Look() => Histories.Sample(
            (forks, steps) =>
            {
                var random = new RandomStore(forks.Fork, forks.NextAt);
                foreach (var (kind, a, b) in steps)
                {
                    random.Apply(kind, a, b);
                    isAhead |= random.Store.UnrealizedJustifiedCheckpoint.Epoch > random.Store.JustifiedCheckpoint.Epoch;
                }
            },
            iter: 60,
            threads: 1);
    }

    private static Gen<(ForkName Fork, Epoch? NextAt)> Of(ForkName fork) => Gen.Const((fork, (Epoch?)null));

    /// <summary>Declares some payload of a history invalid; true where an unrealized checkpoint went with it.</summary>
    private static bool Invalidate(((ForkName Fork, Epoch? NextAt) Forks, (int Kind, int A, int B)[] Steps) history, int pick)
    {
        var random = new RandomStore(history.Forks.Fork, history.Forks.NextAt);
        foreach (var (kind, a, b) in history.Steps)
        {
            random.Apply(kind, a, b);
        }

        var store = random.Store;
        var invalid = store.Order[pick % store.Order.Count];
        var before = store.Blocks.Values.ToArray();
        var lost = before.Where(block => StandsOn(block, invalid)).ToHashSet();
        var isUnrealizedLost = lost.Contains(store.Blocks[store.UnrealizedJustifiedCheckpoint.Root]);
        var isCheckpointLost =
            lost.Contains(store.Blocks[store.JustifiedCheckpoint.Root]) || lost.Contains(store.Blocks[store.FinalizedCheckpoint.Root]);
        var refusal = OptimisticSync.MarkInvalid(store, invalid.Root, latestValidHash: null);
        Assert.Equal(isCheckpointLost, refusal is not null);
        Assert.Equal(refusal is null ? before.Except(lost).ToHashSet() : before.ToHashSet(), store.Blocks.Values.ToHashSet());
        Assert.True(refusal is not null || invalid.Payload is null);
        AssertNamesNothingRemoved(store);
        AssertSame(store);

        // What was unrealized becomes real when the next epoch starts.
        Assert.Null(Handlers.OnTick(store, store.TimeMs + (store.Preset.SlotsPerEpoch * store.Config.SlotDurationMs)));
        AssertNamesNothingRemoved(store);
        AssertSame(store);
        return isUnrealizedLost && refusal is null;
    }

    private static bool AgreesWithFinality(Store store) =>
        ((Spec.Containers.Checkpoint[])[
            store.JustifiedCheckpoint,
            store.UnrealizedJustifiedCheckpoint,
            store.UnrealizedFinalizedCheckpoint
        ])
        .All(checkpoint =>
            Ancestry.IsAncestor(store, store.Blocks[checkpoint.Root].EntryNode, store.Blocks[store.FinalizedCheckpoint.Root].EntryNode));

    private static void AssertNamesNothingRemoved(Store store)
    {
        Assert.Contains(store.JustifiedCheckpoint.Root, store.Blocks);
        Assert.Contains(store.FinalizedCheckpoint.Root, store.Blocks);
        Assert.Contains(store.UnrealizedJustifiedCheckpoint.Root, store.Blocks);
        Assert.Contains(store.UnrealizedFinalizedCheckpoint.Root, store.Blocks);
        Assert.True(store.ProposerBoostRoot == default || store.Blocks.ContainsKey(store.ProposerBoostRoot));
        Assert.All(store.CheckpointStates.Keys, checkpoint => Assert.Contains(checkpoint.Root, store.Blocks));
        Assert.True(store.CheckpointStates.Count <= Store.MaxCheckpointStates + 2);
        foreach (var block in store.Order)
        {
            Assert.True(block.Parent is null || store.Blocks[block.Parent.Root] == block.Parent);
            Assert.True(block.Skip is null || store.Blocks[block.Skip.Root] == block.Skip);
            Assert.All(block.Children, child => Assert.Same(child, store.Blocks[child.Root]));
        }
    }

    /// <summary>True where a block's chain has the payload of another block, or before gloas the block itself.</summary>
    private static bool StandsOn(StoreBlock block, StoreBlock payload)
    {
        for (var current = block; current is not null; current = current.Parent)
        {
            if ((current == payload && !payload.HasPayloadStatus)
                || (current.Parent == payload && current.ParentPayloadStatus == PayloadStatus.Full))
            {
                return true;
            }
        }

        return false;
    }

    private static void AssertSame(Store store, Dictionary<Root, LiteralBlock>? known = null)
    {
        var literal = new LiteralForkChoice(store, known);
        Assert.Equal(literal.GetFilteredNodeTree().ToHashSet(), HeadSelection.GetFilteredNodeTree(store).ToHashSet());
        foreach (var (root, block) in store.Blocks)
        {
            var others = store.Order.Where(other => other != block && other.Slot == block.Slot);
            Assert.Equal(
                others.Any(other => other.Block.ProposerIndex == block.Block.ProposerIndex),
                ProposerHead.IsProposerEquivocation(store, root));
            foreach (var status in Enum.GetValues<PayloadStatus>())
            {
                var node = new ForkChoiceNode(root, status);
                Assert.Equal(literal.GetAttestationScore(node), HeadSelection.GetAttestationScore(store, node));
                if (status == PayloadStatus.Full || store.Blocks[root].HasPayloadStatus)
                {
                    Assert.Equal(literal.GetWeight(node), HeadSelection.GetWeight(store, node));
                }
            }
        }

        Assert.Equal(literal.GetHead(), HeadSelection.GetHead(store));
    }
}
