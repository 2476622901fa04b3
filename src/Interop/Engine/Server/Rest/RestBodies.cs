using System.Globalization;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Rest.Transport;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Server.Rest;

/// <summary>
/// Answers questions for bodies of payloads over REST: by block hash, or from a block number on. One that is of another fork's era than the
/// one that is named is not available. The older form has its lists bare.
/// </summary>
internal static class RestBodies
{
    private const int HashBytes = 32;
    private const int OffsetBytes = 4;

    /// <summary>The longest question: as many hashes as may be asked for at once.</summary>
    public static readonly int MaxRequestBytes = OffsetBytes + (RestLimits.Most.Bodies * HashBytes);

    private static readonly byte[] ListOffset = [OffsetBytes, 0, 0, 0];

    /// <summary>Answers a question by hash, which has a body, or by number, which stands in its query.</summary>
    public static async ValueTask<EngineHttpResponse> Answer(
        ServedLayer layer, RestForm form, SszContext context, string query, ReadOnlyMemory<byte>? body)
    {
        var isBare = form == RestForm.Path;
        IReadOnlyList<ExecutionPayload?> payloads;
        if (body is { } hashes)
        {
            if (!BodiesByHashRequest.TryDecode(isBare ? [.. ListOffset, .. hashes.Span] : hashes.Span, context, out var request, out _))
            {
                return EngineHttpResponse.Of(RestProblem.SszDecodeError);
            }

            payloads = await layer.PayloadsOf(request.BlockHashes);
        }
        else if (RangeOf(query) is not var (from, count))
        {
            return EngineHttpResponse.Of(RestProblem.InvalidRequest, "bodies are asked for with from and count, both above 0");
        }
        else if (count > (ulong)RestLimits.Most.Bodies)
        {
            return EngineHttpResponse.Of(RestProblem.RequestTooLarge, $"at most {RestLimits.Most.Bodies} bodies are given at once");
        }
        else
        {
            payloads = await layer.PayloadsFrom(from, (int)count);
        }

        var entries = payloads.Select(payload => EntryOf(layer, payload, context));
        var ssz = new BodiesResponse { Entries = SszList.From(entries) }.ToSsz(context);
        return new EngineHttpResponse(200, RestRequest.Ssz, isBare ? ssz.AsMemory(ListOffset.Length) : ssz);
    }

    private static BodyEntry EntryOf(ServedLayer layer, ExecutionPayload? payload, SszContext context) =>
        payload is null || layer.ForkAt(payload.Timestamp) != context.Fork ? new BodyEntry() : new BodyEntry
        {
            Available = true,
            Body = new ExecutionPayloadBody
            {
                Transactions = payload.Transactions,
                Withdrawals = payload.Withdrawals,
                BlockAccessList = payload.BlockAccessList,
            },
        };

    private static (ulong From, ulong Count)? RangeOf(string query)
    {
        ulong? from = null, count = null;
        foreach (var part in query.Split('&'))
        {
            _ = part.Split('=') switch
            {
                ["from", var number] => from = Number(number),
                ["count", var number] => count = Number(number),
                _ => null,
            };
        }

        return from > 0 && count > 0 ? (from.Value, count.Value) : null;
    }

    private static ulong? Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
