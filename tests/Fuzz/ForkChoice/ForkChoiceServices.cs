using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Fuzz.ForkChoice;

/// <summary>An execution layer, a data check and a proof-of-work chain that say whatever the input drew.</summary>
internal sealed class ForkChoiceServices(bool isPayloadValid, bool isDataHere, bool isListSatisfied, PowBlock? powBlock)
    : IExecutionEngine, IDataAvailability, IInclusionListEngine, IPowChain
{
    public bool VerifyAndNotifyNewPayload(NewPayloadRequest newPayloadRequest) => isPayloadValid;

    public bool IsDataAvailable(BeaconBlock block, Root blockRoot) => isDataHere;

    public bool IsInclusionListSatisfied(ExecutionPayload executionPayload, IReadOnlyList<ByteList> inclusionListTransactions) =>
        isListSatisfied;

    public PowBlock? GetPowBlock(Hash32 blockHash) => powBlock;
}
