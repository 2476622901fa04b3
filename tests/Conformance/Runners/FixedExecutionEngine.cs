using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Conformance.Runners;

/// <summary>An execution layer with one answer to every payload.</summary>
internal sealed class FixedExecutionEngine(bool isValid) : IExecutionEngine
{
    /// <inheritdoc/>
    public bool VerifyAndNotifyNewPayload(NewPayloadRequest newPayloadRequest) => isValid;
}
