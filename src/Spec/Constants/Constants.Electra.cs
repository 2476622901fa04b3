namespace Consensoor.Spec;

public static partial class Constants
{
    /// <summary>UNSET_DEPOSIT_REQUESTS_START_INDEX (`electra/beacon-chain.md#constants`).</summary>
    public const ulong UnsetDepositRequestsStartIndex = ulong.MaxValue;

    /// <summary>FULL_EXIT_REQUEST_AMOUNT (`electra/beacon-chain.md#constants`).</summary>
    public const Gwei FullExitRequestAmount = 0;

    /// <summary>COMPOUNDING_WITHDRAWAL_PREFIX (`electra/beacon-chain.md#constants`).</summary>
    public const byte CompoundingWithdrawalPrefix = 0x02;

    /// <summary>DEPOSIT_REQUEST_TYPE (`electra/beacon-chain.md#constants`).</summary>
    public const byte DepositRequestType = 0x00;

    /// <summary>WITHDRAWAL_REQUEST_TYPE (`electra/beacon-chain.md#constants`).</summary>
    public const byte WithdrawalRequestType = 0x01;

    /// <summary>CONSOLIDATION_REQUEST_TYPE (`electra/beacon-chain.md#constants`).</summary>
    public const byte ConsolidationRequestType = 0x02;

    /// <summary>FINALIZED_ROOT_GINDEX_ELECTRA (`electra/light-client/sync-protocol.md#constants`).</summary>
    public const ulong FinalizedRootGindexElectra = 169;

    /// <summary>CURRENT_SYNC_COMMITTEE_GINDEX_ELECTRA (`electra/light-client/sync-protocol.md#constants`).</summary>
    public const ulong CurrentSyncCommitteeGindexElectra = 86;

    /// <summary>NEXT_SYNC_COMMITTEE_GINDEX_ELECTRA (`electra/light-client/sync-protocol.md#constants`).</summary>
    public const ulong NextSyncCommitteeGindexElectra = 87;
}
