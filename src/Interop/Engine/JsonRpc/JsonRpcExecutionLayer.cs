using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.JsonRpc.Transport;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc;

/// <summary>
/// An execution layer behind the Engine API over JSON-RPC (`docs/execution.md`). It asks in the version of the fork, in another one that
/// the text allows where that is not known, and refuses by itself what <see cref="PayloadChecks"/> finds.
/// </summary>
public sealed class JsonRpcExecutionLayer : IExecutionLayer, IDisposable
{
    private readonly ChainSpec _spec;
    private readonly ClientVersion _own;
    private readonly EngineAbilities _abilities = new();

    /// <summary>Makes a layer at a URL, which is connected to at the first request; without a secret requests carry no token.</summary>
    public JsonRpcExecutionLayer(
        ChainSpec spec, Uri url, JwtSecret? secret, EngineDeadlines deadlines, ClientVersion own, TimeProvider time)
    {
        (_spec, _own) = (spec, own);
        Place = BoundedHttp.PlaceOf(url);
        Client = new EngineClient(new EngineChannel(url, secret, time), spec, deadlines);
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <summary>The methods, for what an <see cref="IExecutionLayer"/> is not asked.</summary>
    public EngineClient Client { get; }

    /// <summary>What it said it speaks at the last connection; null where it did not say.</summary>
    internal IReadOnlySet<string>? Spoken => _abilities.Spoken;

    /// <inheritdoc/>
    public async ValueTask<ExecutionLayerIdentity> Connect()
    {
        var capabilities = await Client.ExchangeCapabilities();
        if (capabilities.Failure is { IsAnswered: false } failure)
        {
            return ExecutionLayerIdentity.Unreached(failure.ToString());
        }

        _abilities.Learn(capabilities.Value);
        var missing = capabilities.Value is { } spoken ? EngineMethods.MissingFor(_spec, spoken) : [];

        // An older one does not say who it is, which is no fault.
        var versions = await Client.GetClientVersion(_own);
        return new ExecutionLayerIdentity(
            versions.Value is { Count: > 0 } clients ? string.Join(", ", clients) : "an execution layer that does not say its name",
            missing,
            null)
        {
            Client = versions.Value is [var client] ? ClientCode.Of(client.Code, client.Commit) : null,
        };
    }

    /// <inheritdoc/>
    public ValueTask<NewPayloadResult> NewPayload(NewPayload request) => NewPayload(request, null);

    /// <inheritdoc/>
    public ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request) => ForkchoiceUpdated(request, null);

    /// <summary>
    /// The same within what another way has left of the method's time: one that takes longer has had less than it may, and is not away.
    /// </summary>
    internal async ValueTask<NewPayloadResult> NewPayload(NewPayload request, TimeSpan? within)
    {
        if (PayloadChecks.Problem(_spec.Ssz(request.Fork), request.Request) is { } problem)
        {
            return new NewPayloadResult(request.BlockRoot, EngineVerdict.Invalid, null, problem);
        }

        var versions = EngineMethods.NewPayloadOf(request.Fork);
        var result = await Call(request, request.Fork, versions, version => Client.NewPayload(version, request, within));
        return result.Failure is { } failure
            ? new NewPayloadResult(request.BlockRoot, EngineVerdict.Unavailable, null, failure.ToString())
            {
                IsAnswered = IsThere(failure, within),
                IsLate = failure.Kind == RpcFailureKind.TimedOut,
            }
            : new NewPayloadResult(request.BlockRoot, result.Value!.Verdict, result.Value.LatestValidHash, result.Value.ValidationError)
            {
                InclusionListSatisfied = result.Value.InclusionListSatisfied,
            };
    }

