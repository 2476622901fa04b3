using Consensoor.Spec.Containers;

namespace Consensoor.Spec.Transition.Block;

/// <summary>
/// What the transition asks of the execution layer (`bellatrix/beacon-chain.md#execution-engine`), as a pure answer: the transition does no
/// I/O, so an implementation either knows the verdict already or defers the question, as <see cref="DeferringExecutionEngine"/> does.
/// </summary>
public interface IExecutionEngine
{
    /// <summary>
    /// `verify_and_notify_new_payload`: true where the payload is valid on the execution layer, which covers `is_valid_block_hash`,
    /// `is_valid_versioned_hashes`, `notify_new_payload` and the absence of empty transactions.
    /// </summary>
    bool VerifyAndNotifyNewPayload(NewPayloadRequest newPayloadRequest);
}
