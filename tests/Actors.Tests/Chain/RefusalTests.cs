using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Simulation;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// What a refusal may decide: a copy with another's signature decides nothing about the true one, in whatever order they come; and the
/// operator hears why.
/// </summary>
public sealed class RefusalTests
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private static readonly Source.Sync Honest = new("honest");
    private static readonly Source.Sync Forger = new("forger");

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void AForgedCopyPoisonsNoRoot(bool forgedFirst, bool oneByOne)
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots);
        using (world)
        {
            var outcomes = new List<ImportOutcome>();
            var block = Chain.Blocks[0];
            var forged = block with { Signature = Chain.Blocks[1].Signature };
            object[] both = [new ImportBlock(forged, ForkName.Gloas, Forger), new ImportBlock(block, ForkName.Gloas, Honest)];
            object[] child = [new ImportBlock(Chain.Blocks[1], ForkName.Gloas, Honest)];
            object[] commands = [.. child, .. forgedFirst ? both : both.Reverse()];
            foreach (var part in oneByOne ? commands.Chunk(1) : [commands])
            {
                Tell(world, system, outcomes, part);
            }

            var view = ViewOf(world, system);
            Assert.NotNull(view.Lookup(RootOf(block)));
            Assert.Contains(
                outcomes,
                outcome => outcome.Root == RootOf(block) && outcome.Verdict == ImportVerdict.Imported && outcome.Source == Honest);
            Assert.DoesNotContain(outcomes, static outcome => outcome.Verdict == ImportVerdict.Refused && outcome.Source == Honest);
            if (forgedFirst)
            {
                Assert.Contains(outcomes, outcome => outcome.Verdict == ImportVerdict.Refused && outcome.Source == Forger);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AForgedEnvelopeDoesNotKeepTheTrueOneOut(bool forgedFirst)
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots);
        using (world)
        {
            var outcomes = new List<ImportOutcome>();
            var blamed = new List<Source>();
            world.Observe<PayloadRefused>(system, refused =>
            {
                blamed.Add(refused.Source);
                return null;
            });
            var envelope = Chain.Envelopes[0];
            var forged = envelope with { Signature = Chain.Envelopes[1].Signature };
            object[] both = [new ImportEnvelope(forged, Forger), new ImportEnvelope(envelope, Honest)];
            Tell(
                world,
                system,
                outcomes,
                [new ImportDataColumns(envelope.Message.BeaconBlockRoot, Chain.Columns, AreVerified: false, Honest)]);
            Tell(
                world,
                system,
                outcomes,
                [new ImportBlock(Chain.Blocks[0], ForkName.Gloas, Honest), .. forgedFirst ? both : both.Reverse()]);
            Assert.Equal(envelope, ViewOf(world, system).Lookup(envelope.Message.BeaconBlockRoot)!.Envelope);
            Assert.DoesNotContain(outcomes, static outcome => outcome.Verdict == ImportVerdict.Refused && outcome.Source == Honest);
            Assert.Equal<IEnumerable<Source>>(forgedFirst ? [Forger] : [], blamed);
        }
    }

    [Fact]
    public void AForgedColumnBeforeItsBlockDoesNotKeepTheTrueOneOut()
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots);
        using (world)
        {
            var (root, columns) = (Chain.Columns[0].BeaconBlockRoot, Chain.Columns);
            var forged = columns[0] with { KzgProofs = columns[1].KzgProofs };
            Tell(world, system, [], [new ImportDataColumns(root, [forged], AreVerified: false, Forger)]);
            Tell(world, system, [], [new ImportDataColumns(root, columns, AreVerified: false, Honest)]);
            Tell(
                world,
                system,
                [],
                [new ImportBlock(Chain.Blocks[0], ForkName.Gloas, Honest), new ImportEnvelope(Chain.Envelopes[0], Honest)]);
            Assert.NotNull(ViewOf(world, system).Lookup(root)!.Envelope);
        }
    }

    [Fact]
    public void TheOperatorSeesWhyABlockIsRefused()
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots);
        using (world)
        {
            var lines = new List<string>();
            world.Logged += entry =>
            {
                if (entry is Warning warning)
                {
                    lines.Add($"{warning.Message}");
                }
            };
            var bad = Chain.Blocks[0] with { Message = Chain.Blocks[0].Message with { StateRoot = default } };
            Tell(world, system, [], [new ImportBlock(bad, ForkName.Gloas, Honest)]);
            var line = Assert.Single(lines, line => line.Contains($"{RootOf(bad)}", StringComparison.Ordinal));
            Assert.Contains("of slot 1 (sync) is refused: Apply: block.StateRoot == state!.HashTreeRoot()", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhatIsMissingIsSaidWithWhoNamesIt()
    {
        var (world, system) = RecordedChain.StartFollower(Chain, 1, RecordedChain.Slots);
        using (world)
        {
            var missing = new List<IMissing>();
            world.Observe<IMissing>(system, lacking =>
            {
                missing.Add(lacking);
                return null;
            });
            var outcomes = new List<ImportOutcome>();
            var (first, second, third) = (Chain.Blocks[0], Chain.Blocks[1], Chain.Blocks[2]);
            Tell(world, system, outcomes, [new ImportBlock(third, ForkName.Gloas, Honest)]);
            Assert.Equal(new ParentUnknown(RootOf(second), Honest) { ChildSlot = third.Message.Slot }, Assert.Single(missing));

            missing.Clear();
            Tell(
                world, system, outcomes, [new ImportBlock(first, ForkName.Gloas, Honest), new ImportBlock(second, ForkName.Gloas, Forger)]);
            Assert.Equal(new PayloadMissing(RootOf(first), Forger), Assert.Single(missing));

            missing.Clear();
            Tell(world, system, outcomes, [new ImportEnvelope(Chain.Envelopes[0], Honest)]);
            var data = Assert.IsType<DataMissing>(Assert.Single(missing));
            Assert.Equal((RootOf(first), Chain.Columns.Count), (data.Root, data.Columns.Count));

            // What never comes is given up, and whoever waits hears so.
            var bound = system.Settings.Config.GetInt("consensoor.chain.early-slots");
            world.RunFor(TestNode.SlotTime * (bound + 2));
            Assert.Equal(3, outcomes.Count(static outcome => outcome.Verdict == ImportVerdict.Dropped));
        }
    }

    internal static ChainView ViewOf(SimulatedWorld world, ActorSystem system) =>
        world.Ask<ChainViewChanged>(ChainOf(system), GetChainView.Instance, TimeSpan.FromSeconds(1)).View;

    internal static void Tell(SimulatedWorld world, ActorSystem system, List<ImportOutcome> outcomes, IReadOnlyList<object> commands)
    {
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
    }

    private static Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(Chain.World.Spec.Ssz(ForkName.Gloas));

    private static ActorSelection ChainOf(ActorSystem system) => system.ActorSelection($"/user/{Node.Name}/{NodeChildren.Chain}");
}
