using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Pools;

/// <summary>
/// Slashings, exits and changes of credentials that wait for a block, at most <paramref name="bound"/> of each kind; one that does not fit
/// is dropped and counted. What a block took in stays until the finalized state refuses it, since that block may be left behind; packing
/// leaves it out because the base's state refuses it.
/// </summary>
public sealed class OperationPool(IBls bls, int bound)
{
    private readonly ImmediateVerifier _verifier = new(bls);
    private readonly Dictionary<ValidatorIndex, ProposerSlashing> _proposerSlashings = [];
    private readonly List<AttesterSlashing> _attesterSlashings = [];
    private readonly Dictionary<ValidatorIndex, SignedVoluntaryExit> _exits = [];
    private readonly Dictionary<ValidatorIndex, SignedBLSToExecutionChange> _changes = [];

    /// <summary>Counts the voluntary exits.</summary>
    public int Exits => _exits.Count;

    /// <summary>Counts the operations of all kinds.</summary>
    public int Count => _proposerSlashings.Count + _attesterSlashings.Count + _exits.Count + _changes.Count;

    /// <summary>The most operations that are kept, of all four kinds together.</summary>
    public int Bound => 4 * bound;

    /// <summary>Counts the operations for which there was no room.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>Takes in a verified slashing; one a proposer is enough.</summary>
    public void Add(ProposerSlashing slashing) => Keep(_proposerSlashings, slashing.SignedHeader1.Message.ProposerIndex, slashing);

    /// <summary>Takes in an attester slashing that gossip has verified.</summary>
    public void Add(AttesterSlashing slashing)
    {
        if (_attesterSlashings.Contains(slashing))
        {
            return;
        }

        if (_attesterSlashings.Count >= bound)
        {
            Dropped++;
            return;
        }

        _attesterSlashings.Add(slashing);
    }

    /// <summary>Takes in a verified exit; one a validator is enough.</summary>
    public void Add(SignedVoluntaryExit exit) => Keep(_exits, exit.Message.ValidatorIndex, exit);

    /// <summary>Takes in a verified change; one a validator is enough.</summary>
    public void Add(SignedBLSToExecutionChange change) => Keep(_changes, change.Message.ValidatorIndex, change);

    /// <summary>Everything that waits.</summary>
    public PooledOperations All(ulong requestId) =>
        new(requestId, [.. _proposerSlashings.Values], [.. _attesterSlashings], [.. _exits.Values], [.. _changes.Values]);

    /// <summary>The operations for a block on a base, within the fork's limits, each valid after those before it.</summary>
    public PackedOperations Pack(ulong requestId, ProposalBase proposal)
    {
        var (draft, refusal) = PackingState.Of(proposal);
        if (refusal is not null)
        {
            return new PackedOperations(requestId, [], [], [], []);
        }

        var preset = draft.Preset;
        var attesterSlashings = draft.ForkName >= ForkName.Electra ? preset.MaxAttesterSlashingsElectra : preset.MaxAttesterSlashings;

        // In the order of process_operations: a slashing before an exit of the same validator makes the exit invalid.
        return new PackedOperations(
            requestId,
            Take(ref draft, _proposerSlashings.Values, preset.MaxProposerSlashings, Process),
            Take(ref draft, _attesterSlashings, attesterSlashings, Process),
            Take(ref draft, _exits.Values, preset.MaxVoluntaryExits, Process),
            draft.ForkName >= ForkName.Capella ? Take(ref draft, _changes.Values, preset.MaxBlsToExecutionChanges, Process) : []);
    }

    /// <summary>Drops what the finalized state refuses: it was taken in, or never can be.</summary>
    public void Prune(BeaconState finalized)
    {
        Forget(_proposerSlashings, finalized, slashing => finalized.Validators[slashing.SignedHeader1.Message.ProposerIndex].Slashed);
        _attesterSlashings.RemoveAll(slashing => Try(finalized.Copy(), slashing, Process) is not null);
        Forget(
            _exits,
            finalized,
            exit => finalized.Validators[exit.Message.ValidatorIndex].ExitEpoch != Consensoor.Spec.Constants.FarFutureEpoch);
        Forget(
            _changes,
            finalized,
            change => finalized.Validators[change.Message.ValidatorIndex].WithdrawalCredentials[0]
                != Consensoor.Spec.Constants.BlsWithdrawalPrefix);
    }

    private static void Forget<T>(Dictionary<ValidatorIndex, T> operations, BeaconState finalized, Predicate<T> isDone)
    {
        foreach (var (validator, operation) in operations.ToArray())
        {
            if (validator < (ulong)finalized.Validators.Count && isDone(operation))
            {
                operations.Remove(validator);
            }
        }
    }

    private static SszList<T> Take<T>(ref BeaconState draft, IEnumerable<T> operations, ulong limit, Func<BeaconState, T, Refusal?> process)
    {
        var taken = new List<T>();
        foreach (var operation in operations)
        {
            if ((ulong)taken.Count == limit)
            {
                break;
            }

            var attempt = draft.Copy();
            if (Try(attempt, operation, process) is null)
            {
                draft = attempt;
                taken.Add(operation);
            }
        }

        return [.. taken];
    }

    // An overflow refuses, as in a block.
    private static Refusal? Try<T>(BeaconState draft, T operation, Func<BeaconState, T, Refusal?> process) =>
        StateTransition.Guard(nameof(Pack), () => (draft, process(draft, operation))).Refusal;

    private Refusal? Process(BeaconState state, ProposerSlashing slashing) =>
        ProposerSlashings.ProcessProposerSlashing(state, slashing, _verifier);

    private Refusal? Process(BeaconState state, AttesterSlashing slashing) =>
        AttesterSlashings.ProcessAttesterSlashing(state, slashing, _verifier);

    private Refusal? Process(BeaconState state, SignedVoluntaryExit exit) => VoluntaryExits.ProcessVoluntaryExit(state, exit, _verifier);

    private Refusal? Process(BeaconState state, SignedBLSToExecutionChange change) =>
        BlsToExecutionChanges.ProcessBlsToExecutionChange(state, change, _verifier);

    private void Keep<T>(Dictionary<ValidatorIndex, T> operations, ValidatorIndex validator, T operation)
    {
        if (operations.ContainsKey(validator))
        {
            return;
        }

        if (operations.Count >= bound)
        {
            Dropped++;
            return;
        }

        operations[validator] = operation;
    }
}
