using System.Buffers;
using System.Net;
using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.JsonRpc.Transport;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Builders;

/// <content>Headers, blinded blocks and registrations, until fulu.</content>
public sealed partial class HttpBuilderClient
{
    /// <summary>The longest answer with a header, in bytes: one of 8,192 deposit requests and 4,096 commitments has less.</summary>
    public const int HeaderBytes = 1 << 23;

    /// <summary>The longest answer with a payload and its blobs, in bytes.</summary>
    public const int PayloadBytes = 1 << 26;

    /// <inheritdoc/>
    public async Task<HeaderAnswer> GetHeader(HeaderRequest request, TimeSpan timeout)
    {
        var fork = _spec.ForkAtSlot(request.Slot);
        var path = $"v1/builder/header/{request.Slot}/{request.ParentHash}/{request.Proposer}";
        using var reply = new PooledBytes();
        var (status, problem) = await Send(request.Url, path, null, null, reply, HeaderBytes, timeout);
        var (bid, why) = status switch
        {
            HttpStatusCode.OK => Read<SignedBuilderBid>(reply.Span, fork, "no bid"),
            HttpStatusCode.NoContent => (null, "the builder has no header"),
            _ => (null, problem ?? $"the builder answers with {Text(status)}, not with 200"),
        };
        return new HeaderAnswer(bid, why);
    }

    /// <inheritdoc/>
    public async Task<BlindedAnswer> SubmitBlindedBlock(
        string url, SignedBlindedBeaconBlock block, TimeSpan timeout, CancellationToken enough)
    {
        var fork = _spec.ForkAtSlot(block.Message.Slot);
        var body = Written(block, fork);
        var start = _time.GetTimestamp();
        if (fork >= ForkName.Fulu)
        {
            // Its status says all.
            using var taken = new PooledBytes();
            var (status, problem) = await Send(
                url, "v2/builder/blinded_blocks", fork, body, taken, PayloadBytes, timeout, enough: new CancellationToken(true));
            if (status is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented))
            {
                return new BlindedAnswer(null, null, status is HttpStatusCode.Accepted or HttpStatusCode.OK
                    ? null
                    : problem ?? $"the builder answers with {Text(status)}, not with 202");
            }
        }

        var left = timeout - _time.GetElapsedTime(start);
        return left > TimeSpan.Zero
            ? await SubmitForPayload(url, fork, body, left, enough)
            : new BlindedAnswer(null, null, "the builder did not answer in time");
    }

    /// <inheritdoc/>
    public async Task<string?> RegisterValidators(
        string url, IReadOnlyList<SignedValidatorRegistrationV1> registrations, TimeSpan timeout)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            foreach (var registration in registrations)
            {
                registration.WriteJson(json, _spec.Ssz(ForkName.Bellatrix));
            }

            json.WriteEndArray();
        }

        using var reply = new PooledBytes();
        var (status, problem) = await Send(
            url, "v1/builder/validators", null, body.WrittenMemory, reply, BoundedHttp.RefusalBytes, timeout);
        return status == HttpStatusCode.OK ? null : problem ?? $"the builder answers with {Text(status)}, not with 200";
    }

    private async Task<BlindedAnswer> SubmitForPayload(
        string url, ForkName fork, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken enough)
    {
        using var reply = new PooledBytes();
        var (status, problem) = await Send(url, "v1/builder/blinded_blocks", fork, body, reply, PayloadBytes, timeout, enough);
        if (status == HttpStatusCode.OK && enough.IsCancellationRequested)
        {
            return new BlindedAnswer(null, null, null) { IsCutShort = true };
        }

        var (shown, why) = status switch
        {
            HttpStatusCode.OK => Read<ExecutionPayloadAndBlobsBundle>(reply.Span, fork, "no payload with blobs"),
            _ => (null, problem ?? $"the builder answers with {Text(status)}, not with 200"),
        };
        return shown is { BlobsBundle: var bundle }
            ? new BlindedAnswer(shown.ExecutionPayload, new BuiltBlobs(bundle.Commitments, bundle.Proofs, bundle.Blobs), null)
            : new BlindedAnswer(null, null, why);
    }
}
