using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `voluntary_exit` in every fork.</summary>
public static class VoluntaryExitGossip
{
    /// <summary>
    /// Validates an exit (`phase0/p2p-interface.md#voluntary_exit`, `deneb/p2p-interface.md#modified-voluntary_exit`) by the head's
    /// state. The current epoch is the clock's where that is later: a block that carries the exit is of no earlier one.
    /// </summary>
    public static GossipResult ValidateVoluntaryExitGossip(
        Seen seen, IGossipView view, SignedVoluntaryExit signed, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var exit = signed.Message;
        if (seen.VoluntaryExitIndices.Contains(exit.ValidatorIndex))
        {
            return Ignore("already seen voluntary exit for this validator");
        }

        if (GossipTime.IsFutureEpoch(view, exit.Epoch, currentTimeMs))
        {
            return Ignore("voluntary exit epoch is in the future");
        }

        var state = view.HeadState;
        if (exit.ValidatorIndex >= (ulong)state.Validators.Count)
        {
            return Reject("validator index out of range");
        }

        var validator = state.Validators[exit.ValidatorIndex];
        var epoch = Math.Max(Accessors.GetCurrentEpoch(state), GossipTime.EpochAt(view, currentTimeMs));
        if (validator.ExitEpoch != Constants.FarFutureEpoch)
        {
            return Ignore("validator has already initiated exit");
        }

        if (!Predicates.IsActiveValidator(validator, epoch))
        {
            return Reject("validator is not active");
        }

        if (epoch - validator.ActivationEpoch < state.Config.ShardCommitteePeriod)
        {
            return Reject("validator has not been active long enough");
        }

        var domain = view.Spec.ForkAt(epoch) >= ForkName.Deneb
            ? Misc.ComputeDomain(Constants.DomainVoluntaryExit, state.Config.CapellaForkVersion, state.GenesisValidatorsRoot)
            : GossipConditions.DomainAt(state, Constants.DomainVoluntaryExit, exit.Epoch);
        return verifier.Verify([validator.Pubkey], Misc.ComputeSigningRoot(exit, domain, state.Ssz), signed.Signature)
            ? Accept
            : Reject("invalid voluntary exit signature");
    }

    /// <summary>Enters an accepted exit; returns false where another was faster.</summary>
    public static bool Mark(Seen seen, VoluntaryExit exit) => seen.VoluntaryExitIndices.Add(exit.ValidatorIndex);
}
