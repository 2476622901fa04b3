namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes.Bounds;

/// <summary>What must not grow beyond what for the lanes to be exact.</summary>
internal enum LaneLimit
{
    /// <summary>
    /// The high parts of a column's products, which a chain of fused multiply-adds adds to 1.5 2^100: up to 2^99 its unit is 2^48.
    /// </summary>
    Chain,

    /// <summary>A column's sum, with the high parts and the carry of the one below: integers up to 2^53.</summary>
    Column,

    /// <summary>A limb while it is normalized: integers up to 2^53.</summary>
    Normalization,

    /// <summary>A limb of a sum of elements: integers up to 2^53.</summary>
    Sum,

    /// <summary>The value of what leaves the lanes, or is compared with zero: below p.</summary>
    Leaving,
}
