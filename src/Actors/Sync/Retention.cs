using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Sync;

/// <summary>Says how far back a node keeps blocks that peers may ask for.</summary>
internal static class Retention
{
    /// <summary>
    /// Gives the first slot that peers may ask for: that of `max(GENESIS_EPOCH, current_epoch - compute_min_epochs_for_block_requests())`
    /// (`phase0/p2p-interface.md#compute_min_epochs_for_block_requests`).
    /// </summary>
    public static Slot FirstSlot(ChainSpec spec, Slot now)
    {
        var current = Misc.ComputeEpochAtSlot(spec.Preset, now);
        var epochs = ComputeMinEpochsForBlockRequests(spec.Config, spec.ForkAt(current));
        return Misc.ComputeStartSlotAtEpoch(spec.Preset, Misc.SaturatingSub(current, epochs));
    }

    /// <summary>
    /// The epochs over which a node must serve blocks (`phase0/p2p-interface.md#compute_min_epochs_for_block_requests`,
    /// `gloas/p2p-interface.md#modified-compute_min_epochs_for_block_requests`).
    /// </summary>
    internal static ulong ComputeMinEpochsForBlockRequests(ChainConfig config, ForkName fork)
    {
        if (fork < ForkName.Gloas)
        {
            return config.MinValidatorWithdrawabilityDelay + (config.ChurnLimitQuotient / 2);
        }

        var (churn, consolidation) = (config.ChurnLimitQuotientGloas, config.ConsolidationChurnLimitQuotient);
        var (numerator, denominator) = ((UInt128)3 * churn * consolidation, ((UInt128)2 * consolidation) + ((UInt128)3 * churn));
        return config.MinValidatorWithdrawabilityDelay + (denominator == 0 ? 0 : (ulong)(numerator / denominator) / 2);
    }
}
