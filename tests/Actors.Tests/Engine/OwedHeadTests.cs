using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Xunit;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>
/// What is safe or final moves at an epoch's first tick. The execution layer, which does one thing after the other, is not told before it
/// has been given the slot's block, whose payload it began to build in the slot before.
/// </summary>
public sealed class OwedHeadTests
{
    private const ulong FirstJustified = 24;
    private const ulong Empty = 32;
    private const ulong End = 42;

    private static readonly ulong SlotSeconds = (ulong)TestNode.SlotTime.TotalSeconds;

    private readonly List<(ulong Slot, TimeSpan In, ForkchoiceUpdated Told)> _told = [];
    private ulong _genesis;

    [Fact]
    public void TheBlockOfAnEpochsFirstSlotComesBeforeWhatIsFinalIsTold()
    {
        using var world = SimulatedWorld.Create(3);
        var chain = DevnetWorld.Create(64, world.Start + TestNode.GenesisDelay, SilentEngineTests.FromElectra, KeyedBls.Shared);
        _genesis = chain.Genesis.GenesisTime;
        TestNode.Start(
            world,
            new SimulatedNetwork(world),
            chain,
            "node",
            new InMemoryChainStore(),
            0,
            64,
            inner => new JudgedEngine(inner, static _ => null) { JudgeHead = told => Note(world, told) },
            KeyedBls.Shared);
        TestNode.RunUntilSlot(world, (int)End);

        var bare = _told.Where(static told => told.Told.Attributes is null).ToList();
        for (var slot = FirstJustified - 1; slot < End; slot++)
        {
            var build = _told.First(told => told.Told.Attributes?.Timestamp == _genesis + (slot * SlotSeconds));
            Assert.Equal(slot - 1, build.Slot);
            var (first, before) = (bare.First(told => told.Slot == slot), bare.Last(told => told.Slot < slot));
            Assert.Equal(slot == Empty, first.Told.HeadBlockHash == before.Told.HeadBlockHash);
        }

        // In the slot without a block nothing but the deadline tells it.
        var owed = Assert.Single(bare, static told => told.Slot == Empty);
        var last = bare.Last(static told => told.Slot < Empty);
        Assert.InRange(owed.In, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(2.1));
        Assert.Equal(last.Told.HeadBlockHash, owed.Told.HeadBlockHash);
        Assert.NotEqual(last.Told.SafeBlockHash, owed.Told.SafeBlockHash);
    }

    private ForkchoiceUpdatedResult? Note(SimulatedWorld world, ForkchoiceUpdated told)
    {
        var since = world.Now - world.Start - TestNode.GenesisDelay;
        var slot = (ulong)(since / TestNode.SlotTime);
        _told.Add((slot, since - (TestNode.SlotTime * slot), told));
        return told.Attributes?.Timestamp == _genesis + (Empty * SlotSeconds)
            ? new ForkchoiceUpdatedResult(told.RequestId, EngineVerdict.Valid, null, "it builds nothing")
            : null;
    }
}
