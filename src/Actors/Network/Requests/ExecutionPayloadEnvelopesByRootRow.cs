using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Payload envelopes by the roots of their blocks (`gloas/p2p-interface.md#executionpayloadenvelopesbyroot-v1`).</summary>
internal static class ExecutionPayloadEnvelopesByRootRow
{
    public static RequestRow Row { get; } = new RequestRow<ExecutionPayloadEnvelopesByRoot, SignedExecutionPayloadEnvelope>(
        "execution_payload_envelopes_by_root", (ForkName.Gloas, 1))
    {
        Write = static (request, _) => RequestForms.WriteRoots(request.BlockRoots),
        Read = static (ssz, _) => RequestForms.ReadRoots(ssz) is { } roots ? new ExecutionPayloadEnvelopesByRoot(roots) : null,
        Limit =
            static (spec, _, request) => RequestForms.Between((ulong)request.BlockRoots.Count, spec.Config.MaxRequestPayloads, "envelopes"),
        Most = static (_, request) => (ulong)request.BlockRoots.Count,
        SlotOf = static envelope => envelope.Message.Payload.SlotNumber,
        Belongs = static (_, request) =>
        {
            var left = request.BlockRoots.ToHashSet();
            return envelope => left.Remove(envelope.Message.BeaconBlockRoot)
                ? null
                : $"the envelope of block {envelope.Message.BeaconBlockRoot} was not asked for, or came before";
        },
        Serve = static (_, request) => new ServePlan(
            request.BlockRoots.Distinct().Select(static root => new ServeKey(root, null)),
            static stored => stored?.Envelope is { } envelope ? [envelope] : []),
    };
}
