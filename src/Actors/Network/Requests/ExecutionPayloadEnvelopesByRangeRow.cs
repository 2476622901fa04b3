using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// The payload envelopes of a range of slots of the head's chain (`gloas/p2p-interface.md#executionpayloadenvelopesbyrange-v1`).
/// </summary>
internal static class ExecutionPayloadEnvelopesByRangeRow
{
    public static RequestRow Row { get; } = new RequestRow<ExecutionPayloadEnvelopesByRange, SignedExecutionPayloadEnvelope>(
        "execution_payload_envelopes_by_range", (ForkName.Gloas, 1))
    {
        Write = static (request, context) =>
            new ExecutionPayloadEnvelopesByRangeRequest { StartSlot = request.StartSlot, Count = request.Count }.ToSsz(context),
        Read = static (ssz, context) => ExecutionPayloadEnvelopesByRangeRequest.TryDecode(ssz, context, out var request, out _)
            ? new ExecutionPayloadEnvelopesByRange(request.StartSlot, request.Count)
            : null,
        Limit = static (spec, _, request) => RequestForms.Between(request.Count, spec.Config.MaxRequestPayloads, "envelopes"),
        Most = static (_, request) => request.Count,
        SlotOf = static envelope => envelope.Message.Payload.SlotNumber,
        Belongs = static (_, request) =>
        {
            var slots = RequestForms.Ascending(request.StartSlot, request.Count);
            return envelope => slots(envelope.Message.Payload.SlotNumber);
        },
        Serve = Plan,
    };

    /// <summary>
    /// A payload is part of the chain where the next block builds on it, so that the blocks go on behind the range to the next one; the
    /// head's is where the head is full.
    /// </summary>
    private static ServePlan Plan(ServeContext context, ExecutionPayloadEnvelopesByRange request)
    {
        SignedExecutionPayloadEnvelope? last = null;
        var isOver = false;

        IEnumerable<ServeKey> Keys()
        {
            foreach (var key in context.Canonical(request.StartSlot, request.Count, andNext: true))
            {
                if (isOver || (key.Slot - request.StartSlot >= request.Count && last is null))
                {
                    yield break;
                }

                yield return key;
            }
        }

        IEnumerable<object> Take(StoredBlock? stored)
        {
            if (stored?.Block?.Message is not { } block)
            {
                yield break;
            }

            if (last is { } before && block.Body.SignedExecutionPayloadBid?.Message.ParentBlockHash == before.Message.Payload.BlockHash)
            {
                yield return before;
            }

            isOver = block.Slot - request.StartSlot >= request.Count;
            last = isOver ? null : stored.Envelope;
            if (last is not null && stored.Root == context.Head?.Root && context.Head.PayloadStatus == HeadPayloadStatus.Full)
            {
                yield return last;
            }
        }

        return new ServePlan(Keys(), Take);
    }
}
