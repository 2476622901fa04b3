using Consensoor.Actors.Sync;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Xunit;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>
/// Tests what a sync by range does about blobs of electra: asks the peer of the blocks for the slots that need them, and goes on without
/// what it does not give.
/// </summary>
public sealed class RangeSyncBlobTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly ChainSpec Spec = TestBlobs.ElectraSpec;
    private static readonly PeerInfo[] Peers = [new("peer", new Status { HeadSlot = 23 }, 0)];

    [Fact]
    public void TheSlotsThatNeedBlobsAreAskedForAndWhatCameGoesWithTheBlocks()
    {
        var (first, second) = (TestBlobs.ElectraBlock(2, slot: 9), TestBlobs.ElectraBlock(1, slot: 12));
        var (before, after) = (TestBlobs.ElectraBlock(0, slot: 8).Block, TestBlobs.ElectraBlock(0, slot: 13).Block);
        var (machine, step) = AfterBlocks(23, before, first.Block, second.Block, after);
        Assert.Null(step.Import);
        var question = Next(machine, 23)!;
        Assert.Equal(("peer", new BlobSidecarsByRange(9, 4)), (question.Peer, question.Request));
        step = machine.Answer(new PeerAnswered(
            question.Id, "peer", question.Request, PeerResult.Answered, [.. first.Sidecars, .. second.Sidecars]), Start);
        Assert.Equal(4, step.Import!.Blocks.Count);
        Assert.Equal(first.Sidecars.Concat(second.Sidecars), step.Import.Blobs.SelectMany(static part => part.Blobs));
        Assert.Empty(step.Offenders ?? []);
    }

    [Theory]
    [InlineData(PeerResult.Answered)]
    [InlineData(PeerResult.ResourceUnavailable)]
    [InlineData(PeerResult.InvalidResponse)]
    [InlineData(PeerResult.Unsupported)]
    public void WhatThePeerDoesNotGiveHoldsNothingUp(PeerResult result)
    {
        var (machine, _) = AfterBlocks(23, TestBlobs.ElectraBlock(1, slot: 9).Block);
        var question = Next(machine, 23)!;
        var step = machine.Answer(new PeerAnswered(question.Id, "peer", question.Request, result, []), Start);
        Assert.Single(step.Import!.Blocks);
        Assert.Empty(step.Import.Blobs);
        Assert.Empty(step.Offenders ?? []);
    }

    /// <summary>What the peer of the blocks lacks is asked of two others that have the range, and each answers for its own.</summary>
    [Fact]
    public void WhatThePeerOfTheBlocksLacksOthersAreAskedFor()
    {
        var (first, second) = (TestBlobs.ElectraBlock(2, slot: 9), TestBlobs.ElectraBlock(1, slot: 12));
        PeerInfo[] peers =
        [
            .. Peers, new("behind", new Status { HeadSlot = 9 }, 0),
            new("young", new Status { HeadSlot = 23, EarliestAvailableSlot = 15 }, 0),
            new("second", new Status { HeadSlot = 22 }, 0), new("third", new Status { HeadSlot = 22 }, 0),
            new("fourth", new Status { HeadSlot = 22 }, 0),
        ];
        var (machine, _) = AfterBlocks(23, first.Block, second.Block);
        var question = Next(machine, 23, peers)!;
        Answer(question, first.Sidecars[0]);
        question = Next(machine, 23, peers)!;
        Assert.Equal(("second", new BlobSidecarsByRange(9, 4)), (question.Peer, question.Request));
        Answer(question, [.. first.Sidecars]);
        question = Next(machine, 23, peers)!;
        Assert.Equal(("third", new BlobSidecarsByRange(12, 1)), (question.Peer, question.Request));
        var import = Answer(question).Import!;
        Assert.Equal(
            [("peer", first.Sidecars[0]), ("second", first.Sidecars[1])],
            import.Blobs.SelectMany(static part => part.Blobs.Select(blob => (part.Peer, blob))));

        RangeStep Answer(Question to, params object[] items) =>
            machine.Answer(new PeerAnswered(to.Id, to.Peer, to.Request, PeerResult.Answered, items), Start);
    }

    [Fact]
    public void ASlowPeerIsNotWaitedFor()
    {
        var (machine, _) = AfterBlocks(23, TestBlobs.ElectraBlock(1, slot: 9).Block);
        var question = Next(machine, 23)!;
        var late = machine.NextDue!.Value;
        Assert.Null(machine.TakeReady());
        Assert.Null(machine.Next(new ChainPosition(7, 23, 0), late, Peers, static () => 99));
        Assert.Single(machine.TakeReady()!.Blocks);
        Assert.Null(machine.Answer(
            new PeerAnswered(question.Id, "peer", question.Request, PeerResult.Answered, []), late).Import);
    }

    [Fact]
    public void NoBlobsAreAskedForOfBlocksThatPeersNeedNotHaveThemOf()
    {
        var late = (Spec.Config.MinEpochsForBlobSidecarsRequests + 3) * Spec.Preset.SlotsPerEpoch;
        var (_, step) = AfterBlocks(late, TestBlobs.ElectraBlock(1, slot: 9).Block);
        Assert.Single(step.Import!.Blocks);
    }

    /// <summary>What the clock leaves behind while a range is fetched is asked for still.</summary>
    [Fact]
    public void AnEpochThatTurnsMeanwhileChangesNothing()
    {
        var last = ((Spec.Config.MinEpochsForBlobSidecarsRequests + 2) * Spec.Preset.SlotsPerEpoch) - 1;
        var (machine, step) = AfterBlocks(last, TestBlobs.ElectraBlock(1, slot: 9).Block);
        Assert.Null(step.Import);
        Assert.Equal(new BlobSidecarsByRange(9, 1), Next(machine, last + 1)!.Request);
    }

    private static (RangeSync Machine, RangeStep Step) AfterBlocks(Slot clock, params SignedBeaconBlock[] blocks)
    {
        var machine = new RangeSync(SyncTestSettings.Settings, Spec);
        var question = Next(machine, clock)!;
        Assert.IsType<BeaconBlocksByRange>(question.Request);
        return (machine, machine.Answer(
            new PeerAnswered(question.Id, "peer", question.Request, PeerResult.Answered, [.. blocks]), Start));
    }

    private static ulong _id;

    private static Question? Next(RangeSync machine, Slot clock, PeerInfo[]? peers = null) =>
        machine.Next(new ChainPosition(7, clock, 0), Start, peers ?? Peers, static () => Interlocked.Increment(ref _id));
}
