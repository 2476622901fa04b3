using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.WeakSubjectivity;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>
/// Decides whether a state and a block are a checkpoint this node may begin with (`phase0/fork-choice.md#get_forkchoice_store`,
/// `phase0/weak-subjectivity.md`). What it is given may be made by anybody.
/// </summary>
internal static class CheckpointCheck
{
    private static readonly ImmediateVerifier Verifier = new(ManagedBls.Shared);

    /// <summary>
    /// Says why a state is none of this chain, contradicts itself, or is not of a time from which a node may begin; null where nothing
    /// shows that.
    /// </summary>
    public static CheckpointRefusal? OfState(CheckpointRules rules, BeaconState state)
    {
        var spec = rules.Spec;
        if (rules.GenesisValidatorsRoot is { } known && state.GenesisValidatorsRoot != known)
        {
            return Other($"its genesis validators root is {state.GenesisValidatorsRoot}, and {known} in the genesis state");
        }

        if (GenesisTimes.Problem(state.GenesisTime) is { } time)
        {
            return new CheckpointRefusal(CheckpointProblem.Inconsistent, time);
        }

        var fork = spec.ForkAtSlot(state.Slot);
        if (fork != state.ForkName)
        {
            return Other($"it is a state of {state.ForkName.Text()} in slot {state.Slot}, which is in {fork.Text()} by the configuration");
        }

        var version = spec.ForkVersion(fork);
        if (state.Fork.CurrentVersion != version)
        {
            return Other($"its fork version is {state.Fork.CurrentVersion}, and {version} by the configuration");
        }

        // A chain that begins in a later fork has the epoch of genesis there.
        if (state.Fork.Epoch != spec.ForkEpoch(fork) && state.Fork.Epoch != Spec.Constants.GenesisEpoch)
        {
            return Other($"its fork began in epoch {state.Fork.Epoch}, and in {spec.ForkEpoch(fork)} by the configuration");
        }

        return Contradiction(state) is { } contradiction
            ? Inconsistent(contradiction)
            : OfTime(state, rules.SlotFor(state), rules.IsUnsafeAllowed);
    }

    /// <summary>
    /// Says why a block is not the one that a state is the post-state of, or not signed by its proposer (peers will be served it); null
    /// where it is. The state must be the block's own, not advanced since.
    /// </summary>
    public static CheckpointRefusal? OfBlock(ChainSpec spec, BeaconState state, SignedBeaconBlock block)
    {
        var header = state.LatestBlockHeader;
        if (state.Slot != header.Slot)
        {
            return Inconsistent(
                $"the state is of slot {state.Slot} and its last block of slot {header.Slot}: a node begins with a block's own post-state");
        }

        var message = block.Message;
        if (message.Slot != header.Slot)
        {
            return Inconsistent($"the block is of slot {message.Slot}, and the state's last one of slot {header.Slot}");
        }

        var stateRoot = state.HashTreeRoot();
        if (message.StateRoot != stateRoot)
        {
            return Inconsistent($"the block says that its state is {message.StateRoot}, and the state is {stateRoot}");
        }

        var root = message.HashTreeRoot(spec.Ssz(state.ForkName));
        var own = Anchors.LatestBlockRoot(state);
        if (root != own)
        {
            return Inconsistent($"the block is {root}, and the state's last one {own}");
        }

        // Nobody signs the block of genesis.
        return message.Slot == Spec.Constants.GenesisSlot || StateTransition.VerifyBlockSignature(state, block, Verifier, root)
            ? null
            : Inconsistent($"the signature of block {root} is not that of its proposer, validator {message.ProposerIndex}");
    }

    /// <summary>
    /// Says why nothing shows that a checkpoint is at a state's block: it is in the middle of an epoch, and one only where all slots up to
    /// the next epoch were skipped. Else a node that began with it would refuse what was built in those slots, and stand still. Null where
    /// it is in an epoch's first slot.
    /// </summary>
    public static CheckpointRefusal? OfPlace(BeaconState state)
    {
        var (slot, slots) = (state.LatestBlockHeader.Slot, state.Preset.SlotsPerEpoch);
        var next = ((slot / slots) + 1) * slots;
        return slot % slots == 0 ? null : new CheckpointRefusal(
            CheckpointProblem.MidEpoch,
            $"the block is of slot {slot}, in the middle of an epoch: it is a checkpoint only where all slots up to {next} were skipped; "
                + $"begin with the last block up to slot {next}, or with --unsafe-checkpoint where this is it");
    }

