using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Transition.Block;

/// <summary>The execution layer's form of requests (EIP-7685).</summary>
public static class ExecutionRequestsLists
{
    /// <summary>
    /// One entry for each type of request that is present, in order of type: the type's byte and the requests' SSZ behind it.
    /// See `electra/beacon-chain.md#new-get_execution_requests_list` and `gloas/beacon-chain.md#modified-get_execution_requests_list`.
    /// </summary>
    public static SszList<ByteList> GetExecutionRequestsList(ExecutionRequests executionRequests, SszContext context)
    {
        var list = new List<ByteList>();
        AddRequests(list, Constants.DepositRequestType, executionRequests.Deposits, context);
        AddRequests(list, Constants.WithdrawalRequestType, executionRequests.Withdrawals, context);
        AddRequests(list, Constants.ConsolidationRequestType, executionRequests.Consolidations, context);
        if (context.Fork >= ForkName.Gloas)
        {
            AddRequests(list, Constants.BuilderDepositRequestType, executionRequests.BuilderDeposits, context);
            AddRequests(list, Constants.BuilderExitRequestType, executionRequests.BuilderExits, context);
        }

        return SszList.From(list);
    }

    /// <summary>
    /// The requests in a list; null for an unknown type, types out of order or twice, and entries that are empty, too many or not the
    /// type's SSZ. See `electra/validator.md#execution-requests` and `gloas/validator.md#execution-requests`.
    /// </summary>
    public static ExecutionRequests? GetExecutionRequests(IReadOnlyList<ByteList> executionRequestsList, SszContext context)
    {
        var requests = ExecutionRequests.Default(context);
        var preset = context.Preset;
        var previous = -1;
        foreach (var entry in executionRequestsList)
        {
            if (entry.Length < 2 || entry.AsSpan()[0] <= previous)
            {
                return null;
            }

            previous = entry.AsSpan()[0];
            var data = entry.AsSpan()[1..];
            var with = (byte)previous switch
            {
                Constants.DepositRequestType when Parse<DepositRequest>(
                    data, context, preset.MaxDepositRequestsPerPayload) is { } deposits => requests with { Deposits = deposits },
                Constants.WithdrawalRequestType when Parse<WithdrawalRequest>(
                    data,
                    context,
                    preset.MaxWithdrawalRequestsPerPayload) is { } withdrawals => requests with { Withdrawals = withdrawals },
                Constants.ConsolidationRequestType when Parse<ConsolidationRequest>(
                    data,
                    context,
                    preset.MaxConsolidationRequestsPerPayload) is { } consolidations => requests with { Consolidations = consolidations },
                Constants.BuilderDepositRequestType
                    when context.Fork >= ForkName.Gloas && Parse<BuilderDepositRequest>(data, context, ulong.MaxValue) is { } deposits =>
                    requests with { BuilderDeposits = deposits },
                Constants.BuilderExitRequestType when context.Fork >= ForkName.Gloas
                    && Parse<BuilderExitRequest>(data, context, ulong.MaxValue) is { } exits => requests with { BuilderExits = exits },
                _ => null,
            };
            if (with is null)
            {
                return null;
            }

            requests = with;
        }

        return requests;
    }

    private static SszList<T>? Parse<T>(ReadOnlySpan<byte> bytes, SszContext context, ulong limit)
        where T : ISszType<T>
    {
        var length = T.FixedLength(context);
        if (bytes.Length % length != 0 || (context.Fork < ForkName.Gloas && (ulong)(bytes.Length / length) > limit))
        {
            return null;
        }

        var requests = new T[bytes.Length / length];
        for (var i = 0; i < requests.Length; i++)
        {
            if (!T.TryDecode(bytes.Slice(i * length, length), context, out var request, out _))
            {
                return null;
            }

            requests[i] = request;
        }

        return SszList.Adopt(requests);
    }

    private static void AddRequests<T>(List<ByteList> list, byte type, SszList<T> requests, SszContext context)
        where T : ISszType<T>
    {
        if (requests.Count == 0)
        {
            return;
        }

        // Every request is of fixed length, so that their list is their concatenation.
        var length = T.FixedLength(context);
        var bytes = new byte[1 + length * requests.Count];
        bytes[0] = type;
        for (var i = 0; i < requests.Count; i++)
        {
            requests[i].Encode(bytes.AsSpan(1 + i * length, length), context);
        }

        list.Add(ByteList.Adopt(bytes));
    }
}
