using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What a store is told (`phase0/fork-choice.md#handlers` and each later fork). A refusal leaves the store as it was; one about something
/// unknown or in the future may turn into acceptance later.
/// </summary>
public static partial class Handlers
{
    /// <summary>
    /// Moves the store's time on to Unix milliseconds; refuses an earlier time (`phase0/fork-choice.md#on_tick`). Slots skipped are not
    /// walked one by one: what their starts do together is what the last of them and one epoch's start do.
    /// </summary>
    public static Refusal? OnTick(Store store, ulong timeMs)
    {
        if (Require(timeMs >= store.TimeMs) is { } refusal)
        {
            return refusal;
        }

        OnTickPerSlot(store, timeMs);
        return null;
    }

    /// <summary>
    /// Disregards the votes of validators that broke the rules (`phase0/fork-choice.md#on_attester_slashing`). Refuses votes that are no
    /// offence, and signatures that do not hold, by the state of the justified block.
    /// </summary>
    public static Refusal? OnAttesterSlashing(Store store, AttesterSlashing attesterSlashing, StoreServices services) =>
        Guarded.Refused(() =>
        {
            var (attestation1, attestation2) = (attesterSlashing.Attestation1, attesterSlashing.Attestation2);
            var state = store.Blocks[store.JustifiedCheckpoint.Root].State;
            var refusal = Require(Predicates.IsSlashableAttestationData(attestation1.Data, attestation2.Data))
                ?? Require(Predicates.IsValidIndexedAttestation(state, attestation1, services.Verifier))
                ?? Require(Predicates.IsValidIndexedAttestation(state, attestation2, services.Verifier));
            if (refusal is not null)
            {
                return refusal;
            }

            var indices = attestation2.AttestingIndices.AsSpan();
            foreach (var index in attestation1.AttestingIndices)
            {
                if (indices.BinarySearch(index) >= 0)
                {
                    store.AddEquivocation(index);
                }
            }

            return null;
        });

    /// <summary>`phase0/fork-choice.md#on_tick_per_slot`, for all slots up to a time at once.</summary>
    private static void OnTickPerSlot(Store store, ulong timeMs)
    {
        var (previousSlot, previousEpoch) = (StoreTime.GetCurrentSlot(store), StoreTime.GetCurrentStoreEpoch(store));
        store.TimeMs = timeMs;
        if (StoreTime.GetCurrentSlot(store) == previousSlot)
        {
            return;
        }

        store.ProposerBoostRoot = default;
        store.BeginSlot(isNext: StoreTime.GetCurrentSlot(store) == previousSlot + 1);
        store.Changed();
        store.PruneInclusionLists();
        if (StoreTime.GetCurrentStoreEpoch(store) > previousEpoch)
        {
            store.UpdateCheckpoints(store.UnrealizedJustifiedCheckpoint, store.UnrealizedFinalizedCheckpoint);
        }
    }
}
