using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Epochs;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.Upgrades;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Slots;

/// <summary>Time without blocks (`phase0/beacon-chain.md#beacon-chain-state-transition-function`).</summary>
public static class SlotProcessing
{
    [ThreadStatic]
    private static Action<Slot>? onProcessed;

    /// <summary>Hears of each slot that is processed on this thread, for tests that ask who does it; null where nobody listens.</summary>
    internal static Action<Slot>? OnProcessed
    {
        get => onProcessed;
        set => onProcessed = value;
    }

    /// <summary>
    /// Advances a draft to a slot, through epoch ends and fork upgrades; an upgrade makes a new state, so the one given back is to be used
    /// and the one given is worthless. Refuses a slot that is not after the state's. See `process_slots` and each fork's `fork.md`.
    /// </summary>
    public static (BeaconState? State, Refusal? Refusal) ProcessSlots(BeaconState state, Slot slot, ISignatureVerifier verifier)
    {
        if (Require(state.Slot < slot) is { } refusal)
        {
            return (null, refusal);
        }

        while (state.Slot < slot)
        {
            onProcessed?.Invoke(state.Slot);
            ProcessSlot(state);
            if ((state.Slot + 1) % state.Preset.SlotsPerEpoch == 0)
            {
                EpochProcessing.ProcessEpoch(state, verifier);
            }

            state.Slot++;
            (state, var upgradeRefusal) = UpgradeIfDue(state, verifier);
            if (upgradeRefusal is not null)
            {
                return (null, upgradeRefusal);
            }
        }

        return (state, null);
    }

    /// <summary>
    /// Notes the roots of the state and of its block in the slot that ends (`phase0/beacon-chain.md#process_slot`, with the payload's
    /// availability from gloas on).
    /// </summary>
    public static void ProcessSlot(BeaconState state)
    {
        var length = state.Preset.SlotsPerHistoricalRoot;
        var index = state.Slot % length;
        var stateRoot = state.HashTreeRoot();
        state.StateRoots[index] = stateRoot;
        if (state.LatestBlockHeader.StateRoot == Root.Zero)
        {
            state.LatestBlockHeader = state.LatestBlockHeader with { StateRoot = stateRoot };
        }

        state.BlockRoots[index] = state.LatestBlockHeader.HashTreeRoot(state.Ssz);
        if (state.ForkName >= ForkName.Gloas)
        {
            state.ExecutionPayloadAvailability = state.ExecutionPayloadAvailability.SetItem((int)((state.Slot + 1) % length), false);
        }
    }

    // Several forks may begin in one epoch (devnets); each is taken in turn.
    private static (BeaconState State, Refusal? Refusal) UpgradeIfDue(BeaconState state, ISignatureVerifier verifier)
    {
        if (state.Slot % state.Preset.SlotsPerEpoch != 0)
        {
            return (state, null);
        }

        var epoch = state.Slot / state.Preset.SlotsPerEpoch;
        while (state.ForkName < ForkNames.Latest && state.Spec.ForkEpoch(state.ForkName + 1) == epoch)
        {
            var (post, refusal) = ForkUpgrade.Upgrade(state, state.ForkName + 1, verifier);
            if (post is null)
            {
                return (state, refusal);
            }

            state = post;
        }

        return (state, null);
    }
}
