using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Xunit;
using Status = Consensoor.Spec.Containers.Status;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests the two questions for blob sidecars: their bytes and limits, which answers belong to them, and what is served.</summary>
public sealed class BlobRequestTests
{
    // Electra in epochs 0 to 2, fulu from slot 24 on.
    private static readonly ChainSpec Spec = TestBlobs.ElectraSpec;
    private static readonly RequestRow ByRange = RequestTable.Of(new BlobSidecarsByRange(0, 1))!;
    private static readonly RequestRow ByRoot = RequestTable.Of(new BlobSidecarsByRoot([]))!;

    [Fact]
    public void QuestionsComeBackFromTheirBytes()
    {
        var range = new BlobSidecarsByRange(5, 7);
        var bytes = ByRange.Encode(range, Spec, ForkName.Deneb);
        Assert.Equal("05000000000000000700000000000000", Convert.ToHexStringLower(bytes));
        Assert.Equal(range, ByRange.Decode(bytes, Spec, ForkName.Deneb, out _));
        Assert.Null(ByRange.Decode(bytes.AsSpan(1), Spec, ForkName.Deneb, out var reason));
        Assert.Equal("not a request of blob_sidecars_by_range", reason);

        BlobIdentifier[] identifiers = [Identifier(1, 0), Identifier(2, ulong.MaxValue)];
        bytes = ByRoot.Encode(new BlobSidecarsByRoot(identifiers), Spec, ForkName.Deneb);
        Assert.Equal(80, bytes.Length);
        Assert.Equal(identifiers, Assert.IsType<BlobSidecarsByRoot>(ByRoot.Decode(bytes, Spec, ForkName.Deneb, out _)).Identifiers);
        Assert.Null(ByRoot.Decode(bytes.AsSpan(1), Spec, ForkName.Deneb, out reason));
        Assert.Equal("not a request of blob_sidecars_by_root", reason);
    }

    [Fact]
    public void LimitsAreThoseOfTheForkOfTheClock()
    {
        var config = Spec.Config;
        Assert.Null(ByRange.BreaksLimit(Spec, ForkName.Deneb, new BlobSidecarsByRange(ulong.MaxValue, config.MaxRequestBlocksDeneb)));
        Assert.NotNull(ByRange.BreaksLimit(Spec, ForkName.Deneb, new BlobSidecarsByRange(0, 0)));
        Assert.NotNull(ByRange.BreaksLimit(Spec, ForkName.Deneb, new BlobSidecarsByRange(0, config.MaxRequestBlocksDeneb + 1)));
        Assert.NotNull(ByRange.BreaksLimit(Spec, ForkName.Deneb, new BlobSidecarsByRange(0, ulong.MaxValue)));

        // compute_max_request_blob_sidecars: 128 blocks of 6 blobs, of 9 from electra on.
        Assert.Null(Broken(ForkName.Deneb, 768));
        Assert.Equal("769 blobs are asked for, at most 768 may be", Broken(ForkName.Deneb, 769));
        Assert.Null(Broken(ForkName.Electra, 1152));
        Assert.Null(Broken(ForkName.Gloas, 1152));
        Assert.Equal("1153 blobs are asked for, at most 1152 may be", Broken(ForkName.Electra, 1153));
        Assert.Equal("no blobs are asked for", Broken(ForkName.Electra, 0));
    }

    [Fact]
    public void AnAnswerToARangeIsOfItInOrderAndOfOneChain()
    {
        var (_, _, _, first) = TestBlobs.ElectraBlock(2, slot: 10);
        var (_, _, _, other) = TestBlobs.ElectraBlock(3, slot: 10);
        var (_, _, _, next) = TestBlobs.ElectraBlock(1, slot: 12);
        Assert.All(Answer(first[0], first[1], next[0]), Assert.Null);
        Assert.Equal("blob 0 of slot 10 after 1 of 10", Answer(first[1], first[0])[^1]);
        Assert.Equal("blob 0 of slot 10 after 0 of 10", Answer(first[0], first[0])[^1]);
        Assert.Equal("blob 0 of slot 10 after 0 of 12", Answer(next[0], first[0])[^1]);
        Assert.Equal("blobs of two blocks of slot 10", Answer(first[0], other[1])[^1]);
        Assert.Equal("blob 0 of slot 9 was not asked for", Answer(At(first[0], 9))[^1]);
        Assert.Equal("blob 0 of slot 30 was not asked for", Answer(At(first[0], 30))[^1]);
        Assert.Equal("Fulu has no blob sidecars", Answer(At(first[0], 24))[^1]);
        Assert.Equal("Electra has no blob 9 in a block", Answer(first[0] with { Index = 9 })[^1]);
        Assert.Equal(20UL * 9, ByRange.MostChunks(Spec, new BlobSidecarsByRange(10, 20)));

        static string?[] Answer(params BlobSidecar[] items)
        {
            var belongs = ByRange.Checker(Spec, new BlobSidecarsByRange(10, 20));
            return [.. items.Select(belongs)];
        }
    }

