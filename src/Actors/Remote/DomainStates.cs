using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Remote;

/// <summary>
/// States that know no more than what domains are computed of: the slot, the fork of its epoch, and the genesis validators root. Duties on
/// another's node need nothing else of a state.
/// </summary>
internal static class DomainStates
{
    /// <summary>Makes the state of a slot, frozen.</summary>
    public static BeaconState At(RemoteSettings settings, Slot slot)
    {
        var spec = settings.Spec;
        var fork = spec.ForkAtSlot(slot);
        var since = spec.ForkEpoch(fork);
        var state = BeaconState.Default(spec.Ssz(fork));
        state.Slot = slot;
        state.GenesisTime = settings.GenesisTime;
        state.GenesisValidatorsRoot = settings.GenesisValidatorsRoot;
        state.Fork = new Fork
        {
            PreviousVersion = spec.ForkVersion(spec.ForkAt(Misc.SaturatingSub(since, 1))),
            CurrentVersion = spec.ForkVersion(fork),
            Epoch = since,
        };
        state.Freeze();
        return state;
    }
}
