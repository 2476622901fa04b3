using System.Buffers.Binary;
using System.Security.Cryptography;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// An execution layer whose mempool is filled with blobs up to a number each time a payload is begun, for networks that nobody sends
/// transactions to. Blobs are made beside, one at a time; a payload carries those that are ready.
/// </summary>
public sealed class BlobFeed(IExecutionLayer layer, EmbeddedMempool mempool, IKzg kzg, int blobs, ReadOnlyMemory<byte> seed)
    : IExecutionLayer
{
    private ulong _made;

    /// <summary>The making of blobs that was begun last.</summary>
    internal Task Making { get; private set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<ExecutionLayerIdentity> Connect() => layer.Connect();

    /// <inheritdoc/>
    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => layer.NewPayload(request);

    /// <inheritdoc/>
    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request)
    {
        if (request.Attributes is not null && Making.IsCompleted)
        {
            Making = Task.Run(Fill);
        }

        return layer.ForkchoiceUpdated(request);
    }

    /// <inheritdoc/>
    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) => layer.GetPayload(request);

    /// <inheritdoc/>
    public ValueTask<BlobsFound> GetBlobs(GetBlobs request) => layer.GetBlobs(request);

    /// <inheritdoc/>
    public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) => layer.GetInclusionList(request);

    private void Fill()
    {
        while (mempool.Blobs < blobs && PooledBlob.Create(kzg, Bytes(), out _) is { } blob && mempool.SubmitBlob(blob))
        {
        }
    }

    // Field elements of 31 bytes out of the seed and a number, so that no two blobs are alike.
    private byte[] Bytes()
    {
        Span<byte> input = stackalloc byte[40];
        SHA256.HashData(seed.Span, input);
        BinaryPrimitives.WriteUInt64LittleEndian(input[32..], ++_made);
        Span<byte> element = stackalloc byte[32];
        var blob = new byte[KzgSizes.BytesPerBlob];
        for (var at = 0; at < blob.Length; at += KzgSizes.BytesPerFieldElement)
        {
            BinaryPrimitives.WriteInt32LittleEndian(input, at);
            SHA256.HashData(input, element);
            element[1..].CopyTo(blob.AsSpan(at + 1));
        }

        return blob;
    }
}
