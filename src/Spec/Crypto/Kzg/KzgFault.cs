namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>What is wrong with an input, or <see cref="None"/>.</summary>
public enum KzgFault
{
    /// <summary>Nothing: the input is well formed and, where a proof was checked, the proof holds.</summary>
    None,

    /// <summary>All inputs are well formed, but the proof does not hold.</summary>
    ProofDoesNotHold,

    /// <summary>The lists of a batch differ in length.</summary>
    CountsDiffer,

    /// <summary>A blob is not 131072 bytes long.</summary>
    BlobLength,

    /// <summary>A cell is not 2048 bytes long.</summary>
    CellLength,

    /// <summary>A field element is not 32 bytes long, or not below the modulus.</summary>
    FieldElement,

    /// <summary>A commitment is not 48 bytes long, or not the encoding of a point of the subgroup.</summary>
    Commitment,

    /// <summary>A proof is not 48 bytes long, or not the encoding of a point of the subgroup.</summary>
    Proof,

    /// <summary>A cell index is not below 128.</summary>
    CellIndex,

    /// <summary>Cell indices to recover from are not strictly ascending.</summary>
    CellIndexOrder,

    /// <summary>Fewer cells than half of the extended blob, or more than all of it.</summary>
    CellCount,

    /// <summary>A commitment index points beyond the commitments.</summary>
    CommitmentIndex,
}