    /// <summary>
    /// True where an envelope is the payload of a state's block as its bid promised it, signed by who owes it
    /// (`gloas/fork-choice.md#new-verify_execution_payload_envelope`, but for the execution layer).
    /// </summary>
    public static bool IsPayloadOf(BeaconState state, SignedExecutionPayloadEnvelope envelope) =>
        Handlers.VerifyExecutionPayloadEnvelope(state, envelope, Verifier, new DeferringExecutionEngine()) is null;

    /// <summary>
    /// Says why a state is not of a time from which a node may begin, by the clock: it lies ahead of it, or further behind than the weak
    /// subjectivity period (`is_within_weak_subjectivity_period`), where that is not waived.
    /// </summary>
    public static CheckpointRefusal? OfTime(BeaconState state, Slot now, bool isOldAllowed)
    {
        if (state.Slot > now)
        {
            return new CheckpointRefusal(
                CheckpointProblem.InFuture, $"the state is of slot {state.Slot}, and the clock stands in slot {now}");
        }

        var (epoch, current) = (Accessors.GetCurrentEpoch(state), Misc.ComputeEpochAtSlot(state.Preset, now));
        var period = WeakSubjectivityPeriod.ComputeWeakSubjectivityPeriod(state);
        return isOldAllowed || current <= epoch + period ? null : new CheckpointRefusal(
            CheckpointProblem.TooOld,
            $"the state is of epoch {epoch} and the clock stands in epoch {current}: it may be {period} epochs old at most (weak "
                + "subjectivity), since later a forged chain cannot be told from the right one; --unsafe-checkpoint takes it all the same");
    }

    /// <summary>
    /// The checkpoint of a block and its state: at the epoch that a server says where that can be, else by
    /// <see cref="Anchors.CheckpointOf"/>.
    /// </summary>
    public static Checkpoint CheckpointOf(BeaconState state, Checkpoint? said, Slot now)
    {
        var own = Anchors.CheckpointOf(state);
        return said is not null && said.Root == own.Root && said.Epoch >= own.Epoch
            && said.Epoch <= Misc.ComputeEpochAtSlot(state.Preset, now)
            ? said
            : own;
    }

    // What transitions take for granted, since no transition makes anything else.
    private static string? Contradiction(BeaconState state)
    {
        var count = state.Validators.Count;
        if (state.Balances.Count != count)
        {
            return $"the state has {count} validators and {state.Balances.Count} balances";
        }

        if (state.ForkName >= ForkName.Altair
            && (state.PreviousEpochParticipation.Count != count
                || state.CurrentEpochParticipation.Count != count
                || state.InactivityScores.Count != count))
        {
            return $"the state has {count} validators, and participation or inactivity scores of another number";
        }

        var epoch = Accessors.GetCurrentEpoch(state);
        var isActive = false;
        for (var index = 0; index < count; index++)
        {
            var validator = state.Validators[index];
            if (validator.EffectiveBalance > Most(state))
            {
                return $"validator {index} has an effective balance of {validator.EffectiveBalance} Gwei, more than any may have";
            }

            isActive |= Predicates.IsActiveValidator(validator, epoch);
        }

        if (!isActive)
        {
            return $"the state has no active validator in epoch {epoch}";
        }

        if (state.ForkName >= ForkName.Fulu)
        {
            foreach (var proposer in state.ProposerLookahead)
            {
                if (proposer >= (ulong)count)
                {
                    return $"the proposer lookahead names validator {proposer} of {count}";
                }
            }
        }

        return null;
    }

    private static Gwei Most(BeaconState state) =>
        state.ForkName >= ForkName.Electra ? state.Preset.MaxEffectiveBalanceElectra : state.Preset.MaxEffectiveBalance;

    private static CheckpointRefusal Other(string text) => new(CheckpointProblem.OtherChain, $"the state is of another chain: {text}");

    private static CheckpointRefusal Inconsistent(string text) => new(CheckpointProblem.Inconsistent, text);
}
