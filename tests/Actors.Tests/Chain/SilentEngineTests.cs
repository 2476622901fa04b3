using Akka.Actor;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>
/// An execution layer that does not answer, or finds the head invalid: no payload is taken on its silence, and none stays against its word.
/// </summary>
public sealed class SilentEngineTests
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private static readonly Source.Sync Peer = new("peer");

    [Fact]
    public void APayloadWithoutAVerdictWaitsAndIsAskedAboutAgain()
    {
        var isAway = true;
        var (world, system) = RecordedChain.StartFollower(
            Chain, 1, RecordedChain.Slots, inner => new JudgedEngine(inner, request => isAway ? Unavailable(request) : null));
        using (world)
        {
            RefusalTests.Tell(world, system, [], All());
            var view = RefusalTests.ViewOf(world, system);
            Assert.Equal((1UL, HeadPayloadStatus.Empty, false), (view.Head.Slot, view.Head.PayloadStatus, view.IsOptimistic));
            Assert.DoesNotContain(view.Blocks.Values, static block => block.Envelope is not null || block.IsOptimistic);

            isAway = false;
            world.RunFor(TestNode.SlotTime * 2);
            view = RefusalTests.ViewOf(world, system);
            Assert.Equal((Chain.Head.Root, HeadPayloadStatus.Full, false), (view.Head.Root, view.Head.PayloadStatus, view.IsOptimistic));
        }
    }

    /// <summary>A layer that is away is said to be so after seconds, and a replay is of thousands of blocks.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AReplayDoesNotWaitForALayerThatIsAwayPayloadByPayload(bool comesBack)
    {
        var ports = new DirectPorts(ManagedBls.Shared)
        {
            Verdict = EngineVerdict.Unavailable,
            Now = DirectChain.In((Slot)RecordedChain.Slots + 1),
        };
        var core = DirectChain.StartReplay(ports, Chain.World.Genesis, static settings => settings);
        foreach (var block in Chain.Blocks)
        {
            core.Import(new ImportBlock(block, ForkName.Gloas, Source.Replay.Instance), ActorRefs.Nobody);
            ports.Run(core);
            if (comesBack && block == Chain.Blocks[3])
            {
                core.On(new ExecutionLayerChanged(IsOffline: false, null, ports.Now));
            }

            var root = block.Message.HashTreeRoot(Chain.World.Genesis.Ssz);
            foreach (var envelope in Chain.Envelopes.Where(envelope => envelope.Message.BeaconBlockRoot == root))
            {
                core.Import(new ImportEnvelope(envelope, Source.Replay.Instance), ActorRefs.Nobody);
                ports.Run(core);
            }
        }

        Assert.Equal(comesBack ? 2 : 1, ports.Payloads.Count);
        core.EndReplay();
        Assert.Equal((Chain.Head.Root, true), (ports.View!.HeadRoot, ports.View.IsOptimistic));
        Assert.Equal(Chain.Envelopes.Count, ports.View.Blocks.Values.Count(static block => block.Envelope is not null));
    }

    [Fact]
    public void AHeadThatForkchoiceUpdatedFindsInvalidIsLeft()
    {
        var invalid = Chain.Head.Execution.Head;
        var (world, system) = RecordedChain.StartFollower(
            Chain, 1, RecordedChain.Slots, inner => new JudgedEngine(inner, Syncing) { JudgeHead = told => Judge(told, invalid) });
        using (world)
        {
            RefusalTests.Tell(world, system, [], All());
            var view = RefusalTests.ViewOf(world, system);
            Assert.Equal((Chain.Head.Root, HeadPayloadStatus.Empty), (view.Head.Root, view.Head.PayloadStatus));
            Assert.NotEqual(invalid, view.Head.Execution.Head);
        }
    }

    [Fact]
    public void AHeadThatTheLayerDidNotKnowIsToldAgainUntilItDoes()
    {
        var isSyncing = true;
        var (world, system) = RecordedChain.StartFollower(
            Chain,
            1,
            RecordedChain.Slots,
            inner => new JudgedEngine(inner, Syncing)
            {
                JudgeHead = told => new ForkchoiceUpdatedResult(
                    told.RequestId, isSyncing ? EngineVerdict.Syncing : EngineVerdict.Valid, null, null),
            });
        using (world)
        {
            RefusalTests.Tell(world, system, [], All());
            world.RunFor(TestNode.SlotTime * 3);
            var view = RefusalTests.ViewOf(world, system);
            Assert.Equal((Chain.Head.Root, true), (view.Head.Root, view.IsOptimistic));

            isSyncing = false;
            world.RunFor(TestNode.SlotTime);
            view = RefusalTests.ViewOf(world, system);
            Assert.Equal((Chain.Head.Root, false), (view.Head.Root, view.IsOptimistic));
        }
    }

    [Fact]
    public void AFollowerWithoutALayerFollowsFromAGenesisBehindTheMerge()
    {
        using var world = SimulatedWorld.Create(3);
        var chain = DevnetWorld.Create(64, world.Start + TestNode.GenesisDelay, FromElectra, KeyedBls.Shared);
        var network = new SimulatedNetwork(world);
        TestNode.Start(world, network, chain, "maker", new InMemoryChainStore(), 0, 64, bls: KeyedBls.Shared);
        var follower = TestNode.Start(
            world, network, chain, "follower", new InMemoryChainStore(), 0, 0, _ => new NoExecutionLayer(chain.Spec), KeyedBls.Shared);
        TestNode.RunUntilSlot(world, 6);
        var view = RefusalTests.ViewOf(world, follower.System);
        Assert.True(view.Head.Slot >= 5, $"{view.Head.Slot}");
        Assert.True(view.IsOptimistic);
    }

    /// <summary>A chain of electra from genesis on, which is behind the merge.</summary>
    internal static ChainSpec FromElectra(ExecutionBlock execution)
    {
        var spec = DevnetChain.Create(execution, (ulong)TestNode.SlotTime.TotalMilliseconds, gloasFromGenesis: false);
        return new ChainSpec(spec.Preset, spec.Config with
        {
            AltairForkEpoch = 0,
            BellatrixForkEpoch = 0,
            CapellaForkEpoch = 0,
            DenebForkEpoch = 0,
            ElectraForkEpoch = 0,
        });
    }

    private static object[] All() =>
    [
        new ImportDataColumns(Chain.Columns[0].BeaconBlockRoot, Chain.Columns, AreVerified: false, Peer),
        .. Chain.Blocks.Select(static block => new ImportBlock(block, ForkName.Gloas, Peer)),
        .. Chain.Envelopes.Select(static envelope => new ImportEnvelope(envelope, Peer)),
    ];

    private static NewPayloadResult Unavailable(NewPayload request) =>
        new(request.BlockRoot, EngineVerdict.Unavailable, null, "connection refused");

    private static NewPayloadResult Syncing(NewPayload request) => new(request.BlockRoot, EngineVerdict.Syncing, null, null);

    private static ForkchoiceUpdatedResult? Judge(ForkchoiceUpdated told, Hash32 invalid) => told.HeadBlockHash == invalid
        ? new ForkchoiceUpdatedResult(told.RequestId, EngineVerdict.Invalid, null, "a wrong state root")
        : null;
}
