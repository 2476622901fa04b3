using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>The proof-of-work blocks known, for the merge transition.</summary>
public interface IPowChain
{
    /// <summary>The block of a hash, null where it is not (yet) known (`bellatrix/fork-choice.md#get_pow_block`).</summary>
    PowBlock? GetPowBlock(Hash32 blockHash);
}
