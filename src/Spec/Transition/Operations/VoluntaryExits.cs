using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Helpers.Predicates;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>Voluntary exits (`phase0/beacon-chain.md#voluntary-exits`, changed in deneb and electra).</summary>
public static class VoluntaryExits
{
    /// <summary>
    /// Puts a validator into the exit queue. Refuses one who is unknown, not active, already leaving, active for less than
    /// SHARD_COMMITTEE_PERIOD epochs or (electra on) has withdrawals pending, an exit before its epoch, and a wrong signature. See
    /// `electra/beacon-chain.md#modified-process_voluntary_exit`.
    /// </summary>
    public static Refusal? ProcessVoluntaryExit(BeaconState state, SignedVoluntaryExit signedVoluntaryExit, ISignatureVerifier verifier)
    {
        var voluntaryExit = signedVoluntaryExit.Message;
        if (Require(voluntaryExit.ValidatorIndex < (ulong)state.Validators.Count) is { } unknown)
        {
            return unknown;
        }

        var validator = state.Validators[voluntaryExit.ValidatorIndex];
        var refusal = Require(IsActiveValidator(validator, GetCurrentEpoch(state)))
            ?? Require(validator.ExitEpoch == Constants.FarFutureEpoch)
            ?? Require(GetCurrentEpoch(state) >= voluntaryExit.Epoch)
            ?? Require(GetCurrentEpoch(state) >= validator.ActivationEpoch + state.Config.ShardCommitteePeriod)
            ?? Require(state.ForkName < ForkName.Electra || GetPendingBalanceToWithdraw(state, voluntaryExit.ValidatorIndex) == 0)
            ?? Require(verifier.Verify([validator.Pubkey], SigningRootOf(state, voluntaryExit), signedVoluntaryExit.Signature));
        if (refusal is null)
        {
            InitiateValidatorExit(state, voluntaryExit.ValidatorIndex);
        }

        return refusal;
    }

    /// <summary>From deneb on the domain is pinned to capella's version, so that a signed exit stays valid for ever (EIP-7044).</summary>
    private static Root SigningRootOf(BeaconState state, VoluntaryExit voluntaryExit)
    {
        var domain = state.ForkName >= ForkName.Deneb
            ? ComputeDomain(Constants.DomainVoluntaryExit, state.Config.CapellaForkVersion, state.GenesisValidatorsRoot)
            : GetDomain(state, Constants.DomainVoluntaryExit, voluntaryExit.Epoch);
        return ComputeSigningRoot(voluntaryExit, domain, state.Ssz);
    }
}
