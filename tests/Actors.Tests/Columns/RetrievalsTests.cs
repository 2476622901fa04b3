using Consensoor.Actors.Columns;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>Which blobs are asked of an execution layer, and what is made of its answers.</summary>
public sealed class RetrievalsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly ChainSpec FuluSpec =
        new(Preset.Minimal, TestBlobs.ElectraSpec.Config with { FuluForkEpoch = 0 });
    private static readonly FoundBlob Blob = new(ByteList.Empty, []);

    [Fact]
    public void OfElectraTheMissingBlobsAreAskedForAndTheFoundOnesMade()
    {
        var retrievals = new Retrievals(TestBlobs.ElectraSpec, 2, new RequestIds());
        var awaited = Awaited(1, 3, ColumnSet.Of([0, 2]));
        var question = retrievals.Begin(awaited, Now)!;
        Assert.Equal(ForkName.Electra, question.Fork);
        Assert.Equal([HashOf(0), HashOf(2)], question.VersionedHashes);

        var (asked, work) = retrievals.Take(new BlobsFound(question.RequestId, [null, Blob], null));
        Assert.Same(awaited, asked!.Awaited);
        Assert.Equal([null, null, Blob], work!.Blobs);
        Assert.Equal(ColumnSet.Of([2]), work.Wanted);
        Assert.Equal(ColumnSet.Of([0, 2]), retrievals.End(awaited.Root));
        Assert.Equal(0, retrievals.Count);
    }

    [Fact]
    public void OfFuluAllBlobsAreAskedForAndMadeOnlyWhereAllAreFound()
    {
        var retrievals = new Retrievals(FuluSpec, 2, new RequestIds());
        var (first, second) = (Awaited(1, 2, ColumnSet.Of([5, 70])), Awaited(2, 2, ColumnSet.Of([5, 70])));
        var question = retrievals.Begin(first, Now)!;
        Assert.Equal([HashOf(0), HashOf(1)], question.VersionedHashes);
        Assert.Null(retrievals.Take(new BlobsFound(question.RequestId, [Blob, null], null)).Work);

        question = retrievals.Begin(second, Now)!;
        var (_, work) = retrievals.Take(new BlobsFound(question.RequestId, [Blob, Blob], null));
        Assert.Equal(ColumnSet.Of([5, 70]), work!.Wanted);
        Assert.Equal(1, retrievals.Count);
    }

    [Fact]
    public void WhatCameMeanwhileIsNotMade()
    {
        var retrievals = new Retrievals(FuluSpec, 2, new RequestIds());
        var (first, second) = (Awaited(1, 1, ColumnSet.Of([5, 70])), Awaited(2, 1, ColumnSet.Of([5])));
        var question = retrievals.Begin(first, Now)!;
        retrievals.Hold(first.Root, [5, 6]);
        Assert.Equal(ColumnSet.Of([70]), retrievals.Take(new BlobsFound(question.RequestId, [Blob], null)).Work!.Wanted);
        retrievals.Hold(first.Root, [70]);
        Assert.Equal(ColumnSet.None, retrievals.End(first.Root));

        question = retrievals.Begin(second, Now)!;
        retrievals.Hold(second.Root, [5]);
        var (asked, work) = retrievals.Take(new BlobsFound(question.RequestId, [Blob], null));
        Assert.NotNull(asked);
        Assert.Null(work);
        Assert.Equal(0, retrievals.Count);
    }

    [Fact]
    public void WorkThatWaitsIsNeedlessOnceAllOfItCame()
    {
        var retrievals = new Retrievals(FuluSpec, 2, new RequestIds());
        var awaited = Awaited(1, 1, ColumnSet.Of([5, 70]));
        var question = retrievals.Begin(awaited, Now)!;
        var work = retrievals.Take(new BlobsFound(question.RequestId, [Blob], null)).Work! with { Deadline = Now };
        retrievals.Hold(awaited.Root, [5]);
        Assert.False(work.Needless.IsCancellationRequested);
        retrievals.Hold(awaited.Root, [70]);
        Assert.True(work.Needless.IsCancellationRequested);
    }

    [Fact]
    public void ABlockIsAskedForOnceAndBlocksAreBounded()
    {
        var retrievals = new Retrievals(FuluSpec, 2, new RequestIds());
        var question = retrievals.Begin(Awaited(1, 1, ColumnSet.All), Now)!;
        Assert.Null(retrievals.Begin(Awaited(1, 1, ColumnSet.All), Now));
        Assert.NotNull(retrievals.Begin(Awaited(2, 1, ColumnSet.All), Now));
        Assert.Null(retrievals.Begin(Awaited(3, 1, ColumnSet.All), Now));
        Assert.Equal(1UL, retrievals.Dropped);

        Assert.Null(retrievals.Take(BlobsFound.None(question.RequestId, "it is away")).Work);
        Assert.Null(retrievals.Take(BlobsFound.None(question.RequestId, "it is away")).Asked);
        Assert.Null(retrievals.Begin(Awaited(1, 1, ColumnSet.All), Now));
        Assert.NotNull(retrievals.Begin(Awaited(3, 1, ColumnSet.All), Now));
    }

    [Fact]
    public void AnAnswerOfAnotherLengthIsNone()
    {
        var retrievals = new Retrievals(FuluSpec, 2, new RequestIds());
        var question = retrievals.Begin(Awaited(1, 2, ColumnSet.All), Now)!;
        Assert.Null(retrievals.Take(new BlobsFound(question.RequestId, [Blob, Blob, Blob], null)).Work);
        Assert.Equal(0, retrievals.Count);
    }

    [Fact]
    public void WhatIsNotToBeAskedForIsNot()
    {
        var retrievals = new Retrievals(FuluSpec, 8, new RequestIds());
        Assert.Null(retrievals.Begin(Awaited(1, 1, ColumnSet.None), Now));
        Assert.Null(retrievals.Begin(Awaited(2, 0, ColumnSet.All), Now));
        Assert.Null(retrievals.Begin(Awaited(3, GetBlobs.Most + 1, ColumnSet.All), Now));
        Assert.NotNull(retrievals.Begin(Awaited(4, GetBlobs.Most, ColumnSet.All), Now));
    }

    [Fact]
    public void WhatWasNeverAnsweredIsForgotten()
    {
        var retrievals = new Retrievals(FuluSpec, 8, new RequestIds());
        retrievals.Begin(Awaited(1, 1, ColumnSet.All, slot: 3), Now);
        retrievals.Begin(Awaited(2, 1, ColumnSet.All, slot: 4), Now);
        retrievals.GiveUp(4);
        Assert.Equal(1, retrievals.Count);
    }

    private static KZGCommitment Commitment(int index) => new([(byte)(index + 1), .. new byte[47]]);

    private static VersionedHash HashOf(int index) => ExecutionPayloads.KzgCommitmentToVersionedHash(Commitment(index));

    private static DataAwaited Awaited(byte root, int blobs, ColumnSet missing, ulong slot = 1)
    {
        var empty = SignedBeaconBlock.Default(TestBlobs.ElectraSpec.Ssz(ForkName.Electra));
        var body = empty.Message.Body with { BlobKzgCommitments = [.. Enumerable.Range(0, blobs).Select(Commitment)] };
        var block = empty with { Message = empty.Message with { Slot = slot, Body = body } };
        return new DataAwaited(new Root([root, .. new byte[31]]), block, missing);
    }
}
