using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>
/// The answer of `engine_getPayload`: a payload, what it pays its proposer in wei, its blobs and its requests. The oldest form has the
/// payload alone.
/// </summary>
public sealed record BuiltPayload(ExecutionPayload Payload, UInt256 BlockValue, BuiltBlobs Blobs, ExecutionRequests? Requests)
{
    private static readonly byte[][] Names =
    [
        "executionPayload"u8.ToArray(), "blockValue"u8.ToArray(), "blobsBundle"u8.ToArray(), "shouldOverrideBuilder"u8.ToArray(),
        "executionRequests"u8.ToArray(),
    ];

    /// <summary>True where the execution layer advises against a builder's payload, since transactions seem to be censored.</summary>
    public bool ShouldOverrideBuilder { get; init; }

    /// <summary>Reads an answer in the form of a fork; <paramref name="isBare"/> for the oldest one.</summary>
    internal static BuiltPayload Read(ref EngineJson json, SszContext context, bool isBare)
    {
        if (isBare)
        {
            return new BuiltPayload(PayloadCodec.Read(ref json, context), default, BuiltBlobs.None, null);
        }

        var built = new BuiltPayload(null!, default, BuiltBlobs.None, null);
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(Names, ref seen) : -1; which >= 0; which = json.Next(Names, ref seen))
        {
            if ((which == 2 && context.Fork < ForkName.Deneb) || (which == 4 && context.Fork < ForkName.Electra))
            {
                // Some execution layers answer in one form for all versions, with an empty bundle where there is none.
                json.Skip();
                continue;
            }

            built = which switch
            {
                0 => built with { Payload = PayloadCodec.Read(ref json, context) },
                1 => built with { BlockValue = json.Quantity256() },
                2 => built with { Blobs = ReadBundle(ref json, context) },
                3 => built with { ShouldOverrideBuilder = json.Boolean() },
                _ => built with { Requests = ReadRequests(ref json, context) },
            };
        }

        json.Require(Names, seen, context.Fork switch
        {
            >= ForkName.Electra => 0b11111,
            >= ForkName.Deneb => 0b01111,
            _ => 0b00011,
        });
        return built;
    }

    private static BuiltBlobs ReadBundle(ref EngineJson json, SszContext context)
    {
        var max = (int)context.Preset.MaxBlobCommitmentsPerBlock;
        var proofs = context.Fork >= ForkName.Fulu ? KzgSizes.CellsPerExtBlob : 1;
        byte[][] names = ["commitments"u8.ToArray(), "proofs"u8.ToArray(), "blobs"u8.ToArray()];
        var bundle = BuiltBlobs.None;
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(names, ref seen) : -1; which >= 0; which = json.Next(names, ref seen))
        {
            bundle = which switch
            {
                0 => bundle with { Commitments = BlobCodec.ReadPoints(ref json, max) },
                1 => bundle with { Proofs = BlobCodec.ReadPoints(ref json, max * proofs) },
                _ => bundle with { Blobs = BlobCodec.ReadBlobs(ref json, max) },
            };
        }

        json.Require(names, seen, 0b111);
        if (bundle.Blobs.Count != bundle.Commitments.Count || bundle.Proofs.Count != proofs * bundle.Blobs.Count)
        {
            json.Fail($"of {bundle.Blobs.Count} blobs come with {bundle.Commitments.Count} commitments and {bundle.Proofs.Count} proofs");
        }

        return bundle;
    }

    private static ExecutionRequests? ReadRequests(ref EngineJson json, SszContext context)
    {
        // One entry a type, and types are a byte.
        var list = json.BytesList(byte.MaxValue);
        var requests = json.Problem is null ? ExecutionRequestsLists.GetExecutionRequests([.. list], context) : null;
        _ = requests is not null || json.Fail("are not execution requests of the fork in the order of their types");
        return requests;
    }
}
