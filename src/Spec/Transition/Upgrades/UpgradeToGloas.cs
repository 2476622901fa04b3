using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.Transition.Upgrades;

public static partial class ForkUpgrade
{
    /// <summary>
    /// `gloas/fork.md#upgrade_to_gloas`: the big lists become progressive, the last payload becomes a bid that was kept, and builders who
    /// wait as deposits are taken in.
    /// </summary>
    public static BeaconState UpgradeToGloas(BeaconState pre, ISignatureVerifier verifier)
    {
        var post = Carry(pre, ForkName.Gloas);
        var (preset, header) = (pre.Preset, pre.LatestExecutionPayloadHeader);
        var availability = new bool[preset.SlotsPerHistoricalRoot];
        Array.Fill(availability, true);
        post.LatestBlockHash = header.BlockHash;
        post.Builders = PersistentList<Builder>.Empty(progressive: true);
        post.NextWithdrawalBuilderIndex = 0;
        post.ExecutionPayloadAvailability = BitList.Create(availability);
        post.BuilderPendingPayments =
            PersistentList<BuilderPendingPayment>.Repeat(BuilderPendingPayment.Default(post.Ssz), (int)(2 * preset.SlotsPerEpoch));
        post.BuilderPendingWithdrawals = PersistentList<BuilderPendingWithdrawal>.Empty(progressive: true);
        post.LatestExecutionPayloadBid = new ExecutionPayloadBid
        {
            ParentBlockHash = header.ParentHash,
            ParentBlockRoot = pre.LatestBlockHeader.ParentRoot,
            BlockHash = header.BlockHash,
            PrevRandao = header.PrevRandao,
            GasLimit = header.GasLimit,
            BuilderIndex = Constants.BuilderIndexSelfBuild,
            Slot = pre.LatestBlockHeader.Slot,
            ExecutionRequestsRoot = ExecutionRequests.Default(post.Ssz).HashTreeRoot(post.Ssz),
        };
        post.PayloadExpectedWithdrawals = PersistentList<Withdrawal>.Empty(progressive: true);
        post.PtcWindow = InitializePtcWindow(post);
        OnboardBuildersFromPendingDeposits(post, verifier);
        return post;
    }

    /// <summary>
    /// An empty previous epoch and the committees of the current and following MIN_SEED_LOOKAHEAD epochs
    /// (`gloas/fork.md#initialize_ptc_window`).
    /// </summary>
    public static PersistentList<SszList<ValidatorIndex>> InitializePtcWindow(BeaconState state)
    {
        var preset = state.Preset;
        var empty = SszList.Adopt(new ValidatorIndex[preset.PtcSize]);
        var window = PersistentList<SszList<ValidatorIndex>>.Repeat(empty, (int)preset.SlotsPerEpoch);
        var firstSlot = Misc.ComputeStartSlotAtEpoch(preset, Accessors.GetCurrentEpoch(state));
        var ptcs = new SszList<ValidatorIndex>[(1 + preset.MinSeedLookahead) * preset.SlotsPerEpoch];
        Misc.ComputePtcs(state, firstSlot, ptcs);
        window.AddRange(ptcs);
        return window;
    }

    /// <summary>
    /// Moves deposits with builder credentials from the queue into the builder registry
    /// (`gloas/fork.md#onboard_builders_from_pending_deposits`). No deposit is verified more than once.
    /// </summary>
    public static void OnboardBuildersFromPendingDeposits(BeaconState state, ISignatureVerifier verifier)
    {
        var kept = new KeptDeposits(state, verifier);
        foreach (var deposit in state.PendingDeposits.ToArray())
        {
            if (Accessors.TryGetValidatorIndex(state, deposit.Pubkey, out _))
            {
                kept.Add(deposit);
                continue;
            }

            if (BuilderDepositRequests.TryGetBuilderIndex(state, deposit.Pubkey, out var builderIndex))
            {
                var builder = state.Builders[builderIndex];
                state.Builders[builderIndex] = builder with { Balance = builder.Balance + deposit.Amount };
                continue;
            }

            if (!Predicates.IsBuilderWithdrawalCredential(deposit.WithdrawalCredentials) || kept.IsPendingValidator(deposit.Pubkey))
            {
                kept.Add(deposit);
                continue;
            }

            if (Deposits.IsValidDepositSignature(
                state, deposit.Pubkey, deposit.WithdrawalCredentials, deposit.Amount, deposit.Signature, verifier))
            {
                var address = new ExecutionAddress(deposit.WithdrawalCredentials.AsSpan()[12..]);
                BuilderDepositRequests.AddBuilderToRegistry(
                    state, deposit.Pubkey, Constants.PayloadBuilderVersion, address, deposit.Amount, deposit.Slot);
            }
        }

        state.PendingDeposits.ReplaceAll([.. kept.Deposits]);
    }
}