    [Fact]
    public void AnAnswerByRootHasWhatWasAskedForOnce()
    {
        var (_, root, _, blobs) = TestBlobs.ElectraBlock(3, slot: 10);
        var belongs = ByRoot.Checker(Spec, new BlobSidecarsByRoot([Named(root, 2), Named(root, 0)]));
        Assert.Null(belongs(blobs[0]));
        Assert.NotNull(belongs(blobs[0]));
        Assert.NotNull(belongs(blobs[1]));
        Assert.NotNull(belongs(At(blobs[2], 11)));
        Assert.Null(belongs(blobs[2]));
        Assert.Equal(2UL, ByRoot.MostChunks(Spec, new BlobSidecarsByRoot([Named(root, 2), Named(root, 0)])));
    }

    [Fact]
    public void ByRootTheBlobsOfABlockAreLoadedTogether()
    {
        var plan = ByRoot.Plan(Context(0), new BlobSidecarsByRoot([Named(Root(1), 3), Named(Root(2), 0), Named(Root(1), 1)]));
        Assert.Equal(
            [(Root(1), ColumnSet.Of([1, 3])), (Root(2), ColumnSet.Of([0]))],
            plan.Keys.Select(static key => (key.Root!.Value, key.Blobs!.Value)));
    }

    [Theory]
    [InlineData(0, 8, 0, "")] // Complete: slots of the chain, none behind the head.
    [InlineData(20, 100, 0, "")] // Over the fork: the part before it.
    [InlineData(24, 10, 0, "")] // From fulu on there is none, which is no fault.
    [InlineData(24, 10, 90, "")]
    [InlineData(0, 8, 9, "this node has blobs from slot 9 on")]
    [InlineData(8, 8, 9, "this node has blobs from slot 9 on")]
    [InlineData(9, 8, 9, "")]
    [InlineData(ulong.MaxValue, 8, 0, "")]
    public void WhatIsNotAllHereIsUnavailable(ulong start, ulong count, ulong earliest, string unavailable) =>
        Assert.Equal(unavailable, ByRange.Plan(Context(earliest), new BlobSidecarsByRange(start, count)).Unavailable ?? "");

    [Fact]
    public void WhatIsOlderThanTheRangeThatIsServedIsUnavailable()
    {
        var spec = new ChainSpec(Spec.Preset, Spec.Config with { MinEpochsForBlobSidecarsRequests = 2, FuluForkEpoch = 10 });
        var context = new ServeContext(spec, 32, null, 0, static () => new Status());
        Assert.NotNull(ByRange.Plan(context, new BlobSidecarsByRange(15, 1)).Unavailable);
        Assert.Null(ByRange.Plan(context, new BlobSidecarsByRange(16, 1)).Unavailable);
        Assert.Equal(16UL, BlobRequests.FirstServedSlot(spec, 4));

        // Before deneb there are none, and none are missed.
        var late = new ChainSpec(spec.Preset, spec.Config with { DenebForkEpoch = 8, ElectraForkEpoch = 9 });
        Assert.Null(ByRange.Plan(context with { Spec = late }, new BlobSidecarsByRange(16, 8)).Unavailable);
        Assert.Equal(64UL, BlobRequests.FirstServedSlot(late, 4));
        var never = new ChainSpec(spec.Preset, spec.Config with { DenebForkEpoch = ulong.MaxValue, FuluForkEpoch = ulong.MaxValue });
        Assert.Equal((ulong.MaxValue, ulong.MaxValue), (BlobRequests.FirstServedSlot(never, 4), BlobRequests.End(never)));
    }

    private static ServeContext Context(ulong earliest) =>
        new(Spec, 90, null, 0, static () => new Status()) { EarliestBlobs = earliest };

    private static string? Broken(ForkName fork, int count) => ByRoot.BreaksLimit(
        Spec, fork, new BlobSidecarsByRoot([.. Enumerable.Range(0, count).Select(static index => Identifier(1, (ulong)index))]));

    private static BlobSidecar At(BlobSidecar blob, ulong slot) => blob with
    {
        SignedBlockHeader = blob.SignedBlockHeader with { Message = blob.SignedBlockHeader.Message with { Slot = slot } },
    };

    private static BlobIdentifier Identifier(byte root, ulong index) => Named(Root(root), index);

    private static BlobIdentifier Named(Root root, ulong index) => new() { BlockRoot = root, Index = index };

    private static Root Root(byte number) => new([.. new byte[31], number]);
}
