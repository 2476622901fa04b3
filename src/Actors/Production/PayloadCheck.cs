using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Production;

/// <summary>
/// Whether a payload is what the execution layer was asked to build: the block that carries or promises another is refused by everybody
/// (`process_execution_payload`; from gloas on `verify_execution_payload_envelope`, when the block stands and cannot be mended).
/// </summary>
internal static class PayloadCheck
{
    /// <summary>Says what differs from the question; null where nothing does.</summary>
    public static string? Difference(Hash32 parent, BuildAttributes wanted, ExecutionPayload payload)
    {
        var differs = payload.ParentHash != parent ? $"its parent is {payload.ParentHash} and not {parent}"
            : payload.PrevRandao != wanted.PrevRandao ? $"its prev_randao is {payload.PrevRandao} and not {wanted.PrevRandao}"
            : payload.Timestamp != wanted.Timestamp ? $"its timestamp is {payload.Timestamp} and not {wanted.Timestamp}"
            : wanted.SlotNumber is { } slot && payload.SlotNumber != slot ? $"its slot is {payload.SlotNumber} and not {slot}"
            : wanted.Withdrawals is { } withdrawals && !payload.Withdrawals.SequenceEqual(withdrawals)
                ? $"its {payload.Withdrawals.Count} withdrawals are not the {withdrawals.Count} that are due"
            : null;
        return differs is null ? null : $"the execution layer built something else than it was asked for: {differs}";
    }
}
