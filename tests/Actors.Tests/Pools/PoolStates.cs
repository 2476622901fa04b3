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
    private static readonly ConcurrentDictionary<(ForkName Fork, Preset Preset), Lazy<BeaconState>> Genesis = new();

    /// <summary>The genesis of a chain that starts in a fork.</summary>
    public static BeaconState GenesisOf(ForkName fork) => GenesisOf(fork, Preset.Minimal);

    private static BeaconState GenesisOf(ForkName fork, Preset preset) =>
        Genesis.GetOrAdd((fork, preset), static name => new Lazy<BeaconState>(() =>
    {
        Epoch At(ForkName fork) => fork <= name.Fork ? 0 : ulong.MaxValue;
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
    public static ProposalBase BaseAt(ForkName fork, Slot slot, Preset? preset = null)
    {
        var (state, _) = StateTransition.AdvanceTo(GenesisOf(fork, preset ?? Preset.Minimal), slot, AcceptAllVerifier.Instance);
        state!.Freeze();
        return new ProposalBase(
            slot, Accessors.GetBlockRootAtSlot(state, slot - 1), state, false, null, new ExecutionHead(default, default, default));
    }
}
