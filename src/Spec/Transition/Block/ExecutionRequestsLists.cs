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
