using System.Numerics;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.ForkChoice;

/// <summary>What the first block with a payload must stand on (`bellatrix/fork-choice.md#helpers`).</summary>
public static class MergeTransition
{
    /// <summary>
    /// The first block of the proof-of-work chain to reach the terminal total difficulty
    /// (`bellatrix/fork-choice.md#is_valid_terminal_pow_block`).
    /// </summary>
    public static bool IsValidTerminalPowBlock(ChainConfig config, PowBlock block, PowBlock parent) =>
        (BigInteger)block.TotalDifficulty >= config.TerminalTotalDifficulty
            && (BigInteger)parent.TotalDifficulty < config.TerminalTotalDifficulty;

    /// <summary>
    /// The block of a proof-of-work chain, by hash, to build the merge block on; null while there is none
    /// (`bellatrix/validator.md#executionpayload`).
    /// </summary>
    public static PowBlock? GetTerminalPowBlock(ChainConfig config, IReadOnlyDictionary<Hash32, PowBlock> powChain) =>
        config.TerminalBlockHash != Constants.EmptyBlockHash
            ? powChain.GetValueOrDefault(config.TerminalBlockHash)
            : GetPowBlockAtTerminalTotalDifficulty(config, powChain);

    /// <summary>
    /// The first block to reach the terminal total difficulty; the parents must be there (KeyNotFoundException)
    /// (`bellatrix/validator.md#executionpayload`).
    /// </summary>
    public static PowBlock? GetPowBlockAtTerminalTotalDifficulty(ChainConfig config, IReadOnlyDictionary<Hash32, PowBlock> powChain) =>
        powChain.Values.FirstOrDefault(block =>
            block.ParentHash == Hash32.Zero
                ? (BigInteger)block.TotalDifficulty >= config.TerminalTotalDifficulty
                : IsValidTerminalPowBlock(config, block, powChain[block.ParentHash]));

    /// <summary>
    /// Refuses a merge block whose parent payload is no terminal block of the proof-of-work chain, also one that is not known yet: it may
    /// be tried again (`bellatrix/fork-choice.md#validate_merge_block`).
    /// </summary>
    public static Refusal? ValidateMergeBlock(Preset preset, ChainConfig config, BeaconBlock block, IPowChain powChain)
    {
        var parentHash = block.Body.ExecutionPayload.ParentHash;
        if (config.TerminalBlockHash != Constants.EmptyBlockHash)
        {
            return Require(ComputeEpochAtSlot(preset, block.Slot) >= config.TerminalBlockHashActivationEpoch)
                ?? Require(parentHash == config.TerminalBlockHash);
        }

        var powBlock = powChain.GetPowBlock(parentHash);
        if (powBlock is null)
        {
            return Because("pow_block is not None");
        }

        var powParent = powChain.GetPowBlock(powBlock.ParentHash);
        return powParent is null
            ? Because("pow_parent is not None")
            : Require(IsValidTerminalPowBlock(config, powBlock, powParent));
    }
}
