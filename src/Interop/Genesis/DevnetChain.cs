using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;

namespace Consensoor.Interop.Genesis;

/// <summary>
/// The chain of the embedded devnet: minimal preset, short slots, one fork an epoch up to gloas, the merge at the first bellatrix block.
/// </summary>
public static class DevnetChain
{
    /// <summary>The devnet's slots in milliseconds unless another length is asked for.</summary>
    public const ulong DefaultSlotMs = 2_000;

    /// <summary>
    /// The configuration for an execution genesis block. With <paramref name="gloasFromGenesis"/> every fork up to gloas begins at epoch 0,
    /// else fork n at epoch n; heze where an epoch of its is given.
    /// </summary>
    public static ChainSpec Create(
        ExecutionBlock execution, ulong slotMs = DefaultSlotMs, bool gloasFromGenesis = false, Epoch? hezeForkEpoch = null)
    {
        Epoch At(Epoch epoch) => gloasFromGenesis ? Constants.GenesisEpoch : epoch;
        return new ChainSpec(Preset.Minimal, ChainConfig.Minimal with
        {
            ConfigName = "consensoor-devnet",
            SlotDurationMs = slotMs,
            AltairForkEpoch = At(1),
            BellatrixForkEpoch = At(2),
            CapellaForkEpoch = At(3),
            DenebForkEpoch = At(4),
            ElectraForkEpoch = At(5),
            FuluForkEpoch = At(6),
            GloasForkEpoch = At(7),
            HezeForkEpoch = hezeForkEpoch ?? Constants.FarFutureEpoch,
            TerminalBlockHash = execution.Hash,
            TerminalBlockHashActivationEpoch = At(2),
        });
    }
}
