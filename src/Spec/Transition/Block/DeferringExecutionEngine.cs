using Consensoor.Spec.Containers;

namespace Consensoor.Spec.Transition.Block;

/// <summary>
/// Answers true and keeps the question, so that the caller can ask a real execution layer after (or beside) the transition and treat the
/// block as optimistic until then (`bellatrix/optimistic-sync.md`). For one transition on one thread.
/// </summary>
public sealed class DeferringExecutionEngine : IExecutionEngine
{
    private readonly List<NewPayloadRequest> _requests = [];

    /// <summary>The questions deferred so far, in order.</summary>
    public IReadOnlyList<NewPayloadRequest> Requests => _requests;

    /// <summary>Keeps the request; refuses only what needs no execution layer to see: an empty transaction.</summary>
    public bool VerifyAndNotifyNewPayload(NewPayloadRequest newPayloadRequest)
    {
        foreach (var transaction in newPayloadRequest.ExecutionPayload.Transactions)
        {
            if (transaction.Length == 0)
            {
                return false;
            }
        }

        _requests.Add(newPayloadRequest);
        return true;
    }
}
