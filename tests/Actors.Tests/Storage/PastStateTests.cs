using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Storage;

/// <summary>
/// Tests in virtual time that the state of each slot of the finalized chain is given, at the stated cost, over all forks and skipped slots,
/// and that what is not here is refused with the reason.
/// </summary>
public sealed class PastStateTests : IDisposable
{
    private const int SnapshotSlots = 16;

    // A block late in an epoch is the last before its checkpoint: two epochs lie between two anchors at most where each epoch is finalized.
    private const int MostReplayed = SnapshotSlots + 16;

    private readonly SimulatedWorld _world = SimulatedWorld.Create(31);
    private readonly InMemoryChainStore _store = new();
    private DevnetNode _node = null!;
    private DevnetWorld _chain = null!;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(false, 88)]
    [InlineData(true, 64)]
    public void EachSlotOfTheFinalizedChainHasItsStateAtTheStatedCost(bool gloasFromGenesis, int slots)
    {
        Run(gloasFromGenesis, slots);
        var anchor = _store.AnchorHead!.Slot;
        Assert.True(anchor >= 32, $"finalized is slot {anchor}");

        // The slow twin: every block from genesis on.
        var state = _chain.Genesis;
        var (most, seen) = (0, 0);
        for (Slot slot = 0; slot <= anchor; slot++)
        {
            if (_store.GetFinalizedRoot(slot) is { } root && _store.GetBlock(root) is { } row)
            {
                var block = NodeStore.DecodeBlock(_chain.Spec, row.Fork, row.Ssz, root);
                state = Applied(state, block);
                var byBlock = Ask<PastState>(new LoadStateByBlock(root));
                Assert.Equal(block.Message.StateRoot, byBlock.State.HashTreeRoot());
                Assert.Equal(root, byBlock.BlockRoot);
                Assert.Equal(slot, Ask<PastState>(new LoadStateByRoot(block.Message.StateRoot)).State.Slot);
                seen++;
            }
            else if (slot > 0)
            {
                state = StateTransition.AdvanceTo(state, slot, AcceptAllVerifier.Instance).Post!;
            }

            var past = Ask<PastState>(new LoadStateBySlot(slot));
            Assert.Equal(slot, past.State.Slot);
            Assert.Equal(state.HashTreeRoot(), past.State.HashTreeRoot());
            most = Math.Max(most, past.Replayed);
        }

        Assert.True(seen > 24, $"{seen} blocks");

        // From cold, where nothing in memory helps: the slot before each snapshot is the dearest.
        for (Slot slot = anchor; slot > 0; slot -= Math.Min(slot, 7))
        {
            most = Math.Max(most, Ask<PastState>(new LoadStateBySlot(slot)).Replayed);
        }

        Assert.InRange(most, 1, MostReplayed);
    }

    [Fact]
    public void WhatIsNotHereIsRefusedWithTheReason()
    {
        Run(gloasFromGenesis: true, 64);
        var anchor = _store.AnchorHead!.Slot;
        Assert.Equal(PastStateProblem.Unknown, Ask<NoPastState>(new LoadStateBySlot(anchor + 1)).Problem);
        Assert.Equal(PastStateProblem.Unknown, Ask<NoPastState>(new LoadStateByRoot(new Root([.. new byte[31], 1]))).Problem);
        Assert.Equal(PastStateProblem.Unknown, Ask<NoPastState>(new LoadStateByBlock(new Root([.. new byte[31], 1]))).Problem);

        while (_store.Prune(new StoredRetention(anchor, anchor), 16))
        {
        }

        var gone = Ask<NoPastState>(new LoadStateBySlot(3));
        Assert.Equal(PastStateProblem.Gone, gone.Problem);
        Assert.Contains($"slot {_store.History!.Oldest}", gone.Reason, StringComparison.Ordinal);
        Assert.Equal(anchor, Ask<PastState>(new LoadStateBySlot(anchor)).State.Slot);
    }

    [Fact]
    public void ManyWhoAskAreAnsweredOnceEachAndTooManyAreRefused()
    {
        Run(gloasFromGenesis: true, 64, "consensoor.history { questions = 5, makings = 1, recent = 1 }");
        var (answers, statuses) = (new List<object>(), new List<object>());
        var probe = _world.Invoke(() => _node.System.ActorOf(Props.Create(() => new Listener(answers))));
        var queues = _world.Invoke(() => _node.System.ActorOf(Props.Create(() => new Listener(statuses))));
        _node.System.EventStream.Subscribe(queues, typeof(QueueStatus));
        _world.Invoke(() =>
        {
            foreach (var slot in (Slot[])[5, 5, 9, 12, 5, 20, 21])
            {
                Actor.Tell(new LoadStateBySlot(slot), probe);
            }

            return true;
        });
        _world.RunFor(TestNode.SlotTime);
        Assert.Equal((Slot[])[5, 5, 5, 9, 12], answers.OfType<PastState>().Select(static made => made.State.Slot).Order());
        Assert.All(answers.OfType<NoPastState>(), static refused => Assert.Equal(PastStateProblem.Busy, refused.Problem));
        Assert.Equal(7, answers.Count);

        // That it was full is told, and that it is no more.
        Assert.Equal(0, statuses.OfType<QueueStatus>().Last(static status => status.Queue == "history/questions").Count);
    }

    private ActorSelection Actor => _node.System.ActorSelection($"/user/{Node.Name}/{NodeChildren.History}");

    private void Run(bool gloasFromGenesis, int slots, string hocon = "")
    {
        _chain = TestNode.ChainFor(_world, gloasFromGenesis);
        _node = DevnetNode.Start(_world, new SimulatedNetwork(_world), _chain, new DevnetNodeOptions("node", _store)
        {
            // Some proposers are nobody's, so that slots are skipped.
            Validators = 56,
            Bls = RememberingBls.Shared,
            Hocon = $"consensoor.storage.snapshot-slots = {SnapshotSlots}\n{hocon}",
        });
        _world.RunQuiet();
        TestNode.RunUntilSlot(_world, slots);
        _world.RunFor(TimeSpan.FromSeconds(4));
    }

    private T Ask<T>(IPastStateQuestion question)
    {
        var answer = _world.Ask<object>(Actor, question, TimeSpan.FromSeconds(5));
        return Assert.IsType<T>(answer);
    }

    private static Spec.State.BeaconState Applied(Spec.State.BeaconState state, Spec.Containers.SignedBeaconBlock block)
    {
        var (post, refusal) = StateTransition.Apply(
            state, block, AcceptAllVerifier.Instance, new Spec.Transition.Block.DeferringExecutionEngine());
        Assert.Null(refusal);
        return post!;
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(List<object> answers) => ReceiveAny(answers.Add);
    }
}
