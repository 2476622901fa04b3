using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>What random stores are told of payloads and of those who break the rules.</summary>
internal sealed partial class RandomStore
{
    private readonly List<StoreBlock> _invalid = [];

    public void AddPayload(StoreBlock block) => Handlers.AcceptExecutionPayloadEnvelope(
        Store,
        new ExecutionPayloadEnvelope { BeaconBlockRoot = block.Root, Payload = ExecutionPayload.Default(block.State.Ssz) },
        InclusionListsAlwaysSatisfied.Instance);

    private void VoteOnPayload(StoreBlock block, int pick)
    {
        for (var i = 0; i < Validators; i++)
        {
            var data = new PayloadAttestationData
            {
                BeaconBlockRoot = block.Root,
                Slot = block.Slot,
                PayloadPresent = (pick + i) % 5 != 0,
                BlobDataAvailable = (pick + i) % 7 != 0,
            };
            Handlers.OnPayloadAttestationMessage(
                Store, new PayloadAttestationMessage { ValidatorIndex = (ulong)i, Data = data }, Services, isFromBlock: pick % 3 == 0);
        }
    }

    /// <summary>Leaves a payload to the execution layer, or has it decide for one.</summary>
    private void Undecide(StoreBlock block, int pick)
    {
        if (pick % 3 == 0)
        {
            OptimisticSync.MarkValid(Store, block.Root, isInclusionListSatisfied: pick % 2 == 0);
        }
        else if (!block.HasPayloadStatus || block.HasPayload)
        {
            OptimisticSync.MarkNotValidated(Store, block.Root);
        }
    }

    private void Invalidate(StoreBlock block, int pick)
    {
        var before = Store.Order.ToArray();
        OptimisticSync.MarkInvalid(Store, block.Root, pick % 2 == 0 ? null : Pick(pick).PayloadHash);
        _invalid.AddRange(before.Where(gone => !Store.Blocks.ContainsKey(gone.Root)));
    }

    /// <summary>An execution layer that has found a payload invalid finds it valid after all, and its block comes once more.</summary>
    private void Return(int number)
    {
        if (_invalid.Count > 0)
        {
            var block = _invalid[number % _invalid.Count];
            Handlers.AcceptBlock(Store, block.Block, block.Root, block.State);
        }
    }

    private void Equivocate(ValidatorIndex index)
    {
        var data = new AttestationData { Source = new Checkpoint(), Target = new Checkpoint() };
        Handlers.OnAttesterSlashing(
            Store,
            new AttesterSlashing
            {
                Attestation1 = new IndexedAttestation { AttestingIndices = [index], Data = data },
                Attestation2 = new IndexedAttestation { AttestingIndices = [index], Data = data with { BeaconBlockRoot = NewRoot() } },
            },
            Services);
    }
}
