using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Reporting.Figures;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Tests.Production;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Xunit;

namespace Consensoor.Actors.Tests.Reporting.Figures;

/// <summary>What is told of the registry and of orphans, with a registry that counts as large.</summary>
public sealed class StateMetricsTests() : PatientKit(NodeConfig.Layered())
{
    private static readonly ProposalBase Base = PoolStates.BaseAt(ForkName.Electra, 17);

    [Fact]
    public void VotesAreCountedAtEachHeadOfALargeRegistryAndStatusesOnceAnEpoch()
    {
        var metrics = Sys.ActorOf(StateMetrics.Props("voted", Base.State.Spec, 0, smallRegistry: 0));
        metrics.Tell(HeadOf(With(0, 40, exited: 0)));
        metrics.Tell(HeadOf(With(23, 60, exited: 9)));
        Settle(metrics);
        var lines = Lines();
        Assert.Contains("beacon_current_live_validators{node=\"voted\"} 23", lines);
        Assert.Contains("beacon_previous_live_validators{node=\"voted\"} 60", lines);
        Assert.Contains("beacon_current_validators{node=\"voted\",status=\"active\"} 64", lines);
    }

    [Fact]
    public void ASmallRegistryIsGoneOverAtEachHead()
    {
        var metrics = Sys.ActorOf(StateMetrics.Props("small", Base.State.Spec, 0, smallRegistry: 64));
        metrics.Tell(HeadOf(With(0, 40, exited: 0)));
        metrics.Tell(HeadOf(With(0, 40, exited: 9)));
        Settle(metrics);
        Assert.Contains("beacon_current_validators{node=\"small\",status=\"active\"} 55", Lines());
    }

    [Fact]
    public void ParticipationOfALargeRegistryIsWorkedOutTwiceAnEpoch()
    {
        var metrics = Sys.ActorOf(NodeMetrics.Props("swept", smallRegistry: 0));
        string Told(int slot, int voted)
        {
            var state = With(0, voted, exited: 0);
            state.Slot = (ulong)slot;
            metrics.Tell(HeadOf(state));
            Settle(metrics);
            const string name = "consensoor_previous_epoch_participation{node=\"swept\"} ";
            return Lines().Single(static line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..];
        }

        Assert.Equal("0.25", Told(16, 16));
        Assert.Equal("0.25", Told(17, 32));
        Assert.Equal("0.75", Told(20, 48));
        Assert.Equal("0.75", Told(21, 64));
        Assert.Equal("1", Told(24, 64));
    }

    /// <summary>Whenever they came: the view has them.</summary>
    [Fact]
    public void OrphansAreTheBlocksOfTheLastEpochThatTheHeadIsWithout()
    {
        var view = TestViews.On(Base);
        foreach (var slot in new Slot[] { 7, 8, 15, 16 })
        {
            var root = new Root([(byte)slot, .. new byte[31]]);
            var block = new SignedBeaconBlock { Message = new BeaconBlock { Slot = slot, ParentRoot = view.Head.Root } };
            view = view with { Blocks = view.Blocks.Add(root, TestViews.BlockOf(block, root, null)) };
        }

        var metrics = Sys.ActorOf(StateMetrics.Props("orphaned", Base.State.Spec, 0));
        metrics.Tell(new ChainViewChanged(view));
        metrics.Tell(new SlotStarted(16, 2, DateTimeOffset.UnixEpoch));
        Settle(metrics);
        Assert.Contains("beacon_previous_epoch_orphaned_blocks{node=\"orphaned\"} 2", Lines());
    }

    private static BeaconState With(int current, int previous, int exited)
    {
        var state = Base.State.Copy();
        state.CurrentEpochParticipation = Flags(current);
        state.PreviousEpochParticipation = Flags(previous);
        for (var i = 0; i < exited; i++)
        {
            state.Validators[i] = state.Validators[i] with { ExitEpoch = 0 };
        }

        return state;

        static PersistentList<byte> Flags(int voted) =>
            PersistentList<byte>.From(Enumerable.Range(0, 64).Select(i => i < voted ? (byte)7 : (byte)0));
    }

    private static HeadChanged HeadOf(BeaconState state)
    {
        var block = SignedBeaconBlock.Default(state.Ssz);
        var root = new Root(Guid.NewGuid().ToByteArray().Concat(new byte[16]).ToArray());
        var head = new HeadSnapshot(
            root, HeadPayloadStatus.None, block, state, new Checkpoint(), new Checkpoint(), Base.Execution, IsOptimistic: false);
        return new HeadChanged(head, null, 0, DateTimeOffset.UnixEpoch);
    }

    private void Settle(IActorRef metrics)
    {
        metrics.Tell(new Identify(0), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
    }

    private static string[] Lines() => MetricsRun.Scrape().Split('\n');
}
