using Consensoor.Interop.Engine;
using Consensoor.Messages;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// An execution layer that may be dead: then it refuses every connection, or takes requests and never answers. When it comes back it
/// fetches the payloads it missed, as one does from its peers. A node's next life finds it as it was.
/// </summary>
public sealed class FaultyEngine(IExecutionLayer inner, FaultyEngine? former) : IExecutionLayer
{
    private const int Remembered = 256;

    private readonly Queue<NewPayload> _seen = new();

    /// <summary>The last payloads it was given while it was alive.</summary>
    public IReadOnlyCollection<NewPayload> Seen => _seen;

    /// <summary>True while it answers nothing.</summary>
    public bool IsDead { get; private set; } = former?.IsDead ?? false;

    /// <summary>Whether it keeps silent when dead, in place of an answer that it is not there.</summary>
    public bool IsSilent { get; private set; } = former?.IsSilent ?? false;

    /// <summary>Lets it die, refusing connections or keeping silent.</summary>
    public void Die(bool isSilent) => (IsDead, IsSilent) = (true, isSilent);

    /// <summary>Brings it back, with the payloads that a peer has seen.</summary>
    public async Task Revive(IEnumerable<NewPayload> ofPeer)
    {
        (IsDead, IsSilent) = (false, false);
        foreach (var request in ofPeer.ToArray())
        {
            await inner.NewPayload(request);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ExecutionLayerIdentity> Connect() =>
        IsDead ? Dead(ExecutionLayerIdentity.Unreached("connection refused")) : inner.Connect();

    /// <inheritdoc/>
    public ValueTask<NewPayloadResult> NewPayload(NewPayload request)
    {
        if (!IsDead)
        {
            _seen.Enqueue(request);
            if (_seen.Count > Remembered)
            {
                _seen.Dequeue();
            }

            return inner.NewPayload(request);
        }

        return Dead(new NewPayloadResult(request.BlockRoot, EngineVerdict.Unavailable, null, "connection refused"));
    }

    /// <inheritdoc/>
    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) => IsDead
        ? Dead(new ForkchoiceUpdatedResult(request.RequestId, EngineVerdict.Unavailable, null, "connection refused"))
        : inner.ForkchoiceUpdated(request);

    /// <inheritdoc/>
    public ValueTask<PayloadBuilt> GetPayload(GetPayload request) => IsDead
        ? Dead(new PayloadBuilt(request.RequestId, null, default, BuiltBlobs.None, null, "connection refused") { IsUnreached = true })
        : inner.GetPayload(request);

    /// <inheritdoc/>
    public ValueTask<BlobsFound> GetBlobs(GetBlobs request) =>
        IsDead ? Dead(BlobsFound.None(request.RequestId, "connection refused") with { IsUnreached = true }) : inner.GetBlobs(request);

    /// <inheritdoc/>
    public ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request) => IsDead
        ? Dead(new InclusionListFound(request.RequestId, null, "connection refused") { IsUnreached = true })
        : inner.GetInclusionList(request);

    private ValueTask<T> Dead<T>(T refusal) => IsSilent ? new(new TaskCompletionSource<T>().Task) : ValueTask.FromResult(refusal);
}