    /// <summary>The same within what is left of the method's time.</summary>
    internal async ValueTask<ForkchoiceUpdatedResult> ForkchoiceUpdated(ForkchoiceUpdated request, TimeSpan? within)
    {
        var versions = EngineMethods.ForkchoiceUpdatedOf(request.Fork, request.Attributes is not null);
        var result = await Call(request, request.Fork, versions, version => Client.ForkchoiceUpdated(version, request, within));
        if (result.Failure is { } failure)
        {
            return new ForkchoiceUpdatedResult(request.RequestId, EngineVerdict.Unavailable, null, failure.ToString())
            {
                IsAnswered = IsThere(failure, within),
                IsLate = failure.Kind == RpcFailureKind.TimedOut,
            };
        }

        var (status, id) = (result.Value!.Status, result.Value.PayloadId);
        return new ForkchoiceUpdatedResult(request.RequestId, status.Verdict, id, status.ValidationError)
        {
            LatestValidHash = status.Verdict == EngineVerdict.Invalid ? status.LatestValidHash : null,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<PayloadBuilt> GetPayload(GetPayload request)
    {
        var versions = EngineMethods.GetPayloadOf(request.Fork);
        var result = await Call(request, request.Fork, versions, version => Client.GetPayload(version, request));
        return result.Failure is { } failure
            ? new PayloadBuilt(request.RequestId, null, default, BuiltBlobs.None, null, failure.ToString())
            {
                IsUnreached = !failure.IsAnswered,
                IsLate = failure.Kind == RpcFailureKind.TimedOut,
            }
            : new PayloadBuilt(
                request.RequestId, result.Value!.Payload, result.Value.BlockValue, result.Value.Blobs, result.Value.Requests, null)
            {
                ShouldOverrideBuilder = result.Value.ShouldOverrideBuilder,
            };
    }

    /// <inheritdoc/>
    public async ValueTask<BlobsFound> GetBlobs(GetBlobs request)
    {
        if (AsksForCells(request))
        {
            var cells = await Client.GetBlobCells(request.VersionedHashes, request.Columns.Bits);
            if (cells.Failure is not { Kind: RpcFailureKind.MethodNotFound })
            {
                return Found(request, cells, cell => cell.Of(request.Columns));
            }

            _abilities.NotFound(EngineMethods.GetBlobCells);
        }

        var versions = EngineMethods.GetBlobsOf(request.Fork);
        var result = await Call(request, request.Fork, versions, version => Client.GetBlobs(version, request.VersionedHashes));
        return Found(request, result, static blob => new FoundBlob(blob.Blob, blob.Proofs));
    }

    /// <inheritdoc/>
    public async ValueTask<InclusionListFound> GetInclusionList(GetInclusionList request)
    {
        var result = await Client.FetchInclusionList();
        if (result.Failure is { } failure)
        {
            return new InclusionListFound(request.RequestId, null, failure.ToString())
            {
                IsUnreached = !failure.IsAnswered,
                IsLate = failure.Kind == RpcFailureKind.TimedOut,
            };
        }

        var (list, bound) = (result.Value!, _spec.Config.MaxTransactionsBytesPerInclusionList);
        var length = list.Sum(static transaction => (long)transaction.Length);
        var problem = (ulong)length > bound ? $"its inclusion list has {length} bytes, of which {bound} are allowed"
            : list.Any(static transaction => transaction.Length == 0) ? "a transaction of its inclusion list is empty"
            : null;
        return new InclusionListFound(request.RequestId, problem is null ? list : null, problem);
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    private static bool IsThere(RpcFailure failure, TimeSpan? within) =>
        failure.IsAnswered || (within is not null && failure.Kind == RpcFailureKind.TimedOut);

    // Null for all: it has not all of them (V2), or cannot say.
    private static BlobsFound Found<T>(GetBlobs request, RpcResult<IReadOnlyList<T?>> result, Func<T, FoundBlob?> read)
        where T : class => result.Failure is { } failure
        ? BlobsFound.None(request.RequestId, failure.ToString()) with
        {
            IsUnreached = !failure.IsAnswered,
            IsLate = failure.Kind == RpcFailureKind.TimedOut,
        }
        : new BlobsFound(
            request.RequestId,
            result.Value is { } values
                ? [.. values.Select(value => value is null ? null : read(value))]
                : new FoundBlob?[request.VersionedHashes.Count],
            null);

    /// <summary>True where cells are wanted: who wants half of the columns or more has less to read where it gets the blobs.</summary>
    internal static bool WantsCells(GetBlobs request) => request.Fork >= ForkName.Gloas && !request.Columns.IsHalf;

    /// <summary>True where cells are wanted and it has said that it gives them.</summary>
    internal bool AsksForCells(GetBlobs request) => WantsCells(request)
        && _abilities.Spoken?.Contains(EngineMethods.GetBlobCells) == true
        && _abilities.Order([EngineMethods.GetBlobCells]).Count == 1;

    private async ValueTask<RpcResult<T>> Call<T>(
        IEngineRequest request, ForkName fork, IReadOnlyList<int> versions, Func<int, ValueTask<RpcResult<T>>> call)
    {
        var byName = versions.ToDictionary(version => EngineMethods.NameOf(request, version));
        foreach (var method in _abilities.Order(byName.Keys))
        {
            var result = await call(byName[method]);
            if (result.Failure is not { Kind: RpcFailureKind.MethodNotFound })
            {
                return result;
            }

            _abilities.NotFound(method);
        }

        return new RpcFailure(
            RpcFailureKind.MethodNotFound, $"it does not speak {EngineMethods.NameOf(request, versions[0])}, which {fork} needs");
    }
}
