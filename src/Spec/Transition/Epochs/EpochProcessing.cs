using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.Transition.Epochs;

/// <summary>
/// The epoch transition of every fork, one step a function (`phase0/beacon-chain.md#epoch-processing` and each later fork). Steps change
/// the state given and refuse nothing; an OverflowException is the specification's refusal of a uint64 that overflows.
/// </summary>
public static partial class EpochProcessing
{
    /// <summary>
    /// All steps in the specification's order (`heze/beacon-chain.md#modified-process_epoch` and each earlier fork). The verifier decides
    /// about the signatures of deposits.
    /// </summary>
    public static void ProcessEpoch(BeaconState state, ISignatureVerifier verifier)
    {
        var fork = state.ForkName;

        // Shared by the first steps, none of which changes the registry or the participation.
        var columns = ColumnsOf(state);
        ProcessJustificationAndFinalization(state, columns);
        if (columns is not null)
        {
            ProcessInactivityUpdates(state, columns);
        }

        ProcessRewardsAndPenalties(state, columns);
        ProcessRegistryUpdates(state);
        ProcessSlashings(state);
        if (fork < ForkName.Heze)
        {
            ProcessEth1DataReset(state);
        }

        if (fork >= ForkName.Electra)
        {
            ProcessPendingDeposits(state, verifier);
            ProcessPendingConsolidations(state);
        }

        if (fork >= ForkName.Gloas)
        {
            ProcessBuilderPendingPayments(state);
        }

        ProcessEffectiveBalanceUpdates(state);
        ProcessSlashingsReset(state);
        ProcessRandaoMixesReset(state);
        if (fork >= ForkName.Capella)
        {
            ProcessHistoricalSummariesUpdate(state);
        }
        else
        {
            ProcessHistoricalRootsUpdate(state);
        }

        if (fork >= ForkName.Altair)
        {
            ProcessParticipationFlagUpdates(state);
            ProcessSyncCommitteeUpdates(state);
        }
        else
        {
            ProcessParticipationRecordUpdates(state);
        }

        if (fork >= ForkName.Fulu)
        {
            ProcessProposerLookahead(state);
        }

        if (fork >= ForkName.Gloas)
        {
            ProcessPtcWindow(state);
        }
    }
}
