using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Tests.Crypto.Bls;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// The chain actor with its workers: whatever order blocks, payloads and columns come in, the head is the same; what cannot be placed is
/// bounded.
/// </summary>
public sealed class ImportTests
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void AnyOrderGivesTheSameHead(ulong seed)
    {
        var (world, system) = RecordedChain.StartFollower(Chain, seed, RecordedChain.Slots);
        using (world)
        {
            object[] imports = [.. Blocks(), .. Envelopes(), .. Columns()];
            world.Random("order").Shuffle<object>(imports);
            var outcomes = Import(world, system, imports);
            var head = world.Ask<ChainViewChanged>(ChainOf(system), GetChainView.Instance, TimeSpan.FromSeconds(1)).View.Head;
            Assert.Equal(Chain.Head.Root, head.Root);
            Assert.Equal(HeadPayloadStatus.Full, head.PayloadStatus);
            Assert.DoesNotContain(outcomes, static outcome => outcome.Verdict is ImportVerdict.Refused or ImportVerdict.Dropped);
        }
    }

    [Fact]
    public void BlocksFromTheFutureWaitForTheirSlot()
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, 3);
        using (world)
        {
            Import(world, system, [.. Blocks(), .. Envelopes(), .. Columns()]);
            for (var slot = 3; slot <= RecordedChain.Slots; slot++)
            {
                TestNode.RunUntilSlot(world, slot);
                var head = world.Ask<ChainViewChanged>(ChainOf(system), GetChainView.Instance, TimeSpan.FromSeconds(1)).View.Head;
                Assert.Equal((Slot)slot, head.Slot);
            }
        }
    }

    [Fact]
    public void WithoutItsColumnsAPayloadIsNotBuiltOn()
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots);
        using (world)
        {
            // Less than half of them, from which nobody could recover the others.
            Import(world, system, [.. Blocks(), .. Envelopes(), .. Columns().Skip(3)]);
            var head = world.Ask<ChainViewChanged>(ChainOf(system), GetChainView.Instance, TimeSpan.FromSeconds(1)).View.Head;
            var carrier = Chain.Columns[0].BeaconBlockRoot;
            Assert.Equal(carrier, head.Root);
            Assert.Equal(HeadPayloadStatus.Empty, head.PayloadStatus);
        }
    }

    [Fact]
    public void AColumnThatDoesNotHoldIsNotCounted()
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots);
        using (world)
        {
            var forged = Chain.Columns[0] with { KzgProofs = Chain.Columns[1].KzgProofs };
            Import(
                world,
                system,
                [
                    .. Blocks(),
                    .. Envelopes(),
                    new ImportDataColumns(
                        forged.BeaconBlockRoot, [forged, .. Chain.Columns.Skip(1).Take(62)], AreVerified: false, new Source.Sync("peer"))
                ]);
            Assert.Equal(
                HeadPayloadStatus.Empty,
                world.Ask<ChainViewChanged>(ChainOf(system), GetChainView.Instance, TimeSpan.FromSeconds(1)).View.Head.PayloadStatus);
            Import(
                world,
                system,
                [
                    new ImportDataColumns(
                        forged.BeaconBlockRoot,
                        [Chain.Columns[0], .. Chain.Columns.Skip(63)],
                        AreVerified: false,
                        new Source.Sync("peer")),
                ]);
            Assert.Equal(
                Chain.Head.Root,
                world.Ask<ChainViewChanged>(ChainOf(system), GetChainView.Instance, TimeSpan.FromSeconds(1)).View.Head.Root);
        }
    }

    [Fact]
    public void BlocksWithoutParentsAreBounded()
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots);
        using (world)
        {
            var bound = system.Settings.Config.GetInt("consensoor.chain.waiting.default");
            var random = world.Random("parents");
            var orphans = Enumerable.Range(0, bound + 50).Select(_ =>
            {
                var parent = new byte[32];
                random.Fill(parent);
                return Block(Chain.Blocks[0] with { Message = Chain.Blocks[0].Message with { ParentRoot = new Root(parent) } });
            });
            var outcomes = Import(world, system, [.. orphans]);
            Assert.Equal(50, outcomes.Count(static outcome => outcome.Verdict == ImportVerdict.Dropped));
            Assert.Equal(bound + 50, outcomes.Count(static outcome => outcome.Verdict == ImportVerdict.Waiting));
        }
    }

    [Fact]
    public void ARefusedBlockTakesItsDescendantsWithIt()
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots);
        using (world)
        {
            var context = Chain.World.Spec.Ssz(ForkName.Gloas);
            var bad = Chain.Blocks[0] with { Message = Chain.Blocks[0].Message with { StateRoot = default } };
            var badRoot = bad.Message.HashTreeRoot(context);
            var child = Chain.Blocks[1] with { Message = Chain.Blocks[1].Message with { ParentRoot = badRoot } };
            var outcomes = Import(world, system, [Block(child), Block(bad)]);
            Assert.Equal(
                [badRoot, child.Message.HashTreeRoot(context)],
                outcomes.Where(static outcome => outcome.Verdict == ImportVerdict.Refused).Select(static outcome => outcome.Root));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void ABlockWhoseSignaturesAreNotVerifiedIsTriedOnceMoreAndMayComeAgain(int failures, int dropped)
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots, bls: new FailingBls(failures));
        using (world)
        {
            var outcomes = Import(world, system, [.. Blocks(), .. Envelopes(), .. Columns()]);
            Assert.Equal(dropped, outcomes.Count(static outcome => outcome.Verdict == ImportVerdict.Dropped));
            Assert.DoesNotContain(outcomes, static outcome => outcome.Verdict == ImportVerdict.Refused);
            Import(world, system, [.. Blocks()]);
            Assert.Equal(
                Chain.Head.Root,
                world.Ask<ChainViewChanged>(ChainOf(system), GetChainView.Instance, TimeSpan.FromSeconds(1)).View.Head.Root);
        }
    }

    private static IEnumerable<object> Blocks() => Chain.Blocks.Select(Block);

    private static IEnumerable<object> Envelopes() =>
        Chain.Envelopes.Select(static envelope => new ImportEnvelope(envelope, new Source.Sync("peer")));

    private static IEnumerable<object> Columns() =>
        Chain.Columns.Chunk(32).Select(
            static columns => new ImportDataColumns(columns[0].BeaconBlockRoot, columns, AreVerified: false, new Source.Sync("peer")));

    private static object Block(SignedBeaconBlock block) => new ImportBlock(block, ForkName.Gloas, new Source.Sync("peer"));

    private static ActorSelection ChainOf(ActorSystem system) => system.ActorSelection($"/user/{Node.Name}/{NodeChildren.Chain}");

    private static List<ImportOutcome> Import(SimulatedWorld world, ActorSystem system, IReadOnlyList<object> commands)
    {
        var outcomes = new List<ImportOutcome>();
        world.Invoke(() =>
        {
            var probe = system.ActorOf(OutcomeProbe.Props(outcomes));
            foreach (var command in commands)
            {
                ChainOf(system).Tell(command, probe);
            }

            return probe;
        });
        world.RunQuiet();
        return outcomes;
    }

    /// <summary>Throws on the first batches it is to verify.</summary>
    private sealed class FailingBls(int failures) : ForwardingBls(ManagedBls.Shared)
    {
        private int _left = failures;

        public override bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed) =>
            _left-- > 0 ? throw new InvalidOperationException("no verdict") : base.VerifyBatch(sets, seed);
    }
}
