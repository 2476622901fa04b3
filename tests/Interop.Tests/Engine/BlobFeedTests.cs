using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Xunit;

namespace Consensoor.Interop.Tests.Engine;

/// <summary>A feed fills the mempool when a payload is begun, and only to its number.</summary>
public sealed class BlobFeedTests
{
    private static readonly ManagedKzg Kzg = new();

    [Fact]
    public async Task ABeginOfAPayloadFillsTheMempoolWithBlobsThatHoldAndDiffer()
    {
        var mempool = new EmbeddedMempool(ChainConfig.Minimal);
        var feed = new BlobFeed(new Silent(), mempool, Kzg, 2, new byte[32]);
        await feed.ForkchoiceUpdated(Head(null));
        Assert.Equal(0, mempool.Blobs);

        await feed.ForkchoiceUpdated(Head(Attributes));
        await feed.Making;
        var taken = mempool.Take(ForkName.Deneb, 1, []).Blobs;
        Assert.Equal(2, taken.Blobs.Count);
        Assert.Equal(0, mempool.Blobs);
        Assert.NotEqual(taken.Commitments[0], taken.Commitments[1]);
        for (var i = 0; i < 2; i++)
        {
            Assert.True(Kzg.VerifyBlobKzgProof(taken.Blobs[i].AsSpan(), taken.Commitments[i].AsSpan(), taken.Proofs[i].AsSpan()).IsValid);
        }
    }

    private static BuildAttributes Attributes { get; } = new(12, default, default, null, null, null, null);

    private static ForkchoiceUpdated Head(BuildAttributes? attributes) => new(1, ForkName.Deneb, default, default, default, attributes);

    private sealed class Silent : IExecutionLayer
    {
        public ValueTask<ExecutionLayerIdentity> Connect() => throw new InvalidOperationException();

        public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => throw new InvalidOperationException();

        public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) =>
            ValueTask.FromResult(new ForkchoiceUpdatedResult(request.RequestId, EngineVerdict.Syncing, null, null));

        public ValueTask<PayloadBuilt> GetPayload(GetPayload request) => throw new InvalidOperationException();

        public ValueTask<BlobsFound> GetBlobs(GetBlobs request) => throw new InvalidOperationException();

        public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) => throw new InvalidOperationException();
    }
}
