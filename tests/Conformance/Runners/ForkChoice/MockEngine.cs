using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Conformance.Runners.ForkChoice;

/// <summary>An execution layer that answers what `on_payload_info` steps told it, and VALID to the rest.</summary>
internal sealed class MockEngine : IExecutionEngine
{
    private readonly Dictionary<Hash32, (string Status, Hash32? LatestValidHash)> _answers = [];

    /// <summary>Sets the answer about a payload.</summary>
    public void Set(Hash32 blockHash, string status, Hash32? latestValidHash) => _answers[blockHash] = (status, latestValidHash);

    /// <summary>The status of a payload and the `latestValidHash` that goes with it.</summary>
    public (string Status, Hash32? LatestValidHash) Answer(Hash32 blockHash) => _answers.GetValueOrDefault(blockHash, ("VALID", blockHash));

    /// <inheritdoc/>
    public bool VerifyAndNotifyNewPayload(NewPayloadRequest newPayloadRequest) =>
        Answer(newPayloadRequest.ExecutionPayload.BlockHash).Status is "VALID" or "SYNCING" or "ACCEPTED";
}
