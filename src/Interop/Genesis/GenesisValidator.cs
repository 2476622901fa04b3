using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Genesis;

/// <summary>A validator that is active from genesis on with MAX_EFFECTIVE_BALANCE: its key and its withdrawal credentials.</summary>
public sealed record GenesisValidator(BLSPubkey Pubkey, Bytes32 WithdrawalCredentials);
