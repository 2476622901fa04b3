using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>
/// An execution layer that takes a quarter of a slot to begin a build: the block of each slot is there before its votes are due, that of an
/// epoch's first slot too, since payloads are begun in the slot before.
/// </summary>
public sealed class SlowEngineTests
{
    private const int End = 42;

    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(1.6);

    private SlowEngine? _layer;

    [Fact]
    public void BlocksAreInTimeAtAnEpochsBeginToo()
    {
        using var world = SimulatedWorld.Create(5);
        var chain = DevnetWorld.Create(64, world.Start + TestNode.GenesisDelay, SilentEngineTests.FromElectra, KeyedBls.Shared);
        var node = Run(world, chain, request => request is NewPayload ? TimeSpan.FromSeconds(0.4) : TimeSpan.FromSeconds(0.3));
        InTime(node, TimeSpan.FromSeconds(2));
        InOrder();
    }

    [Fact]
    public void BlocksAreInTimeAtTheForksToo()
    {
        using var world = SimulatedWorld.Create(6);
        var chain = DevnetWorld.Create(64, world.Start + TestNode.GenesisDelay, FromAltair, KeyedBls.Shared);
        var node = Run(world, chain, request => request is NewPayload ? TimeSpan.FromSeconds(0.4) : TimeSpan.FromSeconds(0.3), End + 24);
        InTime(node, TimeSpan.FromSeconds(1.5), End + 24);
        InOrder();
    }

    [Fact]
    public void InGloasAPayloadThatComesLateIsBuiltUponAllTheSame()
    {
        // A payload is there after three fifths of its slot, when the next one was begun already without it.
        using var world = SimulatedWorld.Create(7);
        var chain = DevnetWorld.Create(64, TestNode.SlotTime, world.Start + TestNode.GenesisDelay, bls: KeyedBls.Shared);
        var node = Run(world, chain, request => request is NewPayload ? TimeSpan.FromSeconds(2.9) : TimeSpan.FromSeconds(0.2));
        InTime(node, TimeSpan.FromSeconds(1.5));
        InOrder();
        var bids = node.Blocks.ToDictionary(
            static block => block.Message.Slot, static block => block.Message.Body.SignedExecutionPayloadBid.Message);
        var left = 0;
        for (ulong slot = 2; slot <= End; slot++)
        {
            Assert.Equal(bids[slot - 1].BlockHash, bids[slot].ParentBlockHash);
            left += Builds(chain, slot).Count(build => build.HeadBlockHash != bids[slot].ParentBlockHash);
        }

        Assert.True(left > End / 2, $"{left}");
    }

    // A fork an epoch, with a sync committee from genesis on.
    private static ChainSpec FromAltair(ExecutionBlock execution)
    {
        var spec = DevnetChain.Create(execution, (ulong)TestNode.SlotTime.TotalMilliseconds, gloasFromGenesis: false);
        return new ChainSpec(spec.Preset, spec.Config with { AltairForkEpoch = 0 });
    }

    private static void InTime(DevnetNode node, TimeSpan due, int end = End)
    {
        for (ulong slot = 2; slot <= (ulong)end; slot++)
        {
            Assert.True(node.Imports.TryGetValue(slot, out var after), $"slot {slot} has no block");
            Assert.True(after < due, $"the block of slot {slot} came after {after}");
        }

        Assert.Empty(node.Duties.Where(static duty => !duty.IsDone && duty.Slot > 1).Select(static duty => duty.Reason));
    }

    /// <summary>No payload follows another without a head between them, and none is taken on the heels of its build's begin.</summary>
    private void InOrder()
    {
        var isPayloadLast = false;
        Dictionary<Bytes8, TimeSpan> begun = [];
        foreach (var (at, until, request, answer) in _layer!.Asked)
        {
            Assert.False(isPayloadLast && request is NewPayload);
            isPayloadLast = request switch
            {
                NewPayload => true,
                ForkchoiceUpdated => false,
                _ => isPayloadLast,
            };
            if (answer is ForkchoiceUpdatedResult { PayloadId: { } payloadId })
            {
                begun.TryAdd(payloadId, until);
            }
            else if (request is GetPayload get)
            {
                Assert.True(at - begun[get.PayloadId] >= TestNode.SlotTime / 24, $"{at - begun[get.PayloadId]} after it was begun");
            }
        }
    }

    private IEnumerable<ForkchoiceUpdated> Builds(DevnetWorld chain, ulong slot)
    {
        var time = chain.Genesis.GenesisTime + (slot * (ulong)TestNode.SlotTime.TotalSeconds);
        return _layer!.Asked.Select(static asked => asked.Request).OfType<ForkchoiceUpdated>()
            .Where(asked => asked.Attributes?.Timestamp == time);
    }

    private DevnetNode Run(SimulatedWorld world, DevnetWorld chain, Func<IEngineRequest, TimeSpan> others, int end = End)
    {
        var node = TestNode.Start(
            world,
            new SimulatedNetwork(world),
            chain,
            "node",
            new InMemoryChainStore(),
            0,
            64,
            Slow,
            KeyedBls.Shared);
        TestNode.RunUntilSlot(world, end + 1);
        return node;

        IExecutionLayer Slow(IExecutionLayer inner) => _layer = new SlowEngine(
            world, inner, request => request is ForkchoiceUpdated { Attributes: not null } ? Begin : others(request));
    }
}
