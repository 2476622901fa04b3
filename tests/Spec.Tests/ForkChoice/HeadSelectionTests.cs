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
    private static readonly Gen<(ForkName Fork, (int Kind, int A, int B)[] Steps)> Histories = Gen.Select(
        Gen.OneOf(Gen.Const(ForkName.Deneb), Gen.Const(ForkName.Gloas), Gen.Const(ForkName.Heze)),
        Gen.Select(Gen.Int[0, 10], Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[10, 120]);

    // Those and prunes, payloads that are undecided, invalid, valid after all.
    private static readonly Gen<(ForkName Fork, (int Kind, int A, int B)[] Steps)> Lives = Gen.Select(
        Gen.OneOf(Gen.Const(ForkName.Deneb), Gen.Const(ForkName.Gloas), Gen.Const(ForkName.Heze)),
        Gen.Select(Gen.Int[0, 14], Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[100]);

    /// <summary>10,000 sequences with CONSENSOOR_LONG=2 (`.ci/soak fork-choice`).</summary>
    [Fact]
    public void TheTreeAgreesWithTheSpecificationAfterEveryEvent() => Lives.Sample(
        static (fork, steps) =>
        {
            var random = new RandomStore(fork);
            var known = new Dictionary<Root, LiteralBlock>();
            foreach (var (kind, a, b) in steps)
            {
                random.Apply(kind, a, b);
                AssertSame(random.Store, known);
            }
        },
        iter: Environment.GetEnvironmentVariable("CONSENSOOR_LONG") == "2" ? 10_000 : 150);

    [Fact]
    public void PruningChangesNoHead() => Histories.Sample(
        static (fork, steps) =>
        {
            var random = new RandomStore(fork);
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
        static (fork, steps) =>
        {
            var random = new RandomStore(fork);
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
            (fork, steps) =>
            {
                var random = new RandomStore(fork);
                foreach (var (kind, a, b) in steps)
                {
                    random.Apply(kind, a, b);
                    isAhead |= random.Store.UnrealizedJustifiedCheckpoint.Epoch > random.Store.JustifiedCheckpoint.Epoch;
                }
            },
            iter: 60,
            threads: 1);
    }

    /// <summary>Declares some payload of a history invalid; true where an unrealized checkpoint went with it.</summary>
    private static bool Invalidate((ForkName Fork, (int Kind, int A, int B)[] Steps) history, int pick)
    {
        var random = new RandomStore(history.Fork);
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
        foreach (var root in store.Blocks.Keys)
        {
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
