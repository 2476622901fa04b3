using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Pools;

/// <summary>
/// Who has voted for the current and the previous epoch of a state, in its chain or in the block that is made on it: by participation, in
/// phase0 by the pending attestations.
/// </summary>
internal sealed class KnownVotes
{
    private readonly Epoch _current;
    private readonly bool[] _ofCurrent;
    private readonly bool[] _ofPrevious;

    /// <summary>Begins with the votes that the state's chain has.</summary>
    public KnownVotes(BeaconState state)
    {
        _current = Accessors.GetCurrentEpoch(state);
        (_ofCurrent, _ofPrevious) = (new bool[state.Validators.Count], new bool[state.Validators.Count]);
        if (state.ForkName == ForkName.Phase0)
        {
            foreach (var pending in state.CurrentEpochAttestations.Concat(state.PreviousEpochAttestations))
            {
                Add(pending.Data.Target.Epoch, Accessors.GetPendingAttestingIndices(state, pending));
            }
        }
        else
        {
            Add(state.CurrentEpochParticipation, _ofCurrent);
            Add(state.PreviousEpochParticipation, _ofPrevious);
        }
    }

    /// <summary>Takes in votes for an epoch.</summary>
    public void Add(Epoch target, IEnumerable<ValidatorIndex> attesters)
    {
        var known = Of(target);
        foreach (var attester in attesters)
        {
            if (attester < (ulong)known.Length)
            {
                known[attester] = true;
            }
        }
    }

    /// <summary>Counts the votes for an epoch that are not known; 0 for any but the two.</summary>
    public int CountNew(Epoch target, IEnumerable<ValidatorIndex> attesters)
    {
        var known = Of(target);
        var count = 0;
        foreach (var attester in attesters)
        {
            count += attester < (ulong)known.Length && !known[attester] ? 1 : 0;
        }

        return count;
    }

    private static void Add(PersistentList<byte> participation, bool[] known)
    {
        var flags = participation.ToArray();
        for (var index = 0; index < flags.Length; index++)
        {
            known[index] = flags[index] != 0;
        }
    }

    private bool[] Of(Epoch target) => target == _current ? _ofCurrent : target + 1 == _current ? _ofPrevious : [];
}
