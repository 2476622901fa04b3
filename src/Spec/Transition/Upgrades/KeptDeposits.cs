using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.Transition.Upgrades;

/// <summary>
/// The deposits that an upgrade leaves in the queue, and whose keys they make validators of; each deposit's signature is verified once at
/// most.
/// </summary>
internal sealed class KeptDeposits(BeaconState state, ISignatureVerifier verifier)
{
    private readonly List<PendingDeposit> _deposits = [];
    private readonly HashSet<BLSPubkey> _pendingValidators = [];
    private readonly Dictionary<BLSPubkey, Queue<PendingDeposit>> _unverified = [];

    /// <summary>The deposits, in the order they came.</summary>
    public IReadOnlyList<PendingDeposit> Deposits => _deposits;

    /// <summary>Keeps a deposit in the queue that `upgrade_to_gloas` leaves.</summary>
    public void Add(PendingDeposit deposit)
    {
        _deposits.Add(deposit);
        if (_pendingValidators.Contains(deposit.Pubkey))
        {
            return;
        }

        if (!_unverified.TryGetValue(deposit.Pubkey, out var ofKey))
        {
            _unverified.Add(deposit.Pubkey, ofKey = new Queue<PendingDeposit>());
        }

        ofKey.Enqueue(deposit);
    }

    /// <summary>True where a validly signed deposit for a key is kept (`gloas/beacon-chain.md#new-is_pending_validator`).</summary>
    public bool IsPendingValidator(BLSPubkey pubkey)
    {
        if (_pendingValidators.Contains(pubkey))
        {
            return true;
        }

        if (!_unverified.Remove(pubkey, out var ofKey))
        {
            return false;
        }

        foreach (var deposit in ofKey)
        {
            if (Operations.Deposits.IsValidDepositSignature(
                state, pubkey, deposit.WithdrawalCredentials, deposit.Amount, deposit.Signature, verifier))
            {
                return _pendingValidators.Add(pubkey);
            }
        }

        return false;
    }
}
