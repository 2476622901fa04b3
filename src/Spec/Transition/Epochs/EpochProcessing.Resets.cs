using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Epochs;

public static partial class EpochProcessing
{
    /// <summary>
    /// Starts a new vote about eth1 data at the end of a voting period, before heze (`phase0/beacon-chain.md#eth1-data-votes-updates`).
    /// </summary>
    public static void ProcessEth1DataReset(BeaconState state)
    {
        if (NextEpoch(state) % state.Preset.EpochsPerEth1VotingPeriod == 0)
        {
            state.Eth1DataVotes.Clear();
        }
    }

    /// <summary>Forgets what was slashed a whole period ago (`phase0/beacon-chain.md#slashings-balances-updates`).</summary>
    public static void ProcessSlashingsReset(BeaconState state) =>
        state.Slashings[NextEpoch(state) % state.Preset.EpochsPerSlashingsVector] = 0;

    /// <summary>Carries the randao mix into the next epoch (`phase0/beacon-chain.md#randao-mixes-updates`).</summary>
    public static void ProcessRandaoMixesReset(BeaconState state) =>
        state.RandaoMixes[NextEpoch(state) % state.Preset.EpochsPerHistoricalVector] =
            Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state));

    /// <summary>
    /// Keeps one root for the block and state roots about to be overwritten, before capella
    /// (`phase0/beacon-chain.md#historical-roots-updates`).
    /// </summary>
    public static void ProcessHistoricalRootsUpdate(BeaconState state)
    {
        if (IsHistoricalPeriodOver(state))
        {
            var (blocks, states) = HistoryRoots(state);

            // The root of a HistoricalBatch, from the roots of its two fields.
            state.HistoricalRoots.Add(Merkle.HashPair(blocks, states));
        }
    }

    /// <summary>
    /// Keeps the roots of the block and state roots about to be overwritten, capella on
    /// (`capella/beacon-chain.md#historical-summaries-updates`).
    /// </summary>
    public static void ProcessHistoricalSummariesUpdate(BeaconState state)
    {
        if (IsHistoricalPeriodOver(state))
        {
            var (blocks, states) = HistoryRoots(state);
            state.HistoricalSummaries.Add(new HistoricalSummary { BlockSummaryRoot = blocks, StateSummaryRoot = states });
        }
    }

    /// <summary>
    /// The current epoch's attestations become the previous one's, phase0 only (`phase0/beacon-chain.md#participation-records-rotation`).
    /// </summary>
    public static void ProcessParticipationRecordUpdates(BeaconState state)
    {
        state.PreviousEpochAttestations = state.CurrentEpochAttestations;
        state.CurrentEpochAttestations = PersistentList<PendingAttestation>.Empty();
    }

    /// <summary>
    /// The current epoch's flags become the previous one's, altair on (`altair/beacon-chain.md#participation-flags-updates`).
    /// </summary>
    public static void ProcessParticipationFlagUpdates(BeaconState state)
    {
        state.PreviousEpochParticipation = state.CurrentEpochParticipation;
        state.CurrentEpochParticipation =
            PersistentList<byte>.Repeat(0, state.Validators.Count, state.CurrentEpochParticipation.IsProgressive);
    }

    private static (Root Blocks, Root States) HistoryRoots(BeaconState state) => (
        state.BlockRoots.Root<SszTypeCodec<Root>>(state.Ssz, state.Preset.SlotsPerHistoricalRoot),
        state.StateRoots.Root<SszTypeCodec<Root>>(state.Ssz, state.Preset.SlotsPerHistoricalRoot));

    private static Epoch NextEpoch(BeaconState state) => Accessors.GetCurrentEpoch(state) + 1;

    private static bool IsHistoricalPeriodOver(BeaconState state) =>
        NextEpoch(state) % (state.Preset.SlotsPerHistoricalRoot / state.Preset.SlotsPerEpoch) == 0;
}
