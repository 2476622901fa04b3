using System.Collections.Concurrent;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Tests.Pools;

/// <summary>States of small chains without blocks, 64 validators, minimal preset where no other is named.</summary>
internal static class PoolStates
{
    private static readonly ConcurrentDictionary<(ForkName Fork, Preset Preset, Epoch At), Lazy<BeaconState>> Genesis = new();

    /// <summary>The genesis of a chain that starts in a fork.</summary>
    public static BeaconState GenesisOf(ForkName fork) => GenesisOf(fork, Preset.Minimal);

    private static BeaconState GenesisOf(ForkName fork, Preset preset, Epoch at = 0) =>
        Genesis.GetOrAdd((fork, preset, at), static name => new Lazy<BeaconState>(() =>
    {
        Epoch At(ForkName fork) => fork < name.Fork ? 0 : fork == name.Fork ? name.At : ulong.MaxValue;
        var spec = new ChainSpec(name.Preset, ChainConfig.Minimal with
        {
            AltairForkEpoch = At(ForkName.Altair),
            BellatrixForkEpoch = At(ForkName.Bellatrix),
            CapellaForkEpoch = At(ForkName.Capella),
            DenebForkEpoch = At(ForkName.Deneb),
            ElectraForkEpoch = At(ForkName.Electra),
            FuluForkEpoch = At(ForkName.Fulu),
            GloasForkEpoch = At(ForkName.Gloas),
            HezeForkEpoch = At(ForkName.Heze),
        });
        return InteropGenesis.Create(spec, 64, 1_700_000_000, EmbeddedExecutionLayer.Genesis(1_700_000_000), ManagedBls.Shared);
    })).Value;

    /// <summary>The base of a block in a slot on top of genesis, in a chain that starts in a fork.</summary>
    public static ProposalBase BaseAt(ForkName fork, Slot slot, Preset? preset = null) =>
        BaseOn(GenesisOf(fork, preset ?? Preset.Minimal), slot);

    /// <summary>The base of a block in a slot on top of genesis, in a chain that comes to a fork at an epoch.</summary>
    public static ProposalBase BaseAcross(ForkName fork, Epoch at, Slot slot) => BaseOn(GenesisOf(fork, Preset.Minimal, at), slot);

    private static ProposalBase BaseOn(BeaconState genesis, Slot slot)
    {
        var (state, _) = StateTransition.AdvanceTo(genesis, slot, AcceptAllVerifier.Instance);
        state!.Freeze();
        return new ProposalBase(
            slot, Accessors.GetBlockRootAtSlot(state, slot - 1), state, false, null, new ExecutionHead(default, default, default));
    }
}
