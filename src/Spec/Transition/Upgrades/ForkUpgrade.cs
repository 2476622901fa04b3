using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.Transition.Upgrades;

/// <summary>What the upgrades of all forks share: the fields both states have, and the fork record (`fork.md` of each fork).</summary>
public static partial class ForkUpgrade
{
    /// <summary>
    /// Takes a draft at the first slot of a fork's epoch to that fork; refuses what the fork's own upgrade refuses. The draft given must
    /// not be used afterwards. The verifier is for the deposits that an upgrade takes in.
    /// </summary>
    public static (BeaconState? Post, Refusal? Refusal) Upgrade(BeaconState pre, ForkName to, ISignatureVerifier verifier) =>
        Guarded.Run(() => to switch
        {
            ForkName.Altair => (UpgradeToAltair(pre), null),
            ForkName.Bellatrix => (UpgradeToBellatrix(pre), null),
            ForkName.Capella => (UpgradeToCapella(pre), null),
            ForkName.Deneb => (UpgradeToDeneb(pre), null),
            ForkName.Electra => (UpgradeToElectra(pre), null),
            ForkName.Fulu => (UpgradeToFulu(pre), null),
            ForkName.Gloas => (UpgradeToGloas(pre, verifier), null),
            ForkName.Heze => UpgradeToHeze(pre),
            _ => (null, Refusal.Because($"no fork {to} to upgrade to")),
        });

    // Fields that the new fork adds are the caller's; fields it drops are left behind.
    private static BeaconState Carry(BeaconState pre, ForkName to)
    {
        var post = new BeaconState(pre.Spec.Ssz(to))
        {
            GenesisTime = pre.GenesisTime,
            GenesisValidatorsRoot = pre.GenesisValidatorsRoot,
            Slot = pre.Slot,
            Fork = new Fork
            {
                PreviousVersion = pre.Fork.CurrentVersion,
                CurrentVersion = pre.Spec.ForkVersion(to),
                Epoch = Accessors.GetCurrentEpoch(pre),
            },
            LatestBlockHeader = pre.LatestBlockHeader,
            BlockRoots = pre.BlockRoots.Copy(),
            StateRoots = pre.StateRoots.Copy(),
            HistoricalRoots = pre.HistoricalRoots.Copy(),
            RandaoMixes = pre.RandaoMixes.Copy(),
            Slashings = pre.Slashings.Copy(),
            JustificationBits = pre.JustificationBits,
            PreviousJustifiedCheckpoint = pre.PreviousJustifiedCheckpoint,
            CurrentJustifiedCheckpoint = pre.CurrentJustifiedCheckpoint,
            FinalizedCheckpoint = pre.FinalizedCheckpoint,
        };
        CarryRegistry(pre, post, isProgressive: to >= ForkName.Gloas);
        if (to < ForkName.Heze)
        {
            post.Eth1Data = pre.Eth1Data;
            post.Eth1DataVotes = pre.Eth1DataVotes.Copy();
            post.Eth1DepositIndex = pre.Eth1DepositIndex;
        }

        if (to > ForkName.Altair)
        {
            post.CurrentSyncCommittee = pre.CurrentSyncCommittee;
            post.NextSyncCommittee = pre.NextSyncCommittee;
        }

        if (to is > ForkName.Bellatrix and < ForkName.Gloas)
        {
            post.LatestExecutionPayloadHeader = pre.LatestExecutionPayloadHeader;
        }

        if (to > ForkName.Capella)
        {
            post.NextWithdrawalIndex = pre.NextWithdrawalIndex;
            post.NextWithdrawalValidatorIndex = pre.NextWithdrawalValidatorIndex;
            post.HistoricalSummaries = pre.HistoricalSummaries.Copy();
        }

        if (to > ForkName.Electra)
        {
            CarryElectra(pre, post, isProgressive: to >= ForkName.Gloas);
        }

        if (to > ForkName.Fulu)
        {
            post.ProposerLookahead = pre.ProposerLookahead.Copy();
        }

        return post;
    }

    // From gloas on these lists are progressive (EIP-7688): the elements stay, the tree is another.
    private static void CarryRegistry(BeaconState pre, BeaconState post, bool isProgressive)
    {
        post.Validators = pre.Validators.WithLayout(isProgressive);
        post.Balances = pre.Balances.WithLayout(isProgressive);
        if (pre.ForkName >= ForkName.Altair)
        {
            post.PreviousEpochParticipation = pre.PreviousEpochParticipation.WithLayout(isProgressive);
            post.CurrentEpochParticipation = pre.CurrentEpochParticipation.WithLayout(isProgressive);
            post.InactivityScores = pre.InactivityScores.WithLayout(isProgressive);
        }
    }

    private static void CarryElectra(BeaconState pre, BeaconState post, bool isProgressive)
    {
        if (post.ForkName < ForkName.Heze)
        {
            post.DepositRequestsStartIndex = pre.DepositRequestsStartIndex;
        }

        post.DepositBalanceToConsume = pre.DepositBalanceToConsume;
        post.ExitBalanceToConsume = pre.ExitBalanceToConsume;
        post.EarliestExitEpoch = pre.EarliestExitEpoch;
        post.ConsolidationBalanceToConsume = pre.ConsolidationBalanceToConsume;
        post.EarliestConsolidationEpoch = pre.EarliestConsolidationEpoch;
        post.PendingDeposits = pre.PendingDeposits.WithLayout(isProgressive);
        post.PendingPartialWithdrawals = pre.PendingPartialWithdrawals.WithLayout(isProgressive);
        post.PendingConsolidations = pre.PendingConsolidations.WithLayout(isProgressive);
    }
}
