using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `proposer_preferences`, gloas on.</summary>
public static class ProposerPreferencesGossip
{
    /// <summary>
    /// Validates a proposer's preferences (`gloas/p2p-interface.md#new-proposer_preferences`) by the lookahead that the dependent block
    /// decides.
    /// </summary>
    public static GossipResult ValidateProposerPreferencesGossip(
        Seen seen, IGossipView view, SignedProposerPreferences signed, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var preferences = signed.Message;
        var preset = view.Spec.Preset;
        if (seen.ProposerPreferences.ContainsKey((preferences.ProposalSlot, preferences.DependentRoot)))
        {
            return Ignore("already seen preferences for this dependent root and proposal slot");
        }

        var epoch = Misc.ComputeEpochAtSlot(preset, preferences.ProposalSlot);
        if (epoch < view.Spec.Config.GloasForkEpoch)
        {
            return Ignore("proposal epoch is pre-gloas");
        }

        if (GossipTime.IsPastSlot(view, preferences.ProposalSlot, currentTimeMs))
        {
            return Ignore("proposal slot has already started");
        }

        var lookaheadStart = Misc.ComputeStartSlotAtEpoch(preset, Misc.SaturatingSub(epoch, preset.MinSeedLookahead));
        if (GossipTime.IsFutureSlot(view, lookaheadStart, currentTimeMs))
        {
            return Ignore("proposer for the proposal slot is not yet known");
        }

        if (view.Find(preferences.DependentRoot) is not { } dependent)
        {
            return IgnoreUntil(preferences.DependentRoot, "dependent block has not been seen");
        }

        if (dependent.State is not { } state)
        {
            return Ignore("dependent block failed validation");
        }

        var dependentSlot = Misc.SaturatingSub(lookaheadStart, 1);
        if (dependent.Slot > dependentSlot)
        {
            return Reject("dependent block is after the shuffling dependent slot");
        }

        if (!view.IsValidDependentRoot(preferences.DependentRoot, dependentSlot))
        {
            return Ignore("dependent block is not a possible dependent block");
        }

        return view.GetLookaheadProposer(preferences.DependentRoot, preferences.ProposalSlot) switch
        {
            null => Ignore("the proposer lookahead of the dependent block is not at hand"),
            { } proposer when proposer == preferences.ValidatorIndex && proposer < (ulong)state.Validators.Count =>
                PreferencesSignature(state, signed, epoch, verifier),
            _ => Reject("validator is not the proposer for the given slot"),
        };
    }

    /// <summary>Enters accepted preferences; returns false where others were faster.</summary>
    public static bool Mark(Seen seen, ProposerPreferences preferences)
    {
        var key = (preferences.ProposalSlot, preferences.DependentRoot);
        if (seen.ProposerPreferences.ContainsKey(key))
        {
            return false;
        }

        seen.ProposerPreferences[key] = preferences;
        return true;
    }

    /// <summary>[REJECT] The signature is valid.</summary>
    private static GossipResult PreferencesSignature(
        BeaconState state, SignedProposerPreferences signed, Epoch epoch, ISignatureVerifier verifier)
    {
        var spec = state.Spec;
        var domain = Misc.ComputeDomain(
            Constants.DomainProposerPreferences, Misc.ComputeForkVersion(spec.Config, epoch), state.GenesisValidatorsRoot);
        var signingRoot = Misc.ComputeSigningRoot(signed.Message, domain, spec.Ssz(spec.ForkAt(epoch)));
        return verifier.Verify([state.Validators[signed.Message.ValidatorIndex].Pubkey], signingRoot, signed.Signature)
            ? Accept
            : Reject("invalid proposer preferences signature");
    }
}
