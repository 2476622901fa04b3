using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Genesis;

/// <summary>A builder that is in the registry from genesis on: its key, the address that is paid, its balance in Gwei.</summary>
public sealed record GenesisBuilder(BLSPubkey Pubkey, ExecutionAddress ExecutionAddress, Gwei Balance);
