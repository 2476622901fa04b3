using Akka.Actor;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting;

/// <summary>What two nodes of a chain in gloas remember of their duties, in virtual time.</summary>
public sealed class DutyWhyWorldTests
{
    private const int SlotsPerEpoch = 8;

    /// <summary>Each thing has its time, in the order in which they happen, and each message went to the one peer there is.</summary>
    [Fact]
    public async Task ASlotHasItsTimesInOrder()
    {
        using var world = SimulatedWorld.Create(5);
        var network = new SimulatedNetwork(world);
        var chain = TestNode.ChainFor(world);
        var first = TestNode.Start(world, network, chain, "first", new InMemoryChainStore(), 0, 32);
        TestNode.Start(world, network, chain, "second", new InMemoryChainStore(), 32, 32);
        var timeline = world.Invoke(() => first.System.ActorOf(DutyTimelineActor.Props(), DutyTimelineActor.Name));
        TestNode.RunUntilSlot(world, 2 * SlotsPerEpoch);
        for (var slot = 2UL; slot < (2 * SlotsPerEpoch) - 1; slot++)
        {
            var ask = world.Invoke(() => timeline.Ask<DutyWhy>(new GetDutyWhy(slot)));
            world.RunQuiet();
            Assert.True(ask.IsCompletedSuccessfully);
            var why = await ask;
            var block = Assert.Single(why.Blocks);
            Assert.True(block.SeenAt <= block.ImportedAt && block.ImportedAt <= block.HeadAt);
            Assert.True(block.ImportedAt <= block.ExecutionAt && block.ExecutionAt <= block.PayloadAt);
            Assert.Contains(why.Duties, static duty => duty.Kind == DutyKind.Attestation);
            foreach (var duty in why.Duties)
            {
                Assert.Null(duty.Reason);
                Assert.True(duty.SignedAt <= duty.At, $"{duty.Kind} of {slot} was signed at {duty.SignedAt}, and done at {duty.At}");

                // What the other node said before is not said again.
                var mayBeCovered = duty.Kind is DutyKind.Aggregate or DutyKind.SyncContribution;
                Assert.True(duty.Peers == 1 || (mayBeCovered && duty.Peers is null), $"{duty.Kind} of {slot} went to {duty.Peers} peers");
                Assert.Equal(duty.Kind == DutyKind.Attestation, duty.Included.Count > 0);
            }
        }
    }
}
